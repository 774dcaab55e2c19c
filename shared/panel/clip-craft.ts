import type { ClipHost } from '#host'
import { secondsOf } from '#protocol'
import { Cancelling } from './cancelling'
import type { Craft } from './craft'
import { placeClip } from './place-clip'
import { runClip } from './run-clip'
import type { MadeRun, Surface } from './run-job'
import type { MarkedPlace } from './state'
import { planClip } from './tasks/clip-rules'
import { timecodeOf } from './text/clips'

/** How tasks on clips are done. */
export function openClipCraft({ surface }: { surface: Surface<ClipHost> }): Craft {
  const { host, client } = surface
  return {
    plan: (choice) => planClip(choice, host.capabilities()),
    run: (order, watch) => runClip(surface, order, watch),
    place: async (made, instead) => {
      const landed = await placeClip({ client, host }, made, {
        cancelling: new Cancelling(), ...(instead ? { instead } : {}), progress: () => undefined,
      })
      return landed && { landed, notes: [] }
    },
    describe: (made) => {
      const { file } = made.result.results
      return { markers: markersOf(made), ...(file?.kind === 'file' ? { file: file.path } : {}) }
    },
    reveal: async ({ placement }, place) => {
      if (placement && 'at' in place) await host.reveal(placement, place.at)
    },
  }
}

/** In the order of the clip. */
function markersOf({ run: { clip }, result: { markers = [] } }: MadeRun): MarkedPlace[] {
  if (!clip) return []
  return [...markers].sort((a, b) => a.frame - b.frame).map(({ frame, score, reason }) => ({
    at: secondsOf(frame, clip.rate), timecode: timecodeOf(clip, frame), score, reason,
  }))
}
