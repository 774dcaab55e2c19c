import type { LoadedModel } from '#helper/tasks/task'
import { program } from '../support/available'
import { resizeBicubic, toBytes } from '../support/bicubic'
import { psnr } from '../support/compare-samples'
import { type Bytes, damage, DAMAGES, overshoot, readingErrors, renderText, slantedEdge } from '../support/degraded'
import { enlarge, mean, modelOf, type Scale } from './enlarge'
import { type EvalPicture } from './pictures'
import { type Figure } from './section'

/** Heights of the small text, px: what tesseract reads half of, to what it reads well. */
const TEXT_PX = [8, 9, 10, 11]

const named = (picture: Bytes): EvalPicture => ({ ...picture, name: 'made' })

async function overshootFigure(scale: Scale, model: LoadedModel): Promise<Figure> {
  const worst = { network: 0, lanczos: 0, source: 0 }
  for (const [name, each] of Object.entries(DAMAGES)) {
    if (name === 'none') continue
    const source = await damage(slantedEdge(), each)
    worst.source = Math.max(worst.source, overshoot(source))
    worst.network = Math.max(worst.network, overshoot(await enlarge(named(source), scale, model)))
    worst.lanczos = Math.max(worst.lanczos, overshoot(await enlarge(named(source), scale)))
  }
  const undamaged = overshoot(await enlarge(named(slantedEdge()), scale, model))
  return {
    what: `x${scale} overshoot at a slanted edge, worst of blur, noise, JPEG 75, all`, unit: '%',
    reached: 100 * worst.network, goal: { atMost: 5 },
    beside: [
      { name: 'Lanczos', value: 100 * worst.lanczos }, { name: 'source itself', value: 100 * worst.source },
      { name: 'undamaged', value: 100 * undamaged },
    ],
  }
}

async function givenBackFigure(pictures: readonly EvalPicture[], scale: Scale, model: LoadedModel): Promise<Figure> {
  const figures: number[] = []
  for (const picture of pictures) {
    const small = resizeBicubic(picture, Math.floor(picture.width / 2), Math.floor(picture.height / 2))
    for (const each of Object.values(DAMAGES)) {
      const source = await damage({ ...small, data: toBytes(small.data) }, each)
      const large = await enlarge(named(source), scale, model)
      figures.push(psnr(resizeBicubic(large, source.width, source.height).data, source.data))
    }
  }
  return {
    what: `x${scale} reduced again against its source, worst of Set5, as it is and damaged`, unit: 'dB',
    reached: Math.min(...figures), goal: { atLeast: 40 }, beside: [{ name: 'mean', value: mean(figures) }],
  }
}

/** Letters of the small text that tesseract reads wrong, over all heights and damages. */
async function readingFigure(scale: Scale, model: LoadedModel, tesseract: string): Promise<Figure> {
  const errors = { network: 0, lanczos: 0, source: 0 }
  for (const sizePx of TEXT_PX) {
    const text = await renderText(sizePx)
    for (const each of Object.values(DAMAGES)) {
      const source = await damage(text, each)
      errors.source += await readingErrors(source, tesseract)
      errors.network += await readingErrors(await enlarge(named(source), scale, model), tesseract)
      errors.lanczos += await readingErrors(await enlarge(named(source), scale), tesseract)
    }
  }
  return {
    what: `x${scale} small text, letters that tesseract reads wrong`, unit: '', digits: 0,
    reached: errors.network, goal: { atMost: errors.lanczos },
    beside: [{ name: 'Lanczos', value: errors.lanczos }, { name: 'source itself', value: errors.source }],
  }
}

/** What the default models make of pictures that were blurred, noisy, packed as JPEG. */
export async function degradedFigures(pictures: readonly EvalPicture[]): Promise<Figure[]> {
  const models = { 2: await modelOf('firstpass-upscale-x2'), 4: await modelOf('firstpass-upscale-x4') }
  const figures = [
    await overshootFigure(2, models[2]), await overshootFigure(4, models[4]),
    await givenBackFigure(pictures, 2, models[2]), await givenBackFigure(pictures, 4, models[4]),
  ]
  const tesseract = program('tesseract')
  if (tesseract === undefined) return figures
  return [...figures, await readingFigure(2, models[2], tesseract), await readingFigure(4, models[4], tesseract)]
}
