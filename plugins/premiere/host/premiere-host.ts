import type { ClipHost, HostCapabilities, HostChange, Landed, MadeClip, PlaceClipHow, Placement } from '#host'
import type { Ratio } from '#protocol'
import { needTarget } from './clip-place'
import { findEarlier } from './earlier'
import type { HostModules } from './modules'
import { placeClip, refuseForm } from './place-clip'
import { readClipTarget } from './read-clip'
import { orRefused, refusal } from './refuse'
import { removeAllOf, removeLanded, showLanded } from './remove-result'
import { checkStamp } from './stamp'
import { exportStill } from './still'
import { swapMedia } from './swap-media'
import { findTargets } from './targets'
import { ticksOfSeconds, timeOf } from './ticks'
import type { Hosting } from './timeline'

const pause = (ms: number): Promise<void> => new Promise((resolve) => {
  setTimeout(resolve, ms)
})

/** Premiere as the panel sees it. */
export function openPremiereHost(modules: HostModules): ClipHost {
  const hosting: Hosting = { modules, pause }
  return {
    id: 'premiere',
    kind: 'clip',
    capabilities: () => describeHost(modules),
    watch: (act) => watch(modules, act),
    targets: (scope) => orRefused('look at the timeline', () => findTargets(hosting, scope)),
    read: (target, needs) => orRefused('read the clip', () => readClipTarget(hosting, target, needs)),
    check: (stamp) => orRefused('look at the clip', () => checkStamp(hosting, stamp)),
    place: (placement, clip, how) => orRefused('place the result', () => placeResult(hosting, { placement, clip, how })),
    remove: (landed) => orRefused('take the result out', () => removeLanded(hosting, landed)),
    show: (landed, isVisible) => orRefused('show the result', () => showLanded(hosting, landed, isVisible)),
    reveal: (placement, at) => orRefused('move the playhead', () => reveal(hosting, placement, at)),
    earlier: (target, waiting) => orRefused('look for earlier results', () => findEarlier(hosting, target, waiting)),
    still: () => orRefused('show a frame', () => exportStill(hosting)),
    removeAll: (target) => orRefused('remove all results', () => removeAllOf(hosting, target)),
  }
}

interface Placing {
  placement: Placement
  clip: MadeClip
  how: PlaceClipHow
}

async function placeResult(hosting: Hosting, placing: Placing): Promise<Landed | undefined> {
  const { form, instead } = placing.how
  if (form !== 'clip' && form !== 'media' && form !== 'proxy') return refuseForm(form)
  const landed = form === 'clip' ? await placeClip(hosting, placing) : await swapMedia(hosting, placing)
  if (!landed || !instead) return landed
  // One of the same form in the same place is gone already.
  const place = form === 'clip' ? 'sequence' : 'item'
  if (instead.form === form && instead.place[place] === landed.place[place]) return landed
  try {
    await removeLanded(hosting, instead)
    return landed
  } catch (thrown) {
    return { ...landed, differs: [...landed.differs, `The earlier result stays. ${refusal('take it out', thrown).message}`] }
  }
}

const describeHost = ({ uxp }: HostModules): HostCapabilities => ({
  name: `Premiere Pro ${uxp.host.version}`,
  forms: ['clip', 'media', 'proxy'],
  canCombine: false,
  hasLiveFeather: false,
  hasSelection: false,
  findsSubject: false,
  undoesInOneStep: false,
  undoSteps: { clip: 9, media: 0, proxy: 0 },
  scopes: ['active', 'in-out'],
  limits: [
    'Premiere lets no plugin make masks: a matte is a clip with alpha above, or a gray one for Track Matte Key, which you set.',
    'Results come onto a track above all others; tracks that are empty after “Remove” are yours to delete.',
    'Effects stay on the original; to keep them on the result, exchange the media or the proxy instead.',
    'Exchanged media can\'t be undone; “Remove” puts the original back. A proxy you detach in the Project panel.',
    'Speed-changed, nested, multicam and merged clips, stills, titles and adjustment layers can\'t be worked on.',
    'Clips with “Scale to Frame Size”: Premiere does not tell plugins of it. Set it on the result, too; '
      + 'where larger media take its place, set the scale by hand.',
  ],
})

function watch({ premierepro }: HostModules, act: (change: HostChange) => void): () => void {
  const { EventManager, Constants: { SequenceEvent, ProjectEvent } } = premierepro
  const names = [
    SequenceEvent.ACTIVATED, SequenceEvent.CLOSED, SequenceEvent.SELECTION_CHANGED,
    ProjectEvent.OPENED, ProjectEvent.CLOSED, ProjectEvent.ACTIVATED,
  ]
  // Some versions lack some of them.
  const distinct = [...new Set((names as (string | number | undefined)[]).filter((name) => name !== undefined).map(String))]
  const listen = (): void => act('targets')
  for (const name of distinct) EventManager.addGlobalEventListener(name, listen)
  return () => {
    for (const name of distinct) EventManager.removeGlobalEventListener(name, listen)
  }
}

/** @param at seconds from the source's first frame @throws TARGET_GONE */
async function reveal(hosting: Hosting, placement: Placement, at: Ratio): Promise<void> {
  const { project, sequence } = await needTarget(hosting, placement)
  const { start = 0, in: first = 0 } = placement.place
  const ticks = BigInt(start) + ticksOfSeconds(at) - BigInt(first)
  const active = await project.getActiveSequence()
  if (active?.guid.toString() !== sequence.guid.toString()) await project.setActiveSequence(sequence)
  await sequence.setPlayerPosition(timeOf(hosting.modules.premierepro, ticks > 0n ? ticks : 0n))
}
