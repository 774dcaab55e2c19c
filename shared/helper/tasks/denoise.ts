import { join } from 'node:path'
import { type DenoiseOptions, hasAlpha } from '#protocol'
import { planesIn, planesOut } from '#helper/pipeline/colour-planes'
import { copyPicture } from '#helper/pipeline/copy-picture'
import { type Cleaning, cleanTile } from '#helper/pipeline/clean-tile'
import { FILL_REACH_PX } from '#helper/pipeline/fill-transparent'
import { fillMidGray } from '#helper/pipeline/flat-picture'
import { curveOf, type LightCurve } from '#helper/pipeline/light-curve'
import { evenNoise, measureHalved, measureNoise, type NoiseLevel, scaleNoise } from '#helper/pipeline/noise-level'
import type { PictureFile } from '#helper/pipeline/picture-file'
import { writeResult } from '#helper/pipeline/result-file'
import { runTiles } from '#helper/pipeline/run-tiles'
import { byMeans, byNetwork } from './denoise-method'
import { cleaningOf, factsOf, isUntouched, strengthsOf } from './denoise-strength'
import { inputOf } from './inputs'
import type { Task, TaskContext, WorkResult } from './task'
import { planPicture, type TileDemand } from './tile-budget'
import { asResult, credit, timed, type Untimed } from './work-done'

const STAGE = 'denoise'

const UNMEASURED = 'The picture has no flat area to measure noise in, so it was left as it is; give the noise by --sigma.'

/** Takes noise away. Strength or sigma 0 give the picture back, bit for bit. */
export const denoise: Task<DenoiseOptions> = (context, options) => timed(async () => {
  const source = inputOf(context, 'picture')
  if (isUntouched(options)) return copyUntouched(context, source, options)
  const model = options.method === 'model' ? await context.model('denoise', options.model) : undefined
  const curve = curveOf(source, (done, total) => context.progress('measure', done, total))
  const level = levelOf(context, source, { options, curve })
  const strengths = strengthsOf(options)
  const method = model ? byNetwork(model, level) : byMeans(level, source)
  const cleaning: Cleaning = { curve, header: source.header, ...cleaningOf(method, strengths) }
  const results = await cleanPicture(context, source, { cleaning, demand: method.demand, removed: options.removed })
  return {
    results,
    method: options.method,
    ...(model ? credit(model) : {}),
    notes: level.isMeasured ? [] : [UNMEASURED],
    facts: factsOf(scaleNoise(level, Math.max(strengths.luma, strengths.chroma))),
    inferMs: model?.session.inferMs() ?? 0,
  }
})

async function copyUntouched(context: TaskContext, source: PictureFile, { method, removed }: DenoiseOptions): Promise<Untimed> {
  const { header } = source
  const file = (name: string): string => join(context.order.folder, `${name}.v`)
  const picture = await writeResult(file('picture'), header, (target) => {
    copyPicture(source, target, (done, total) => context.progress(STAGE, done, total))
  })
  const results: Record<string, WorkResult> = { picture: asResult(picture) }
  if (removed) {
    results.removed = asResult(await writeResult(file('removed'), header, (target) => fillMidGray(target, source)))
  }
  return { results, method, notes: [], facts: { sigma: 0 }, inferMs: 0 }
}

function levelOf(
  context: TaskContext, source: PictureFile, { options, curve }: { options: DenoiseOptions; curve: LightCurve },
): NoiseLevel {
  const progress = (done: number, total: number): void => context.progress('measure', done, total)
  if (options.sigma === undefined) return measureNoise(source, curve, progress)
  return evenNoise(options.sigma / 255, options.method === 'model' ? measureHalved(source, curve, progress) : undefined)
}

async function cleanPicture(
  context: TaskContext, source: PictureFile, how: { cleaning: Cleaning; demand: TileDemand; removed: boolean },
): Promise<Record<string, WorkResult>> {
  const { cleaning, demand, removed } = how
  const { header } = source
  const beyond = hasAlpha(header.channels) ? FILL_REACH_PX : 0
  const grid = planPicture(header, { ...demand, reachPx: demand.reachPx + beyond })
  const run = (targets: PictureFile[]): Promise<void> => runTiles({
    source, grid, scale: 1,
    planes: planesIn(header.channels),
    targets: targets.map((picture) => ({ picture, planes: planesOut(header.channels) })),
    work: (tile) => cleanTile(tile, cleaning, removed),
    progress: (done, total) => context.progress(STAGE, done, total),
  })
  const file = (name: string): string => join(context.order.folder, `${name}.v`)
  if (!removed) return { picture: asResult(await writeResult(file('picture'), header, (picture) => run([picture]))) }
  const results: Record<string, WorkResult> = {}
  results.picture = asResult(await writeResult(file('picture'), header, async (picture) => {
    results.removed = asResult(await writeResult(file('removed'), header, (rest) => run([picture, rest])))
  }))
  return results
}
