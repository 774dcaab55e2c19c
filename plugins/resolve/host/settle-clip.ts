import type { DoorValue } from '#protocol'
import { frameAt, multiplyRatios, subtractRatios } from '#protocol'
import { Batch, type ResolveApi, type Thing } from './batch'
import { readRatio } from './clip-place'
import type { Placing } from './notes-of'
import type { Item, Timeline } from './timeline'

/** Nothing that lies in the frame; 1 is no scaling: pixels for pixels. */
const LEFT_OUT: ReadonlySet<string> = new Set(['RetimeProcess', 'MotionEstimation', 'DynamicZoomEase'])
const UNSCALED = 1

type Properties = Readonly<Record<string, DoorValue>>

/** Gives a placed clip the grade and the framing of the target. @returns sentences on what Resolve did not take */
export async function settleClip(
  api: ResolveApi, { target, placed, scale }: { target: Item; placed: Item; scale: number },
): Promise<string[]> {
  const batch = new Batch()
  const isGraded = batch.make(target.thing, 'CopyGrades', [placed.thing] as never)
  const nodes = [target, placed].map(({ thing }) => batch.make(batch.make(thing, 'GetNodeGraph'), 'GetNumNodes'))
  const framings = [target, placed].map(({ thing }) => batch.make(thing, 'GetProperty'))
  const got = await batch.run(api)
  const [nodesThere, nodesHere] = nodes.map((of) => got.number(of))
  const [wanted, own] = framings.map((of) => got.record(of)) as [Properties, Properties]
  const differs = got.isYes(isGraded) && nodesThere === nodesHere ? [] : ['The grade was not copied: copy it on the Color page.']
  const missing = await frame(api, placed.thing, { wanted: scaled(wanted, scale), own })
  if (missing.length > 0) differs.push(`Its framing is not the original's in ${missing.join(', ')}: set it in the Inspector.`)
  return differs
}

/** Where Resolve fits pictures into the frame, size makes no difference; where it doesn't, a larger one is shown smaller. */
function scaled(wanted: Properties, scale: number): Properties {
  if (scale === 1 || wanted.Scaling !== UNSCALED) return wanted
  const smaller = (value: DoorValue | undefined): DoorValue => (typeof value === 'number' ? value / scale : 1 / scale)
  return { ...wanted, ZoomX: smaller(wanted.ZoomX), ZoomY: smaller(wanted.ZoomY) }
}

const isSame = (a: DoorValue | undefined, b: DoorValue | undefined): boolean =>
  (typeof a === 'number' && typeof b === 'number' ? Math.abs(a - b) < 1e-4 : a === b)

async function frame(
  api: ResolveApi, placed: Thing, { wanted, own }: { wanted: Properties; own: Properties },
): Promise<string[]> {
  const names = Object.keys(wanted).filter((name) => !LEFT_OUT.has(name) && !isSame(wanted[name], own[name]))
  if (names.length === 0) return []
  const batch = new Batch()
  for (const name of names) batch.make(placed, 'SetProperty', name, wanted[name] as never)
  const back = batch.make(placed, 'GetProperty')
  const now = (await batch.run(api)).record(back)
  return names.filter((name) => !isSame(wanted[name], now[name]))
}

const MARK_COLOUR = 'Yellow'

export const markOf = (job: string): string => `firstpass:${job}`

/**
 * Places to check, as markers of the clip: frames from its start.
 * @returns sentences on what Resolve did not take
 */
export async function markClip(
  api: ResolveApi, item: Item, { placing, timeline }: { placing: Placing; timeline: Timeline },
): Promise<string[]> {
  const { clip, placement, how } = placing
  const first = readRatio(placement.place.in)
  const taken = new Set<number>()
  const batch = new Batch()
  const asked = clip.markers.flatMap(({ at, reason }) => {
    let frameNumber = frameAt(multiplyRatios(subtractRatios(at, first), clip.stretch), timeline.rate, 'nearest')
    while (taken.has(frameNumber)) frameNumber += 1
    if (frameNumber < 0 || frameNumber >= item.duration) return []
    taken.add(frameNumber)
    if (taken.size > MOST_MARKERS) return [undefined]
    const data = `${markOf(how.job.id)}:${frameNumber}`
    return [batch.make(item.thing, 'AddMarker', frameNumber, MARK_COLOUR, 'Check', reason, 1, data)]
  })
  if (asked.length === 0) return []
  const back = batch.make(item.thing, 'GetMarkers')
  const marks = Object.values((await batch.run(api)).record(back))
  const isOwn = (mark: DoorValue): boolean =>
    String((mark as { customData?: DoorValue } | null)?.customData ?? '').startsWith(markOf(how.job.id))
  const missing = asked.length - marks.filter(isOwn).length
  return missing > 0 ? [`${missing} of its places to check are in the panel's list only: Resolve took no markers there.`] : []
}

/** A batch holds no more calls. */
const MOST_MARKERS = 200

/** How much of a result is missing at its end, in frames of the timeline. */
export const lateBy = ({ length, reached }: { length: number; reached: number }): string[] => (reached === length ? []
  : [`It ends ${length - reached} ${length - reached === 1 ? 'frame' : 'frames'} early: Resolve rounds down where rates differ.`])
