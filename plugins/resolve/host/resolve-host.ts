import type { ClipHost, Landed } from '#host'
import { addTake } from './add-take'
import { attachMatte } from './attach-matte'
import type { ResolveApi } from './batch'
import { describeHost, type ResolveBuild } from './describe-host'
import { findEarlier } from './earlier'
import { exportStill, reveal } from './look'
import type { Placing } from './notes-of'
import { onTimeline } from './on-timeline'
import { needPlace, placeClip } from './place-clip'
import { placeOnCopy } from './place-on-copy'
import { readClipTarget } from './read-clip'
import { readGraded } from './read-graded'
import type { Rendering } from './render-graded'
import { type Compose, putInFusion } from './put-in-fusion'
import { orRefused, refused } from './refuse'
import { removeAllOf, removeLanded, showLanded } from './remove-result'
import { checkStamp } from './stamp'
import { findTargets } from './targets'

export interface ResolveSettings extends ResolveApi, ResolveBuild {
  /** Calls at every moment at which who watches should look again: Resolve tells nothing of its own. Absent: never. */
  every?(act: () => void): () => void
  /** Folder that is there, for stills of what Resolve shows; absent: it makes none. */
  stillFolder?: string
  /** Absent: it places nothing in Fusion. */
  compose?: Compose
  /** Absent: clips are read as their media has them, never as they are graded. */
  rendering?: Rendering
}

/** DaVinci Resolve as the panel sees it, by whichever door. */
export function openResolveHost(settings: ResolveSettings): ClipHost {
  const { every, stillFolder, compose, rendering } = settings
  const api: ResolveApi = { call: (batch) => settings.call(batch) }
  return {
    id: 'resolve',
    kind: 'clip',
    capabilities: () => describeHost(settings, { canCompose: compose !== undefined, canRender: rendering !== undefined }),
    watch: (act) => every?.(() => act('targets')) ?? (() => undefined),
    targets: (scope) => orRefused('look at the timeline', () => findTargets(api, scope)),
    read: (target, needs) => orRefused('read the clip', () => (needs.look === 'graded' && rendering
      ? readGraded(api, target, { watch: needs.watch, rendering }) : readClipTarget(api, target, needs))),
    check: (stamp) => orRefused('look at the clip', () => checkStamp(api, stamp)),
    place: (placement, clip, how) => orRefused('place the result', () => placeResult(api, { placement, clip, how }, compose)),
    remove: (landed) => orRefused('take the result out', () => removeLanded(api, landed)),
    show: (landed, isVisible) => orRefused('show the result', () => showLanded(api, landed, isVisible)),
    reveal: (placement, at) => orRefused('move the playhead', () => reveal(api, placement, at)),
    earlier: (target) => orRefused('look for earlier results', () => findEarlier(api, target)),
    removeAll: (target) => orRefused('remove all results', () => removeAllOf(api, target)),
    ...(stillFolder === undefined ? {} : { still: () => orRefused('show a frame', () => exportStill(api, stillFolder)) }),
  }
}

async function placeResult(api: ResolveApi, placing: Placing, compose: Compose | undefined): Promise<Landed | undefined> {
  const { form, instead } = placing.how
  const inFusion: typeof placeClip | undefined = compose && ((_api, found) => putInFusion(api, found, { placing, compose }))
  const forms = {
    'clip': placeClip, 'take': addTake, 'external-matte': attachMatte, 'timeline-copy': placeOnCopy, 'fusion': inFusion,
  }
  const put = forms[form as keyof typeof forms] as typeof placeClip | undefined
  if (!put) throw refused('place the result', `it knows no “${form}”`)
  const found = await needPlace(api, placing)
  const landed = await onTimeline(api, found.timeline, () => put(api, found, placing))
  if (!landed || !instead) return landed
  try {
    await removeLanded(api, instead)
    return landed
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown)
    return { ...landed, differs: [...landed.differs, `The earlier result stays. ${reason}`] }
  }
}
