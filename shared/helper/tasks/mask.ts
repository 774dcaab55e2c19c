import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { failure, type MaskOptions, plainHeader, type PictureHeader } from '#protocol'
import type { Region } from '#native'
import type { Manifest } from '#helper/models/manifest'
import { grabCut, sizeForColours } from '#helper/pipeline/grab-cut'
import { boxInPicture, scaleToProxy, withMargin, withoutBorder } from '#helper/pipeline/matte-box'
import { writeForeground } from '#helper/pipeline/matte-foreground'
import { featherMatte } from '#helper/pipeline/matte-feather'
import { checkShape, copyMask, flatHeader, flattenMask, reduceMask } from '#helper/pipeline/matte-given'
import { findSubject, type MatteShape } from '#helper/pipeline/matte-network'
import { isUniform, type MattePlane, wholeOf } from '#helper/pipeline/matte-plane'
import { enlargeMatte } from '#helper/pipeline/matte-refine'
import { radiiOf, shiftMatte } from '#helper/pipeline/matte-shift'
import type { PictureFile } from '#helper/pipeline/picture-file'
import { writeResult } from '#helper/pipeline/result-file'
import { inputOf } from './inputs'
import { type RefinedEdges, refineStart } from './mask-edges'
import type { Task, TaskContext, WorkDone } from './task'
import { asResult, credit, timed } from './work-done'

/** Below this a network saw hardly anything that it takes for a subject. */
const UNSURE_PEAK = 0.5

interface Start {
  /** What the matte begins as, for `region` of the picture; outside of it there is background. */
  plane: MattePlane
  region: Region
  /** The target already holds the matte at full size (a mask of the user's), and what lies outside the band stays. */
  keep: boolean
  credits: Pick<WorkDone, 'method' | 'model' | 'provider'> & { inferMs: number; notes: string[] }
}

/** The matte of the subject, of what is in the box, or of a mask that was given. */
export const mask: Task<MaskOptions> = (context, options) => timed(async () => {
  const picture = inputOf(context, 'picture')
  const header = matteHeader(picture.header)
  const steps = edgeSteps(options)
  const files = steps.map((_, i) => join(context.order.folder, `edge-${i}.v`))
  let start: Start | undefined
  let edges: RefinedEdges | undefined
  let matte = await writeResult(files[0] ?? resultFile(context), header, async (target) => {
    start = await begin(context, options, target)
    const { plane, region, keep, credits } = start
    const rough = { plane, region, keep, isFoundByModel: credits.method === 'model' }
    if (options.refine) edges = await refineStart(context, rough, { picture, target })
    else if (!keep) enlargeMatte(plane, target, region, (done, total) => context.progress('refine', done, total))
  })
  for (const [i, step] of steps.entries()) {
    const before = matte
    matte = await writeResult(files[i + 1] ?? resultFile(context), header, (target) =>
      step(before, target, (done, total) => context.progress('edge', i * total + done, steps.length * total)))
    rmSync(before.file)
  }
  if (start === undefined) throw failure('INTERNAL_ERROR', { reason: 'a matte without a start' })
  const { inferMs, notes, ...credits } = start.credits
  const results: WorkDone['results'] = { matte: asResult(matte) }
  if (options.decontaminate) {
    const foreground = await writeResult(join(context.order.folder, 'foreground.v'), foregroundHeader(picture.header), (target) =>
      writeForeground(picture, matte, target, (done, total) => context.progress('decontaminate', done, total)))
    results['foreground'] = asResult(foreground)
  }
  return {
    results, checkList: edges?.checkList ?? [], ...credits, notes: [...notes, ...edges?.notes ?? []],
    facts: edges === undefined ? {} : { refinement: edges.by }, inferMs: inferMs + (edges?.inferMs ?? 0),
  }
})

const resultFile = ({ order }: TaskContext): string => join(order.folder, 'matte.v')

/** Gray; as deep as the picture, but never floats. */
function matteHeader({ width, height, sample, max, origin }: PictureHeader): PictureHeader {
  const header = plainHeader({ width, height }, 'gray', sample === 'u8' ? 'u8' : 'u16')
  return { ...header, origin, ...(sample === 'u16' ? { max } : {}) }
}

/** The picture's encoding without alpha: what is to be seen of it says the matte. */
function foregroundHeader(header: PictureHeader): PictureHeader {
  const isGray = header.channels === 'gray' || header.channels === 'gray-alpha'
  return { ...header, channels: isGray ? 'gray' : 'rgb', alpha: 'none' }
}

type EdgeStep = (source: PictureFile, target: PictureFile, progress: (done: number, total: number) => void) => void

/** What is done to the edge afterwards: moved first, then softened. */
export function edgeSteps({ shiftPx, featherPx }: Pick<MaskOptions, 'shiftPx' | 'featherPx'>): EdgeStep[] {
  const steps = radiiOf(shiftPx).map((radius): EdgeStep =>
    (source, target, progress) => shiftMatte(source, target, { radius, grows: shiftPx > 0 }, progress))
  if (featherPx > 0) steps.push((source, target, progress) => featherMatte(source, target, featherPx, progress))
  return steps
}

async function begin(context: TaskContext, options: MaskOptions, target: PictureFile): Promise<Start> {
  const { header } = target
  const box = options.box === undefined ? undefined : boxInPicture(options.box, header)
  const input = context.order.inputs['mask']
  if (input !== undefined) {
    checkShape(input, header)
    const given = await asGray(context, input)
    copyMask(given, target, (done, total) => context.progress('read', done, total))
    if (given !== input) rmSync(given.file)
    const region = box ?? wholeOf(header)
    return { plane: reduceMask(target, region), region, keep: true, credits: { inferMs: 0, notes: [] } }
  }
  const region = box === undefined ? wholeOf(header) : withMargin(box, header)
  return options.method === 'model' ? findByModel(context, options, region) : findByColour(context, region, box)
}

/** A mask as one plane: itself, or a flattened copy in the job's folder. */
async function asGray({ order }: TaskContext, mask: PictureFile): Promise<PictureFile> {
  if (mask.header.channels === 'gray') return mask
  return writeResult(join(order.folder, 'mask-gray.v'), flatHeader(mask), (target) => flattenMask(mask, target))
}

/** GrabCut from the box, or from a border around everything. */
async function findByColour(context: TaskContext, region: Region, box: Region | undefined): Promise<Start> {
  const inner = box ?? withoutBorder(region)
  const seen = whatIsSeen(context, region, sizeForColours(region))
  context.progress('find', 0, 1)
  const to = { from: context.order.inputs['picture']?.header ?? region, to: seen.picture.header }
  const plane = await grabCut(seen.picture, seen.region, scaleToProxy(inner, to.from, to.to))
  context.progress('find', 1, 1)
  const notes = isUniform(plane) ? ['The colours inside and outside do not differ enough to find a subject.'] : []
  return { plane, region, keep: false, credits: { method: 'traditional', inferMs: 0, notes } }
}

async function findByModel(context: TaskContext, options: MaskOptions, region: Region): Promise<Start> {
  const model = await context.model('mask', options.model)
  const shape = shapeOf(model.manifest)
  const seen = whatIsSeen(context, region, shape)
  context.progress('find', 0, 1)
  const { plane, peak } = await findSubject(model.session, shape, seen.picture, seen.region)
  context.progress('find', 1, 1)
  const notes = peak < UNSURE_PEAK ? ['The model found no clear subject; the matte is a guess.'] : []
  return { plane, region, keep: false, credits: { method: 'model', ...credit(model), inferMs: model.session.inferMs(), notes } }
}

interface Seen {
  picture: PictureFile
  region: Region
}

/** The proxy, whose colours the network knows, unless the region is so small in it that the network could see more. */
function whatIsSeen({ order }: TaskContext, region: Region, shape: { width: number; height: number }): Seen {
  const { picture, proxy } = order.inputs as { picture: PictureFile; proxy?: PictureFile }
  if (proxy === undefined) return { picture, region }
  const inProxy = scaleToProxy(region, picture.header, proxy.header)
  const isEnough = inProxy.width >= Math.min(shape.width, region.width) && inProxy.height >= Math.min(shape.height, region.height)
  return isEnough ? { picture: proxy, region: inProxy } : { picture, region }
}

/** @throws MODEL_REFUSED for a network that takes tiles: it never sees the whole subject */
export function shapeOf(manifest: Manifest): MatteShape {
  const { tile, input, output } = manifest
  if (tile.kind === 'fixed') return { width: tile.width, height: tile.height, input, output }
  throw failure('MODEL_REFUSED', { model: manifest.id, reason: 'a mask needs a network of one fixed size' })
}
