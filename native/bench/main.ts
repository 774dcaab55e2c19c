import { setImmediate } from 'node:timers/promises'
import { type Kernels, kernels, type Raster } from '#native'

/** One line of the table: times in milliseconds; the goal is a ratio to the floor, or a time. */
export interface Row {
  what: string
  measured: number
  /** What the machine can do at best, in the same run; none where the goal is a time. */
  floor?: number
  ratio?: number
  goal: string
}

const width = 6000
const height = 4000
const pixels = width * height
const whole = { left: 0, top: 0, width, height }
const byFactor = { planes: [0, 1, 2], scale: 1 / 255, mean: [0, 0, 0], std: [1, 1, 1] }

function raster(data: Raster['data'], size: { width: number; height: number; channels: number }): Raster {
  return { data, ...size, top: 0, fullHeight: size.height }
}

/** The shortest of a few runs each, the first of which only warms up; in turns, so that a busy machine is busy for all. */
async function shortestOf(works: readonly (() => void)[], runs: number): Promise<number[]> {
  const best = works.map(() => Infinity)
  for (let i = 0; i <= runs; i++) {
    for (const [at, work] of works.entries()) {
      await setImmediate()
      const start = process.hrtime.bigint()
      work()
      if (i > 0) best[at] = Math.min(best[at] as number, Number(process.hrtime.bigint() - start) / 1e6)
    }
  }
  return best
}

async function shortest(work: () => void, runs = 4): Promise<number> {
  return (await shortestOf([work], runs))[0] as number
}

/** Every kernel at the sizes that the product's promises name; about 15 seconds and 900 MB with the native kernels. */
export async function benchKernels(): Promise<Row[]> {
  const chosen = kernels()
  const pictures = [...(await benchTransfers(chosen)), ...(await benchResize(chosen)), ...(await benchFilters(chosen))]
  return [...pictures, ...(await benchMotion(chosen))]
}

async function benchTransfers(chosen: Kernels): Promise<Row[]> {
  const bytes = Uint8Array.from({ length: pixels * 3 }, (_, i) => (i * 2654435761) >>> 13)
  const picture = raster(bytes, { width, height, channels: 3 })
  const floats = new Float32Array(pixels * 3)
  const copy = new Float32Array(pixels * 3)
  const [copyMs, packMs, unpackMs] = await shortestOf([
    () => copy.set(floats),
    () => chosen.pack(picture, whole, floats, byFactor),
    () => chosen.unpack(floats, whole, whole, picture, { planes: [0, 1, 2], scale: 255, max: 255 }),
  ], 10) as [number, number, number]
  const againstCopy = (what: string, measured: number): Row =>
    ({ what, measured, floor: copyMs, ratio: measured / copyMs, goal: '<= 2 x memcpy of the floats' })
  return [againstCopy('pack 24 MP RGB, 8 bit', packMs), againstCopy('unpack 24 MP RGB, 8 bit', unpackMs)]
}

async function benchResize(chosen: Kernels): Promise<Row[]> {
  const alpha = Float32Array.from({ length: 320 * 320 }, (_, i) => (i % 97) / 96)
  const matte = raster(alpha, { width: 320, height: 320, channels: 1 })
  const large = raster(new Uint8Array(pixels), { width, height, channels: 1 })
  const picture = raster(new Uint8Array(pixels * 3).fill(90), { width, height, channels: 3 })
  const proxy = raster(new Uint8Array(1024 * 683 * 3), { width: 1024, height: 683, channels: 3 })
  const small = raster(new Uint8Array(1500 * 1000 * 3), { width: 1500, height: 1000, channels: 3 })
  const plain = { max: 255, alpha: false }
  return [
    {
      what: 'matte 320 x 320 floats to 24 MP bytes, bicubic', goal: '<= 40 ms',
      measured: await shortest(() => chosen.resize(matte, large, { filter: 'bicubic', scale: 255, ...plain })),
    },
    {
      what: 'proxy of 1024 px from 24 MP RGB, box', goal: '<= 40 ms',
      measured: await shortest(() => chosen.resize(picture, proxy, { filter: 'box', ...plain })),
    },
    {
      what: 'Lanczos 1.5 MP RGB to 24 MP', goal: 'none',
      measured: await shortest(() => chosen.resize(small, picture, { filter: 'lanczos3', ...plain }), 2),
    },
  ]
}

async function benchFilters(chosen: Kernels): Promise<Row[]> {
  const guide = Float32Array.from({ length: pixels }, (_, i) => (i % 6007) / 6007)
  const plane = guide.slice()
  const million = guide.subarray(0, 3e6)
  const noisy = raster(new Uint8Array(pixels * 3).map((_, i) => 100 + ((i * 2654435761) >>> 29)), { width, height, channels: 3 })
  const nlm = { planes: 3, sigma: [0.02, 0.02, 0.02], patchRadius: 2, searchRadius: 10 }
  const rows: Row[] = []
  const add = async (what: string, goal: string, run: () => void): Promise<void> => {
    rows.push({ what, goal, measured: await shortest(run, 2) })
  }
  for (const sigma of [2, 20, 200]) {
    const goal = 'the same for any large sigma'
    await add(`Gaussian of sigma ${sigma}, 24 MP plane`, goal, () => chosen.gaussianBlur(plane, width, height, sigma))
  }
  const guided = { radius: 16, epsilon: 1e-4 }
  await add('guided filter of radius 16, 24 MP', 'none', () => chosen.guidedFilter(guide, plane, width, height, guided))
  await add('noise of 24 MP RGB', 'none', () => chosen.estimateNoise(noisy, { max: 255, bands: 8 }))
  await add('non-local means of 1 MP RGB, search radius 10', '<= 8 s', () => chosen.nonLocalMeans(million, 1000, 1000, nlm))
  return rows
}

/** A frame of 1920 x 1080 and its motion, found at half size. */
async function benchMotion(chosen: Kernels): Promise<Row[]> {
  const [across, down] = [1920, 1080]
  const size = { width: across / 2, height: down / 2 }
  const scene = (x: number, y: number): number => 0.5 + 0.2 * Math.sin(x / 9 + Math.sin(y / 31)) + 0.2 * Math.cos(y / 7 - x / 57)
  const seen = (shift: number): Float32Array => Float32Array.from({ length: size.width * size.height }, (_, i) =>
    scene((i % size.width) - shift, Math.floor(i / size.width)))
  const [from, to] = [seen(0), seen(3.3)]
  const search = { finest: 0, steps: 6, rounds: 12 }
  const data = chosen.flow(from, to, size.width, size.height, search)
  const motion = { data, ...size, pictureWidth: across, pictureHeight: down }
  const frame = new Float32Array(3 * across * down).fill(0.4)
  const place = { left: 0, top: 0, width: across, height: down }
  const sigma = new Float32Array(16).fill(0.02)
  const others = [frame, frame, frame, frame]
  return [
    {
      what: 'motion of 1920 x 1080, at half size', goal: '<= 100 ms on one core',
      measured: await shortest(() => chosen.flow(from, to, size.width, size.height, search)),
    },
    {
      what: 'a frame of 1920 x 1080 RGB brought onto another', goal: 'none',
      measured: await shortest(() => chosen.warp(frame, place, motion, place, { planes: 3, filter: 'bicubic' })),
    },
    {
      what: 'average of 5 frames of 1920 x 1080 RGB', goal: 'none',
      measured: await shortest(() => chosen.averageFrames(frame, others, across, down, { sigma })),
    },
  ]
}

/** One line of text for each row. */
export function formatRow(row: Row): string {
  const ratio = row.ratio === undefined ? '' : `${row.ratio.toFixed(2)} x`
  const floor = row.floor === undefined ? '' : row.floor.toFixed(1)
  const figures = [row.measured.toFixed(1).padStart(9), floor.padStart(9), ratio.padStart(8)]
  return [row.what.padEnd(50), ...figures, ` ${row.goal}`].join(' ')
}

if (require.main === module) {
  void benchKernels().then((rows) => {
    process.stdout.write(`kernels: ${kernels().kind}; milliseconds\n${rows.map(formatRow).join('\n')}\n`)
  })
}
