import type {
  Action, Component, ComponentChain, ComponentParam, Enumerated, HostModules, ParamValue, Point, TickTime, VideoClipTrackItem,
} from './modules'
import { ticksOf, timeOf } from './ticks'

/** What every clip has by itself; all others are effects. */
const OWN = ['ADBE Motion', 'ADBE Opacity'] as const
type Own = (typeof OWN)[number]

/** Of Motion's parameters only these are of the media's size: position and anchor are parts of the frame, crop is in percent. */
const SCALES: ReadonlySet<number> = new Set([1, 2])

/** Of every parameter: what it is at rest, or its keyframes in the media's time. */
export interface ParamReading {
  own: Own
  index: number
  value: ParamValue
  keys: readonly Key[]
}

interface Key {
  time: bigint
  value: ParamValue
  /** Undefined where Premiere does not say: of points. */
  mode: Enumerated | undefined
}

export const chainOf = (handle: VideoClipTrackItem): Promise<ComponentChain> => handle.getComponentChain()

/** Versions write the same name with and without "AE.". */
const plainName = (name: string): string => name.replace(/^(AE|PR)\./, '')

async function findOwn(chain: ComponentChain): Promise<Map<Own, Component>> {
  const found = new Map<Own, Component>()
  for (let at = 0; at < chain.getComponentCount(); at += 1) {
    const component = chain.getComponentAtIndex(at)
    const name = plainName(await component.getMatchName())
    const own = OWN.find((each) => each === name)
    if (own) found.set(own, component)
  }
  return found
}

/** As the user's Premiere calls them. */
export async function effectNames(chain: ComponentChain): Promise<string[]> {
  const names: string[] = []
  for (let at = 0; at < chain.getComponentCount(); at += 1) {
    const component = chain.getComponentAtIndex(at)
    const name = plainName(await component.getMatchName())
    if (!OWN.some((own) => own === name)) names.push(await component.getDisplayName())
  }
  return names
}

/** The keyframe itself is not awaited: that spoils it in some versions. */
async function modeOf(param: ComponentParam, time: TickTime): Promise<Enumerated | undefined> {
  const mode = param.getKeyframePtr(time)?.getTemporalInterpolationMode
  try {
    return typeof mode === 'function' ? await mode.call(param.getKeyframePtr(time)) : undefined
  } catch {
    return undefined
  }
}

async function readParams(handle: VideoClipTrackItem): Promise<ParamReading[]> {
  const readings: ParamReading[] = []
  const first = await handle.getInPoint()
  for (const [own, component] of await findOwn(await chainOf(handle))) {
    for (let index = 0; index < component.getParamCount(); index += 1) {
      const param = component.getParam(index)
      const keys = []
      for (const time of param.isTimeVarying() ? param.getKeyframeListAsTickTimes() : []) {
        keys.push({ time: ticksOf(time), value: await param.getValueAtTime(time), mode: await modeOf(param, time) })
      }
      readings.push({ own, index, value: await param.getValueAtTime(first), keys })
    }
  }
  return readings
}

/** A parameter that the new clip has otherwise than it must. */
export interface Wanted extends ParamReading {
  param: ComponentParam
}

export interface Framing {
  /** So many times as large as the original's are the new media's pixels. */
  scale: number
  /** Where a moment of the original's media is in the new one. */
  toNew(ticks: bigint): bigint
}

/** The framing of a clip as it must be on one that shows a larger, cut or slower copy of its media. */
export async function readFraming(handle: VideoClipTrackItem, { scale, toNew }: Framing): Promise<ParamReading[]> {
  return (await readParams(handle)).map((reading) => {
    const fit = (value: ParamValue): ParamValue =>
      (reading.own === 'ADBE Motion' && SCALES.has(reading.index) && typeof value === 'number' ? value / scale : value)
    const keys = reading.keys.map((key) => ({ ...key, time: toNew(key.time), value: fit(key.value) }))
    return { ...reading, value: fit(reading.value), keys }
  })
}

const isPoint = (value: ParamValue): value is Point => typeof value === 'object' && 'x' in value && 'y' in value

/** Premiere stores single precision. */
const isNear = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-4 * Math.max(1, Math.abs(a), Math.abs(b))

function isSame(a: ParamValue, b: ParamValue): boolean {
  if (typeof a === 'number' && typeof b === 'number') return isNear(a, b)
  if (isPoint(a) && isPoint(b)) return isNear(a.x, b.x) && isNear(a.y, b.y)
  return typeof a === 'object' || a === b
}

/** What of `framing` a clip does not have yet. @param handle fetched after the last edit, and so are the parameters given back */
export async function missingOf(handle: VideoClipTrackItem, framing: readonly ParamReading[]): Promise<Wanted[]> {
  const missing: Wanted[] = []
  const [own, first] = [await findOwn(await chainOf(handle)), await handle.getInPoint()]
  for (const reading of framing) {
    const component = own.get(reading.own)
    if (!component || reading.index >= component.getParamCount()) continue
    const param = component.getParam(reading.index)
    const there = param.isTimeVarying() ? param.getKeyframeListAsTickTimes().map(ticksOf) : []
    const hasKeys = there.length === reading.keys.length && reading.keys.every(({ time }) => there.includes(time))
    if (!hasKeys || !isSame(await param.getValueAtTime(first), reading.value)) missing.push({ ...reading, param })
  }
  return missing
}

/** Values at rest, and that a parameter has keyframes: they themselves need a later transaction. */
export const settle = ({ param, value, keys }: Wanted): Action =>
  (keys.length > 0 ? param.createSetTimeVaryingAction(true) : param.createSetValueAction(param.createKeyframe(value), true))

export const addKeys = ({ premierepro }: HostModules, missing: readonly Wanted[]): Action[] =>
  missing.flatMap(({ param, keys }) => keys.map(({ time, value }) => {
    const keyframe = param.createKeyframe(value)
    keyframe.position = timeOf(premierepro, time)
    return param.createAddKeyframeAction(keyframe)
  }))

/** How keyframes that were added go over into each other, where that is otherwise than on the original. */
export async function easeKeys(
  { premierepro }: HostModules, handle: VideoClipTrackItem, framing: readonly ParamReading[],
): Promise<{ isNeeded: boolean; make(): Action[]; differs: string[] }> {
  const own = await findOwn(await chainOf(handle))
  const [eased, differs]: [(() => Action)[], string[]] = [[], []]
  for (const { own: name, index, keys } of framing.filter((reading) => reading.keys.length > 0)) {
    const param = own.get(name)?.getParam(index)
    if (!param) continue
    if (keys.some(({ mode }) => mode === undefined)) differs.push(`The easing of “${param.displayName}” is not copied.`)
    for (const { time, mode } of keys) {
      const at = timeOf(premierepro, time)
      if (mode === undefined || await modeOf(param, at) === mode) continue
      eased.push(() => param.createSetInterpolationAtKeyframeAction(at, mode, false))
    }
  }
  return { isNeeded: eased.length > 0, make: () => eased.map((act) => act()), differs }
}

const show = (value: ParamValue): string =>
  (typeof value === 'number' ? String(Math.round(value * 1000) / 1000)
    : isPoint(value) ? `${value.x}, ${value.y}` : String(value))

export const describeMissing = (missing: readonly Wanted[]): string[] =>
  missing.map(({ param, value, keys }) => (keys.length > 0
    ? `“${param.displayName}” does not have the original's keyframes.`
    : `“${param.displayName}” is not ${show(value)} as on the original.`))
