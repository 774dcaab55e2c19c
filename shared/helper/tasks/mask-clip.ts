import { type MaskClipOptions, type PictureHeader } from '#protocol'
import type { ClipSource, FrameWork } from './clip-work'
import { shapeOf } from './mask'
import { MaskFrames, matteHeader, reachOf } from './mask-clip-frames'
import { chooseViewer, type Viewer } from './mask-clip-model'
import { Sights } from './mask-clip-sights'
import { findFollowee } from './mask-clip-subject'
import { runClip } from './run-clip'
import type { LoadedModel, Task, TaskContext } from './task'
import { credit } from './work-done'

/** Means of fewer frames on either side weigh those that were seen mirrored unlike the others, by turns. */
const LEAST_TO_MIRROR = 3

/** The matte of a clip's subject, steady over time: the clip cut out, or the matte itself. */
export const maskClip: Task<MaskClipOptions> = (context, options) =>
  runClip(context, options, (source) => planMask(context, options, source))

export async function planMask(context: TaskContext, options: MaskClipOptions, source: ClipSource): Promise<FrameWork> {
  const { frames, info } = source
  const viewer = await chooseViewer(context, options, source)
  const followee = await findFollowee(context, options, { source, viewer })
  const reach = reachOf(options.steady)
  // What is farther back has been used when a frame is looked at.
  const sights = new Sights(viewer, followee, { carries: reach.ahead - reach.full, mirrors: reach.plane >= LEAST_TO_MIRROR })
  const making = new MaskFrames({
    folder: context.order.folder, options, sights, reach, frames,
    isAlive: (stage, done) => context.progress(stage, done, frames),
  })
  return {
    sparesCore: isLight(viewer.model),
    before: 0, after: reach.ahead, frames, rate: info.rate, header: headerOf(options, source.header),
    sourceOf: (index) => index,
    render: (step) => making.render(step),
    save: () => making.save(),
    load: (state) => making.load(state),
    finish: () => {
      making.close()
      return {
        method: 'model', ...credit(viewer.model), inferMs: viewer.session.inferMs(),
        notes: followee?.note === undefined ? [] : [followee.note], facts: factsOf(options, viewer),
      }
    },
  }
}

/** A network that holds no more than this takes less time than what is done around it: selfie holds 13 MB, u2netp 297. */
const LIGHT_BYTES = 64e6

function isLight({ manifest }: LoadedModel): boolean {
  const { width, height } = shapeOf(manifest)
  return manifest.bytesPerPixel * width * height <= LIGHT_BYTES
}

const headerOf = ({ form }: MaskClipOptions, frame: PictureHeader): PictureHeader =>
  (form === 'luma' ? matteHeader(frame) : { ...frame, channels: 'rgb-alpha', alpha: 'straight' })

const factsOf = ({ refine, subject }: MaskClipOptions, { because, log }: Viewer): Record<string, string> => ({
  refinement: refine ? 'colour-lines' : 'none', follows: subject === undefined ? 'all' : 'one',
  ...(because === undefined ? {} : { 'chosen for': because }), ...(log === undefined ? {} : { 'viewing curve': log }),
})
