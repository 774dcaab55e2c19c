import sharp from 'sharp'
import { seededNumbers } from './run-task'

/** RGB floats 0..1, interleaved. */
export interface Photograph {
  width: number
  height: number
  data: Float32Array
}

/**
 * Noise like that of a camera at an ISO setting, in linear light on 0..1: variance = shot * signal + read^2. At 100 a full
 * well of 40,000 electrons; each doubling of ISO halves it.
 */
export function noiseOfIso(iso: number): { shot: number; read: number } {
  const electrons = 40_000 * (100 / iso)
  return { shot: 1 / electrons, read: 3 / electrons }
}

/** As daylight needs it: red and blue of the sensor are weaker and are amplified, with their noise. */
const GAINS = [1.9, 1, 1.6] as const

const toLinear = (v: number): number => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
const toEncoded = (v: number): number => (v <= 0.0031308 ? v * 12.92 : 1.055 * v ** (1 / 2.4) - 0.055)
const clamp = (v: number): number => Math.min(1, Math.max(0, v))

/** RGGB */
const colourAt = (x: number, y: number): 0 | 1 | 2 => (y % 2 === 0 ? (x % 2 === 0 ? 0 : 1) : x % 2 === 0 ? 1 : 2)

/** One colour per pixel, in linear light as the sensor sees it. */
function mosaic({ width, height, data }: Photograph): Float64Array {
  return Float64Array.from({ length: width * height }, (_, i) => {
    const c = colourAt(i % width, Math.floor(i / width))
    return toLinear(data[i * 3 + c] as number) / GAINS[c]
  })
}

/** Independent normally distributed numbers, the same in each run. */
export function gaussianNumbers(seed: number): () => number {
  const next = seededNumbers(seed)
  return () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
}

/** Bilinear demosaicing, white balance and the sRGB curve, to 8 bit. */
function develop(raw: Float64Array, width: number, height: number): Uint8Array {
  const result = new Uint8Array(width * height * 3)
  const at = (x: number, y: number): number => {
    const inX = x < 0 ? -x : x >= width ? 2 * width - 2 - x : x
    const inY = y < 0 ? -y : y >= height ? 2 * height - 2 - y : y
    return raw[inY * width + inX] as number
  }
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++) {
        let sum = 0
        let weights = 0
        for (let dy = -1; dy <= 1; dy++) {
          for (let dx = -1; dx <= 1; dx++) {
            if (colourAt(Math.abs(x + dx), Math.abs(y + dy)) !== c) continue
            const weight = (2 - Math.abs(dx)) * (2 - Math.abs(dy))
            sum += weight * at(x + dx, y + dy)
            weights += weight
          }
        }
        const own = colourAt(x, y) === c
        const value = own ? at(x, y) : sum / weights
        result[(y * width + x) * 3 + c] = Math.round(255 * toEncoded(clamp(value * (GAINS[c] as number))))
      }
    }
  }
  return result
}

export interface Shot {
  /** What the camera's file holds: developed, with JPEG's loss at quality 92. */
  noisy: Uint8Array
  /** The same road without noise and without JPEG. */
  clean: Uint8Array
  /** The same road without noise: what JPEG alone leaves. */
  quiet: Uint8Array
  /** With noise, without JPEG: what a camera's video of hardly any loss holds. */
  developed: Uint8Array
}

/** Photographs a picture: Poisson-Gaussian noise on a Bayer mosaic in linear light, demosaiced, sRGB, JPEG 92. */
export async function photograph(scene: Photograph, iso: number, seed: number): Promise<Shot> {
  const { width, height } = scene
  const { shot, read } = noiseOfIso(iso)
  const noise = gaussianNumbers(seed)
  const raw = mosaic(scene)
  const noisy = raw.map((signal) => clamp(signal + Math.sqrt(shot * signal + read * read) * noise()))
  const clean = develop(raw, width, height)
  const file = (developed: Uint8Array): Promise<Uint8Array> => throughJpeg(developed, width, height)
  const developed = develop(noisy, width, height)
  return { noisy: await file(developed), clean, quiet: await file(clean), developed }
}

async function throughJpeg(data: Uint8Array, width: number, height: number): Promise<Uint8Array> {
  const file = await sharp(data, { raw: { width, height, channels: 3 } }).jpeg({ quality: 92 }).toBuffer()
  return new Uint8Array(await sharp(file).raw().toBuffer())
}
