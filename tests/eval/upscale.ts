import { join } from 'node:path'
import { upscaleOptionsSchema } from '#protocol'
import { upscale } from '#helper/tasks/upscale'
import { resizeBicubic, toBytes } from '../support/bicubic'
import { gaussianNumbers } from '../support/sensor-noise'
import { enlarge, mean, modelOf, type Scale } from './enlarge'
import { type EvalPicture, readPictures } from './pictures'
import { runProduct } from './product'
import { type Figure, type Section } from './section'
import { degradedFigures } from './upscale-degraded'

const SCALES = [
  { scale: 2, goal: 37.3, published: { FSRCNN: 37, VDSR: 37.53 } },
  { scale: 4, goal: 31, published: { FSRCNN: 30.71, VDSR: 31.35 } },
] as const
/** PSNR of BT.601 luminance, borders cropped by the scale: the protocol of published figures. */
function psnrOfLuma(a: EvalPicture, b: EvalPicture, scale: number): number {
  let [sum, count] = [0, 0]
  for (let y = scale; y < a.height - scale; y++) {
    for (let x = scale; x < a.width - scale; x++) {
      const i = (y * a.width + x) * 3
      const lack = (c: number): number => (a.data[i + c] as number) - (b.data[i + c] as number)
      sum += ((65.481 * lack(0) + 128.553 * lack(1) + 24.966 * lack(2)) / 255) ** 2
      count++
    }
  }
  return 10 * Math.log10(255 ** 2 / (sum / count))
}

/** Cut to a multiple of the scale. */
function cropTo({ name, width, height, data }: EvalPicture, scale: number): EvalPicture {
  const [w, h] = [width - (width % scale), height - (height % scale)]
  const rows = Array.from({ length: h }, (_, y) => data.subarray(y * width * 3, (y * width + w) * 3))
  return { name, width: w, height: h, data: Uint8Array.from(rows.flatMap((row) => [...row])) }
}

async function figureOf(pictures: readonly EvalPicture[], { scale, goal, published }: (typeof SCALES)[number]): Promise<Figure> {
  const id = `firstpass-upscale-x${scale}`
  const models = { clean: await modelOf(`${id}-clean`), usual: await modelOf(id) }
  const reached = { clean: [] as number[], usual: [] as number[], lanczos: [] as number[], bicubic: [] as number[] }
  for (const picture of pictures) {
    const large = cropTo(picture, scale)
    const reduced = resizeBicubic(large, large.width / scale, large.height / scale)
    const small = { ...reduced, name: picture.name, data: toBytes(reduced.data) }
    reached.clean.push(psnrOfLuma(await enlarge(small, scale, models.clean), large, scale))
    reached.usual.push(psnrOfLuma(await enlarge(small, scale, models.usual), large, scale))
    reached.lanczos.push(psnrOfLuma(await enlarge(small, scale), large, scale))
    const bicubic = { ...large, data: toBytes(resizeBicubic(small, large.width, large.height).data) }
    reached.bicubic.push(psnrOfLuma(bicubic, large, scale))
  }
  return {
    what: `Set5 x${scale}, clean sources, PSNR on Y`, unit: 'dB', reached: mean(reached.clean), goal: { atLeast: goal },
    beside: [
      { name: 'default model', value: mean(reached.usual) },
      { name: 'bicubic', value: mean(reached.bicubic) }, { name: 'Lanczos', value: mean(reached.lanczos) },
      ...Object.entries(published).map(([name, value]) => ({ name, value, isPublished: true as const })),
    ],
  }
}

/** Wall-clock seconds per megapixel of the source, of the whole task, warm, on the cores of this machine. */
async function costOf(scale: Scale): Promise<Figure> {
  const model = await modelOf(`firstpass-upscale-x${scale}`)
  const side = 1024
  const noise = gaussianNumbers(1)
  const data = Uint8Array.from({ length: side * side * 3 }, (_, i) => 128 + 40 * Math.sin(i / 900) + 8 * noise())
  const picture = { name: 'made', width: side, height: side, data }
  const options = upscaleOptionsSchema.parse({ scale })
  const little = { ...picture, width: 128, height: 128, data: data.slice(0, 128 * 128 * 3) }
  await runProduct(upscale, options, { picture: little, model })
  const { done } = await runProduct(upscale, options, { picture, model })
  return {
    what: `cost of x${scale} per megapixel of the source, wall clock`, unit: 's/MP',
    reached: done.timings.totalMs / 1000 / (side ** 2 / 1e6),
    ...(scale === 2 ? { goal: { atMost: 3 } } : {}),
    beside: [{ name: 'Real-ESRGAN x4v3', value: 17, isPublished: true }],
  }
}

export const upscaleSection: Section = {
  name: 'upscale',
  async run({ data }) {
    const pictures = await readPictures(join(data, 'set5'))
    const figures: Figure[] = []
    for (const each of SCALES) figures.push(await figureOf(pictures, each))
    for (const { scale } of SCALES) figures.push(await costOf(scale))
    return [...figures, ...await degradedFigures(pictures)]
  },
}
