import type * as official from '@adobe/premierepro'
import { constants } from './constants'
import { isShut } from './edits'
import { expose, ownOf } from './expose'
import { ActionRefused, HostError, illegalType, staleHandle } from './host-error'
import { Action, type Machine } from './machine'
import {
  clipIn, type ClipState, type ComponentState, type KeyState, type ParamState, type PlainValue, type ProjectState,
} from './state'
import { ticksOf, timeOf } from './time'
import { Point, pointOf } from './values'

/** Where a clip is, and in what state it was when the handle was got (R9). */
export interface ClipPlace {
  sequence: string
  clip: number
}

/** A handle of something on a timeline. */
export abstract class OfClip {
  private readonly epoch: number
  private readonly revision: number | undefined

  constructor(readonly machine: Machine, readonly place: ClipPlace) {
    this.epoch = machine.epoch
    this.revision = clipIn(machine.state, place.sequence, place.clip)?.clip.revision
  }

  /** R9: an edit makes a handle useless; whoever fetches it again has a good one. */
  check(): void {
    const found = clipIn(this.machine.state, this.place.sequence, this.place.clip)
    const isOld = this.machine.knobs.stale === 'all' && this.epoch !== this.machine.epoch
    if (found === undefined || isOld || found.clip.revision !== this.revision) throw staleHandle()
  }

  get clip(): ClipState {
    const found = clipIn(this.machine.state, this.place.sequence, this.place.clip)
    if (found === undefined) throw staleHandle()
    return found.clip
  }

  action(name: string, act: (clip: ClipState, draft: ProjectState) => void): official.Action {
    return new Action(name, (draft) => {
      const found = clipIn(draft, this.place.sequence, this.place.clip)
      if (found === undefined) throw new ActionRefused('gone')
      if (isShut(this.machine, found.track)) return
      act(found.clip, draft)
      found.clip.revision++
    })
  }
}

/** R13: a value with its moment in the source; only `createKeyframe` makes one. */
export class Key {
  position: official.TickTime = timeOf(0n)
  mode: number = constants.InterpolationMode.LINEAR
  isSpoilt = false
  value: { value: string | number | boolean | official.Color | official.PointF }

  constructor(readonly plain: PlainValue) {
    this.value = { value: typeof plain === 'object' ? pointOf(plain.x, plain.y) : plain }
  }
}

const keyframe = (machine: Machine, key: Key): official.Keyframe => {
  // R13: keyframes of points lack this.
  if (typeof key.plain !== 'object') {
    Object.assign(key, {
      getTemporalInterpolationMode: async () => key.mode,
      setTemporalInterpolationMode: async (mode: number) => { key.mode = mode; return true },
    })
  }
  if (machine.knobs.awaitSpoils) {
    Object.assign(key, { then: (resolve: (value: unknown) => void) => { key.isSpoilt = true; resolve(undefined) } })
  }
  return key as unknown as official.Keyframe
}

/** R13: at rest between two keyframes of a kind that can't be mixed. */
function valueAt({ value, keys, isTimeVarying }: ParamState, time: bigint): PlainValue {
  const sorted = [...keys].sort((a, b) => (a.time < b.time ? -1 : 1))
  const [first] = sorted
  if (!isTimeVarying || first === undefined) return value
  const after = sorted.find((key) => key.time > time)
  const before = sorted.filter((key) => key.time <= time).at(-1)
  if (before === undefined) return first.value
  if (after === undefined || before.mode === constants.InterpolationMode.HOLD) return before.value
  const part = Number(time - before.time) / Number(after.time - before.time)
  const mix = (a: number, b: number): number => a + (b - a) * part
  const [a, b] = [before.value, after.value]
  if (typeof a === 'number' && typeof b === 'number') return mix(a, b)
  if (typeof a === 'object' && typeof b === 'object') return { x: mix(a.x, b.x), y: mix(a.y, b.y) }
  return a
}

export class Param extends OfClip implements Partial<official.ComponentParam> {
  constructor(machine: Machine, place: ClipPlace, private readonly at: { component: number; index: number }) {
    super(machine, place)
  }

  private in(clip: ClipState): ParamState {
    const found = clip.components.find(({ id }) => id === this.at.component)?.params[this.at.index]
    if (found === undefined) throw staleHandle()
    return found
  }

  private get state(): ParamState { return this.in(this.clip) }
  get displayName(): string { return this.state.name }

  /** @throws Illegal Parameter type of what this parameter can't be */
  createKeyframe(value: number | string | boolean | official.PointF | official.Color): official.Keyframe {
    const plain: PlainValue = value instanceof Point ? { x: value.x, y: value.y } : value as PlainValue
    const isPoint = typeof plain === 'object' && value instanceof Point
    const fits = typeof this.state.value === 'object' ? isPoint : typeof plain === typeof this.state.value
    if (!fits) throw illegalType()
    return keyframe(this.machine, new Key(plain))
  }

  private own(given: unknown): Key {
    const own = ownOf(Key, given)
    if (own === undefined || own.isSpoilt) throw illegalType()
    return own
  }

  /** R13: a Keyframe, not its bare value. */
  createSetValueAction(given: official.Keyframe, _isSafe?: boolean): official.Action {
    const { plain } = this.own(given)
    return this.action('setValue', (clip) => {
      const param = this.in(clip)
      if (param.isTimeVarying) throw new ActionRefused('it has keyframes')
      param.value = plain
    })
  }

  createSetTimeVaryingAction(isVarying: boolean): official.Action {
    if (typeof isVarying !== 'boolean') throw illegalType()
    return this.action('setTimeVarying', (clip) => {
      const param = this.in(clip)
      param.isTimeVarying = isVarying
      if (!isVarying) param.keys = []
    })
  }

  /** R13: in a later transaction than the one that made it vary in time. */
  createAddKeyframeAction(given: official.Keyframe): official.Action {
    const { plain, position, mode } = this.own(given)
    const wasVarying = this.state.isTimeVarying
    const time = ticksOf(position)
    return this.action('addKeyframe', (clip) => {
      const param = this.in(clip)
      if (!wasVarying) throw new ActionRefused('it does not vary in time')
      param.keys = [...param.keys.filter((key) => key.time !== time), { time, value: plain, mode }]
    })
  }

  createRemoveKeyframeAction(time: official.TickTime, _updateUi?: boolean): official.Action {
    const ticks = ticksOf(time)
    return this.action('removeKeyframe', (clip) => {
      const param = this.in(clip)
      param.keys = param.keys.filter((key) => key.time !== ticks)
    })
  }

  createSetInterpolationAtKeyframeAction(time: official.TickTime, mode: number, updateUi = false): official.Action {
    if (updateUi) throw new HostError('Script Action failed to execute')
    const ticks = ticksOf(time)
    return this.action('setInterpolation', (clip) => {
      const key = this.in(clip).keys.find((each) => each.time === ticks)
      if (key === undefined) throw new ActionRefused('no keyframe')
      key.mode = mode
    })
  }

  isTimeVarying(): boolean { return this.state.isTimeVarying }
  areKeyframesSupported(): Promise<boolean> { return Promise.resolve(typeof this.state.value !== 'string') }

  getKeyframeListAsTickTimes(): official.TickTime[] {
    return this.state.keys.map(({ time }) => time).sort((a, b) => (a < b ? -1 : 1)).map(timeOf)
  }

  private handed(key: KeyState): official.Keyframe {
    return keyframe(this.machine, Object.assign(new Key(key.value), { position: timeOf(key.time), mode: key.mode }))
  }

  getKeyframePtr(time?: official.TickTime): official.Keyframe {
    const ticks = time === undefined ? 0n : ticksOf(time)
    const found = this.state.keys.find((key) => key.time === ticks)
    return found === undefined ? null as unknown as official.Keyframe : this.handed(found)
  }

  getStartValue(): Promise<official.Keyframe> {
    const value = valueAt(this.state, this.clip.in)
    // A keyframe that is awaited comes through whole: what spoils is awaiting what `createKeyframe` gave.
    return Promise.resolve(Object.assign(new Key(value), { position: timeOf(this.clip.in) }) as unknown as official.Keyframe)
  }

  getValueAtTime(time: official.TickTime): Promise<number | string | boolean | official.PointF | official.Color> {
    const value = valueAt(this.state, ticksOf(time))
    return Promise.resolve(typeof value === 'object' ? pointOf(value.x, value.y) : value)
  }
}

export class ComponentHandle extends OfClip implements Partial<official.Component> {
  constructor(machine: Machine, place: ClipPlace, readonly id: number) {
    super(machine, place)
  }

  private get state(): ComponentState {
    const found = this.clip.components.find(({ id }) => id === this.id)
    if (found === undefined) throw staleHandle()
    return found
  }

  getMatchName(): Promise<string> { return Promise.resolve(this.state.matchName) }
  getDisplayName(): Promise<string> { return Promise.resolve(this.state.displayName) }
  getParamCount(): number { return this.state.params.length }

  getParam(index = 0): official.ComponentParam {
    if (this.state.params[index] === undefined) throw illegalType()
    const param = new Param(this.machine, this.place, { component: this.id, index })
    return expose(this.machine, param, {
      createKeyframe: 1, createSetValueAction: 1, createAddKeyframeAction: 1, createSetTimeVaryingAction: 1, getValueAtTime: 1,
      createSetInterpolationAtKeyframeAction: 2,
    }) as unknown as official.ComponentParam
  }
}

/** An effect that is not on a clip yet. */
export class Filter {
  constructor(readonly state: ComponentState) {}
}

export class Chain extends OfClip implements Partial<official.VideoComponentChain> {
  getComponentCount(): number { return this.clip.components.length }

  getComponentAtIndex(index: number): official.Component {
    const found = this.clip.components[index]
    if (found === undefined) throw illegalType()
    return expose(this.machine, new ComponentHandle(this.machine, this.place, found.id)) as unknown as official.Component
  }

  createInsertComponentAction(given: official.Component | official.VideoFilterComponent, index: number): official.Action {
    const own = ownOf(Filter, given)
    if (own === undefined || !Number.isInteger(index)) throw illegalType()
    return this.action('insertComponent', (clip) => { clip.components.splice(index, 0, structuredClone(own.state)) })
  }

  createAppendComponentAction(given: official.Component | official.VideoFilterComponent): official.Action {
    const own = ownOf(Filter, given)
    if (own === undefined) throw illegalType()
    return this.action('appendComponent', (clip) => { clip.components.push(structuredClone(own.state)) })
  }

  createRemoveComponentAction(given: official.Component | official.VideoFilterComponent): official.Action {
    const own = ownOf(ComponentHandle, given)
    if (own === undefined) throw illegalType()
    return this.action('removeComponent', (clip) => {
      clip.components = clip.components.filter(({ id }) => id !== own.id)
    })
  }
}

const filters: Readonly<Record<string, string>> = {
  'AE.ADBE Gaussian Blur 2': 'Gaussian Blur', 'AE.ADBE Lumetri': 'Lumetri Color', 'AE.ADBE Track Matte Key': 'Track Matte Key',
  'PR.ADBE Gamma Correction': 'Gamma Correction', 'PR.ADBE Extract': 'Extract', 'AE.ADBE AECrop': 'Crop',
}

export const makeEffect = (machine: Machine, matchName: string): ComponentState => ({
  id: machine.nextId(), matchName, displayName: filters[matchName] ?? matchName,
  params: ['Amount', 'Matte'].map((name) => ({ name, value: 0, isTimeVarying: false, keys: [] })),
})

export const filterStatics = (machine: Machine): official.VideoFilterFactoryStatic => expose(machine, {
  createComponent: async (matchName: string) => {
    const known = Object.keys(filters).find((name) => name === matchName || name.replace(/^AE\./, '') === matchName)
    if (known === undefined) throw illegalType()
    return new Filter(makeEffect(machine, known)) as unknown as official.VideoFilterComponent
  },
  getMatchNames: async () => Object.keys(filters),
  getDisplayNames: async () => Object.values(filters),
}, { createComponent: 1 })
