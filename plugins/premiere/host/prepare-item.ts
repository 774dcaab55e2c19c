import type { MadeClip, Placement, PlaceClipHow } from '#host'
import { multiplyRatios, subtractRatios } from '#protocol'
import { castClip } from './clip-facts'
import { noteWriter, readNote } from './job-notes'
import type { Action, HostModules, ProjectItem, Sequence } from './modules'
import type { ClipPlan } from './plan-clip'
import { refusal } from './refuse'
import { ticksOfSeconds, timeOf } from './ticks'
import { findUses, itemOf } from './timeline'
import type { Edits, OptionalEdit } from './transact'

interface Preparing {
  item: ProjectItem
  sequence: Sequence
  placement: Placement
  clip: MadeClip
  plan: ClipPlan
  how: PlaceClipHow
}

/**
 * Everything that the imported item needs before it is placed, in one step: its in and out, which cut off the handles, its alpha,
 * the job's notes, its places to check. Premiere places what was set in an earlier transaction only.
 */
export async function prepareItem(modules: HostModules, edits: Edits, preparing: Preparing): Promise<void> {
  const { item, plan, how } = preparing
  const { premierepro } = modules
  const media = castClip(modules, item)
  if (!media) throw refusal('use the result', 'it was not imported as a clip')
  const [first, last] = [timeOf(premierepro, plan.in), timeOf(premierepro, plan.out)]
  const optional = [
    { make: () => [item.createSetNameAction(how.name)], otherwise: `It is not named “${how.name}”.` },
    ...await alphaEdit(preparing, media), ...await noteEdit(modules, preparing), ...await markerEdit(modules, preparing, media),
  ]
  edits.runWith('Firstpass: Prepare', optional, () => [media.createSetInOutPointsAction(first, last)])
}

type Media = NonNullable<ReturnType<typeof castClip>>

async function alphaEdit({ clip }: Preparing, media: Media): Promise<OptionalEdit[]> {
  if (!clip.hasAlpha) return []
  const otherwise = 'Set Modify ▸ Interpret Footage ▸ Straight Alpha by hand: Premiere did not take it.'
  try {
    const footage = await media.getFootageInterpretation()
    if (footage.getAlphaUsage() === footage.ALPHACHANNEL_STRAIGHT) return []
    footage.setAlphaUsage(footage.ALPHACHANNEL_STRAIGHT)
    return [{ make: () => [media.createSetFootageInterpretationAction(footage)], otherwise }]
  } catch {
    return [{ make: failing, otherwise }]
  }
}

/** For what failed while it was prepared, outside of the transaction: only its sentence is left. */
const failing = (): Action[] => {
  throw new Error('it could not be prepared')
}

/** Where the earlier result lies that goes, and where those before it lay. */
async function tracksLeft(modules: HostModules, { sequence, how: { instead } }: Preparing): Promise<number[]> {
  if (instead?.form !== 'clip' || instead.place.sequence !== sequence.guid.toString()) return []
  const { pictures } = await findUses(modules, sequence, String(instead.place.item))
  const item = pictures[0] && await itemOf(pictures[0].handle)
  const before = item && await readNote(modules, { item, sequence })
  return [...new Set([...before?.left ?? [], ...pictures.map(({ track }) => track)])]
}

async function noteEdit(modules: HostModules, preparing: Preparing): Promise<OptionalEdit[]> {
  const { item, sequence, placement: { place }, clip, how } = preparing
  const otherwise = 'The project could not remember this result: “Run again” knows it only while the panel is open.'
  const write = await noteWriter(modules, { item, sequence, path: clip.path })
  if (!write) return [{ make: failing, otherwise }]
  const first = BigInt(place.in ?? 0)
  const out = String(first + BigInt(place.end ?? 0) - BigInt(place.start ?? 0))
  const left = await tracksLeft(modules, preparing)
  const note = {
    ...(left.length > 0 ? { left } : {}),
    job: how.job.id, recipe: how.job.recipe, form: how.form, at: Date.now(), scale: clip.scale, path: clip.path,
    source: String(place.path ?? ''), in: String(first), out,
  }
  return [{ make: () => write(note), otherwise }]
}

async function markerEdit({ premierepro }: HostModules, { clip }: Preparing, media: Media): Promise<OptionalEdit[]> {
  const moments = clip.markers
    .map(({ at, reason }) => ({ at: ticksOfSeconds(multiplyRatios(subtractRatios(at, clip.begins), clip.stretch)), reason }))
    .filter(({ at }) => at >= 0n)
  if (moments.length === 0) return []
  const otherwise = 'Its places to check are in the panel\'s list only: Premiere took no markers.'
  try {
    const markers = await premierepro.Markers.getMarkers(media)
    const zero = timeOf(premierepro, 0n)
    const kind = premierepro.Marker.MARKER_TYPE_COMMENT
    const mark = ({ at, reason }: (typeof moments)[number]): Action =>
      markers.createAddMarkerAction('Check', kind, timeOf(premierepro, at), zero, reason)
    return [{ make: () => moments.map(mark), otherwise }]
  } catch {
    return [{ make: failing, otherwise }]
  }
}
