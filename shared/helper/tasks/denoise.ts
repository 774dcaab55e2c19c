import { join } from 'node:path'
import { type DenoiseOptions, hasAlpha } from '#protocol'
import { planesIn, planesOut } from '#helper/pipeline/colour-planes'
import { copyPicture } from '#helper/pipeline/copy-picture'
import { cleanByMeans, MEANS_BYTES_PER_PIXEL, MEANS_REACH_PX } from '#helper/pipeline/clean-by-means'
import { type Cleaning, cleanTile, type CleanPlanes } from '#helper/pipeline/clean-tile'
import { FILL_REACH_PX } from '#helper/pipeline/fill-transparent'
import { fillMidGray } from '#helper/pipeline/flat-picture'
import { KEEP_MEAN_REACH_PX } from '#helper/pipeline/keep-mean'
import { curveOf, type LightCurve } from '#helper/pipeline/light-curve'
import { runNetwork } from '#helper/pipeline/network'
import { evenNoise, measureNoise, type NoiseLevel, scaleNoise } from '#helper/pipeline/noise-level'
import { noiseMap, noiseMapReachPx } from '#helper/pipeline/noise-map'
import type { PictureFile } from '#helper/pipeline/picture-file'
import { writeResult } from '#helper/pipeline/result-file'
import { runTiles } from '#helper/pipeline/run-tiles'
import type { Shares } from '#helper/pipeline/share-change'
import { inputOf } from './inputs'
import type { LoadedModel, Task, TaskContext, WorkResult } from './task'
import { planPicture, type TileDemand, tiledRules } from './tile-budget'
import { asResult, credit, timed, type Untimed } from './work-done'

const STAGE = 'denoise'

const UNMEASURED = 'The picture has no flat area to measure noise in, so it was left as it is; give the noise by --sigma.'

/** Strength that means: as estimated. */
const AS_ESTIMATED = 50

/** Takes noise away. Strength or sigma 0 give the picture back, bit for bit. */
export const denoise: Task<DenoiseOptions> = (context, options) => timed(async () => {
  const source = inputOf(context, 'picture')
  if (isUntouched(options)) return copyUntouched(context, source, options)
  const model = options.method === 'model' ? await context.model('denoise', options.model) : undefined
  const curve = curveOf(source, (done, total) => context.progress('measure', done, total))
  const level = levelOf(context, source, { options, curve })
  const method = model ? byNetwork(model, level) : byMeans(level, source)
  const cleaning: Cleaning = { curve, header: source.header, clean: method.clean, shares: sharesOf(options, model) }
  const results = await cleanPicture(context, source, { cleaning, demand: method.demand, removed: options.removed })
  return {
    results,
    method: options.method,
    ...(model ? credit(model) : {}),
    notes: level.isMeasured ? [] : [UNMEASURED],
    facts: factsOf(level, options),
    inferMs: model?.session.inferMs() ?? 0,
  }
})

const isUntouched = ({ strength, sigma, luma, chroma }: DenoiseOptions): boolean =>
  (sigma ?? strength) === 0 || (luma === 0 && chroma === 0)

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
  if (options.sigma !== undefined) return evenNoise(options.sigma / 255)
  const measured = measureNoise(source, curve, (done, total) => context.progress('measure', done, total))
  return scaleNoise(measured, options.strength / AS_ESTIMATED)
}

/** A network without a noise map has one strength of its own; below it, its change is kept by halves. */
function sharesOf({ luma = 100, chroma = 100, strength, sigma }: DenoiseOptions, model: LoadedModel | undefined): Shares {
  const whole = !model || model.manifest.noise || sigma !== undefined ? 1 : Math.min(1, strength / AS_ESTIMATED)
  return { luma: (luma / 100) * whole, chroma: (chroma / 100) * whole }
}

interface Method {
  clean: CleanPlanes
  demand: TileDemand
}

function byNetwork({ manifest, session }: LoadedModel, level: NoiseLevel): Method {
  const { alignPx, contextPx, trimPx, preferredPx } = tiledRules(manifest)
  const { input, output, noise } = manifest
  const network = { session, shape: { input, output, trimPx, scale: 1 } }
  return {
    clean: (tile) => runNetwork(network, tile, noise ? { [noise.name]: noiseMap(tile, level, noise.divisor) } : {}),
    demand: {
      alignPx, preferredPx, scale: 1,
      reachPx: contextPx + trimPx + (noise ? noiseMapReachPx(noise.divisor) : 0),
      bytesPerPixel: manifest.bytesPerPixel + 4 * 4 * 4,
    },
  }
}

function byMeans(level: NoiseLevel, { header }: PictureFile): Method {
  return {
    clean: (tile) => cleanByMeans(tile, level.perChannel, header),
    demand: { alignPx: 1, preferredPx: 512, scale: 1, reachPx: MEANS_REACH_PX, bytesPerPixel: MEANS_BYTES_PER_PIXEL },
  }
}

async function cleanPicture(
  context: TaskContext, source: PictureFile, how: { cleaning: Cleaning; demand: TileDemand; removed: boolean },
): Promise<Record<string, WorkResult>> {
  const { cleaning, demand, removed } = how
  const { header } = source
  const beyond = KEEP_MEAN_REACH_PX + (hasAlpha(header.channels) ? FILL_REACH_PX : 0)
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

function factsOf({ sigma }: NoiseLevel, options: DenoiseOptions): Record<string, unknown> {
  const levels = [...sigma].map((value) => Math.round(value * 25_500) / 100)
  const mean = levels.reduce((sum, value) => sum + value, 0) / levels.length
  return { sigma: options.sigma ?? Math.round(mean * 100) / 100, sigmaByLuminance: levels }
}
