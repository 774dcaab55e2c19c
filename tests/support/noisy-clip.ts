import { photograph, type Photograph } from './sensor-noise'

// Looked up once: in jest's sandbox a global costs as much as the arithmetic.
const { floor, max, min } = Math

interface Size {
  width: number
  height: number
}

/** A camera that moves over a photograph: where it looks (px of the photograph) and how large a pixel is there. */
export interface Path {
  x: number
  y: number
  zoom: number
}

/** The middle of another photograph, which moves over the frame: its place and size in px of the frame. */
export interface Mover {
  of: Photograph
  x: number
  y: number
  width: number
  height: number
  zoom: number
}

export interface Shown {
  scene: Photograph
  path: Path
  mover?: Mover
}

const cubic = (t: number): [number, number, number, number] => [
  -0.5 * t ** 3 + t ** 2 - 0.5 * t,
  1.5 * t ** 3 - 2.5 * t ** 2 + 1,
  -1.5 * t ** 3 + 2 * t ** 2 + 0.5 * t,
  0.5 * t ** 3 - 0.5 * t ** 2,
]

/** A colour of a photograph between its pixels, 0..1. */
function sample({ width, height, data }: Photograph, [x, y]: readonly [number, number], c: number): number {
  const [left, top] = [floor(x), floor(y)]
  const [across, down] = [cubic(x - left), cubic(y - top)]
  let sum = 0
  for (let j = 0; j < 4; j++) {
    const row = min(height - 1, max(0, top - 1 + j)) * width
    for (let i = 0; i < 4; i++) {
      const at = row + min(width - 1, max(0, left - 1 + i))
      sum += (down[j] as number) * (across[i] as number) * (data[at * 3 + c] as number)
    }
  }
  return min(1, max(0, sum))
}

function sampleMover({ of, x: left, y: top, zoom }: Mover, [x, y]: readonly [number, number], c: number): number {
  return sample(of, [of.width / 2 + zoom * (x - left), of.height / 2 + zoom * (y - top)], c)
}

/** What is seen, without noise, to fractions of a pixel; the mover's edge is soft by one pixel. */
export function showFrame({ scene, path, mover }: Shown, size: Size): Photograph {
  const { width, height } = size
  const data = new Float32Array(width * height * 3)
  const inside = (at: number, length: number): number => min(1, max(0, min(at + 0.5, length - at - 0.5)))
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const cover = mover ? inside(x - mover.x, mover.width) * inside(y - mover.y, mover.height) : 0
      for (let c = 0; c < 3; c++) {
        const place = [path.x + (x - width / 2) * path.zoom, path.y + (y - height / 2) * path.zoom] as const
        const behind = cover < 1 ? sample(scene, place, c) : 0
        const before = mover && cover > 0 ? sampleMover(mover, [x, y], c) : 0
        data[(y * width + x) * 3 + c] = behind * (1 - cover) + before * cover
      }
    }
  }
  return { width, height, data }
}

export interface ShotClip {
  noisy: Uint8Array[]
  /** The same without noise. */
  truth: Uint8Array[]
}

/** A clip as a camera at an ISO setting films it, without loss: its sensor has twice the pixels each way. 8 bit RGB. */
export async function shootClip(shown: readonly Shown[], size: Size, iso: number): Promise<ShotClip> {
  const clip: ShotClip = { noisy: [], truth: [] }
  for (const [index, each] of shown.entries()) {
    const { developed, clean } = await photograph(showOnSensor(each, size), iso, 1000 * iso + index)
    clip.noisy.push(halve(developed, size))
    clip.truth.push(halve(clean, size))
  }
  return clip
}

function showOnSensor({ scene, path, mover }: Shown, { width, height }: Size): Photograph {
  const twice = mover && {
    of: mover.of, x: 2 * mover.x, y: 2 * mover.y, width: 2 * mover.width, height: 2 * mover.height, zoom: mover.zoom / 2,
  }
  const shown: Shown = { scene, path: { ...path, zoom: path.zoom / 2 }, ...(twice ? { mover: twice } : {}) }
  return showFrame(shown, { width: 2 * width, height: 2 * height })
}

/** 2 x 2 pixels become one. */
function halve(data: Uint8Array, { width, height }: Size): Uint8Array {
  return Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const pixel = floor(i / 3)
    const at = (floor(pixel / width) * 4 * width + (pixel % width) * 2) * 3 + (i % 3)
    const below = at + 6 * width
    return ((data[at] as number) + (data[at + 3] as number) + (data[below] as number) + (data[below + 3] as number)) / 4 + 0.5
  })
}
