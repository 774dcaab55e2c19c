import { Command, CommanderError } from 'commander'
import { asFailure, VERSION } from '#protocol'
import { runDoctor } from './commands/doctor'
import { runInstall, runUninstall } from './commands/install'
import { type ModelVerb, runModels } from './commands/models'
import { runPair } from './commands/pair'
import { runLink, runOpen, runServe } from './commands/serve'
import { connectHelper } from './connect-helper'
import { planReplay } from './replay'
import type { CommandTask } from './output-path'
import { addDenoise, addMask, addSlow, addUpscale } from './task-commands'
import { planWork } from './plan-work'
import { describeFailure, exitStatus, type Terminal } from './print'
import { runWorks, type Surroundings, tellFailure } from './run-works'
import type { Words } from './task-options'

/** What the command line works with, and under. */
export interface Setting {
  terminal: Terminal
  dataFolder: string
  /** Aborted by Ctrl-C. */
  signal: AbortSignal
}

/** Runs one command line (without `node` and the program's name). @returns the exit status */
export async function runProgram(args: readonly string[], setting: Setting): Promise<number> {
  let status: number = exitStatus.ok
  const program = buildProgram(setting, async (work) => { status = await work() })
  try {
    await program.parseAsync([...args], { from: 'user' })
    return status
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? exitStatus.ok : exitStatus.usage
    const error = asFailure(thrown)
    setting.terminal.err(describeFailure(error))
    return error.code === 'OPTION_INVALID' ? exitStatus.usage : exitStatus.fileFailed
  }
}

type Finish = (work: () => Promise<number>) => Promise<void>

function buildProgram(setting: Setting, finish: Finish): Command {
  const { terminal } = setting
  const program = new Command('firstpass')
    .description('ML makes the first pass, the artist finishes it: masks, clean and larger pictures and clips, as layers.')
    .version(VERSION)
    .exitOverride()
    .showHelpAfterError('  See --help.')
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
      outputError: (text, write) => write(`OPTION_INVALID: ${text.replace(/^error: /, '')}`),
    })
  const act = (task: CommandTask): ((files: string[], words: Words) => Promise<void>) =>
    (files, words) => finish(() => runTask(task, files, { words, setting }))
  addMask(program, act('mask'))
  addDenoise(program, act('denoise'))
  addUpscale(program, act('upscale'))
  addSlow(program, act('slow'))
  const replay = (file: string, words: Words): Promise<number> =>
    withJobs(setting, words, (around) => runWorks([planReplay(file, words)], around))
  program.command('replay').description('make a result again from its job')
    .argument('<JOB.json>', 'a recipe, or a line of --json')
    .option('-o, --output <OUT>', 'file or folder; beside the source if left out')
    .option('--force', 'replace existing files')
    .option('--json', 'one JSON object')
    .action((file: string, words: Words) => finish(() => replay(file, words)))
  addHelperCommands(program, setting, finish)
  addModelCommands(program, setting, finish)
  addSetupCommands(program, setting, finish)
  return program
}

function addHelperCommands(program: Command, setting: Setting, finish: Finish): void {
  program.command('serve').description('run the helper here until Ctrl-C')
    .option('--open [PAGE]', 'start it in the background, and open its page in the browser; `home`: its window, `resolve`: that '
      + 'for DaVinci Resolve')
    .option('--stop', 'end the helper that runs in the background')
    .action((words: Words) => finish(() => runServe(setting, words)))
  program.command('pair').description('show a code that pairs a panel')
    .option('--list', 'the paired panels').option('--revoke <PANEL>', 'end a pairing')
    .action((words: Words) => finish(() => runPair(setting, words)))
  program.command('doctor').description('what works on this machine, and what does not and why').option('--json', 'as JSON')
    .action((words: Words) => finish(() => runDoctor(setting, words)))
}

function addSetupCommands(program: Command, setting: Setting, finish: Finish): void {
  program.command('open').description('open the window: status, pairing, inbox, models, settings')
    .action(() => finish(() => runOpen(setting)))
  program.command('url').description('do what a link of firstpass: says; open the window where none is given')
    .argument('[LINK]', 'firstpass://start or firstpass://open')
    .action((link: string | undefined) => finish(() => runLink(setting, link)))
  program.command('install').description('install the unpacked archive for you alone, and open the window')
    .option('--at-login', 'start the helper whenever you log in').option('--no-open', 'open nothing')
    .action((words: Words) => finish(() => runInstall(setting, words)))
  program.command('uninstall').description('remove all that Firstpass wrote for itself, and none of your results')
    .option('--discard-inbox', 'give up results that wait in the inbox')
    .action((words: Words) => finish(() => runUninstall(setting, words)))
}

function addModelCommands(program: Command, setting: Setting, finish: Finish): void {
  const models = program.command('models').description('the models of this machine')
  const withPolicy = (command: Command): Command =>
    command.option('--licence <POLICY>', 'permissive or any; else as set in the window').option('--json', 'as JSON')
  withPolicy(models.command('list').description('all models, and which are here'))
    .action((words: Words) => finish(() => runModels(setting, 'list', { ids: [], words })))
  const act = (verb: ModelVerb) => (ids: string[], words: Words): Promise<void> =>
    finish(() => runModels(setting, verb, { ids, words }))
  withPolicy(models.command('pull').argument('[ids...]').description('fetch models; the defaults if none is named'))
    .action(act('pull'))
  withPolicy(models.command('verify').argument('[ids...]').description('check the weights that are here')).action(act('verify'))
  withPolicy(models.command('remove').argument('<ids...>').description('remove weights from this machine')).action(act('remove'))
}

interface Asked {
  words: Words
  setting: Setting
}

function runTask(task: CommandTask, files: readonly string[], { words, setting }: Asked): Promise<number> {
  return withJobs(setting, words, async (around) => {
    const { works, failures } = planWork(task, files, { words, dataFolder: setting.dataFolder })
    for (const { path, error } of failures) tellFailure(around, path, error)
    const status = works.length > 0 ? await runWorks(works, around) : exitStatus.ok
    return failures.length > 0 ? Math.max(status, exitStatus.fileFailed) : status
  })
}

/** The helper is only looked for once a job needs it, and let go of at the end. */
async function withJobs(setting: Setting, words: Words, use: (around: Surroundings) => Promise<number>): Promise<number> {
  const helper = connectHelper(setting.dataFolder)
  try {
    const { terminal, signal } = setting
    return await use({ terminal, signal, json: words.json === true, connect: () => helper.connect() })
  } finally {
    helper.close()
  }
}
