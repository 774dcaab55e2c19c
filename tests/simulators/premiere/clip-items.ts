import type * as official from '@adobe/premierepro'
import { constants } from './constants'
import { expose, ownOf } from './expose'
import { ActionRefused, illegalType } from './host-error'
import { Interpretation } from './footage'
import { playedBy } from './place-item'
import { AnyItem, contentOf } from './project-items'
import { endOf, type ItemState, itemIn, sequenceIn, type ProjectState } from './state'
import { actionTicks, frameFloor, timeOf } from './time'

/** An item that is a clip, cast from what was found. */
export class ClipItem extends AnyItem implements Partial<official.ClipProjectItem> {
  isSequence(): Promise<boolean> { return Promise.resolve(this.state.kind === 'sequence') }
  isOffline(): Promise<boolean> { return Promise.resolve(this.state.isOffline) }
  isMergedClip(): Promise<boolean> { return Promise.resolve(this.state.isMerged) }
  isMulticamClip(): Promise<boolean> { return Promise.resolve(this.state.isMulticam) }
  hasProxy(): Promise<boolean> { return Promise.resolve(this.state.proxy !== '') }
  getProxyPath(): Promise<string> { return Promise.resolve(this.state.proxy) }
  canProxy(): Promise<boolean> { return Promise.resolve(this.isFile) }
  canChangeMediaPath(): Promise<boolean> { return Promise.resolve(this.isFile) }
  getContentType(): Promise<official.Constants.ContentType> { return Promise.resolve(contentOf(this.state)) }

  private get isFile(): boolean {
    return this.state.kind === 'clip' && this.state.path !== ''
  }

  /** R12: nothing of what is no file. */
  getMediaFilePath(): Promise<string> {
    const { mediaPath } = this.machine.knobs
    return Promise.resolve(mediaPath === 'path' ? this.state.path : mediaPath === 'empty' ? '' : null as unknown as string)
  }

  getSequence(): Promise<official.Sequence> {
    const { sequence } = this.state
    return Promise.resolve(sequence === undefined ? null as unknown as official.Sequence : this.seat.sequence(sequence))
  }

  /** R5: it was never seen to find anything. */
  findItemsMatchingMediaPath(_match: string, _ignoreSubclips?: boolean): Promise<official.ProjectItem[]> {
    return Promise.resolve([])
  }

  refreshMedia(): Promise<boolean> { return Promise.resolve(true) }

  /** R12: no step of the history. */
  async attachProxy(path: string, isHiRes: boolean, _alternate?: boolean): Promise<boolean> {
    if (typeof path !== 'string' || typeof isHiRes !== 'boolean') throw illegalType()
    if (!this.isFile || this.machine.factsOf(path) === undefined) return false
    this.forGood((item) => {
      // What the types say of isHiRes: the file is the footage, and what was there is its proxy.
      if (isHiRes) Object.assign(item, { path, proxy: item.path })
      else item.proxy = path
    })
    return true
  }

  /** No step of the history; every clip of it plays the other file from then on, as far as that goes. */
  async changeMediaFilePath(path: string, isForced = false): Promise<boolean> {
    if (typeof path !== 'string') throw illegalType()
    const facts = this.machine.factsOf(path)
    const before = this.machine.factsOf(this.state.path)
    if (!this.isFile || facts === undefined) return false
    const fits = before === undefined || (facts.hasVideo === before.hasVideo && facts.duration === before.duration
      && facts.frameTicks === before.frameTicks)
    if (!fits && !isForced) return false
    this.forGood((item) => { Object.assign(item, { path, isOffline: false }) })
    return true
  }

  private forGood(act: (item: ItemState) => void): void {
    this.machine.changeForGood((state) => {
      const item = itemIn(state, this.id)
      if (item !== undefined) act(item)
    })
  }

  createSetOfflineAction(): official.Action {
    return this.action('setOffline', (item) => { item.isOffline = true })
  }

  createSetScaleToFrameSizeAction(): official.Action {
    return this.action('setScaleToFrameSize', (item) => { item.isScaledToFrame = true })
  }

  getFootageInterpretation(): Promise<official.FootageInterpretation> {
    const copy = new Interpretation(structuredClone(this.state.interpretation))
    return Promise.resolve(expose(this.machine, copy) as unknown as official.FootageInterpretation)
  }

  createSetFootageInterpretationAction(given: official.FootageInterpretation): official.Action {
    const own = ownOf(Interpretation, given)
    if (own === undefined) throw illegalType()
    const wanted = structuredClone(own.state)
    return this.action('setInterpretation', (item) => { item.interpretation = wanted })
  }

  private range(state: ProjectState = this.machine.state): { in: bigint; out: bigint } {
    const item = this.state
    const nested = item.sequence === undefined ? undefined : sequenceIn(state, item.sequence)
    const duration = nested === undefined ? playedBy(this.machine, state, item)?.duration ?? 0n : endOf(nested)
    return { in: item.in ?? 0n, out: item.out ?? duration }
  }

  private async point(which: 'in' | 'out', mediaType: unknown): Promise<official.TickTime> {
    if (!Object.values<unknown>(constants.MediaType).includes(mediaType)) throw illegalType()
    return timeOf(this.range()[which])
  }

  getInPoint(mediaType: official.Constants.MediaType): Promise<official.TickTime> { return this.point('in', mediaType) }
  getOutPoint(mediaType: official.Constants.MediaType): Promise<official.TickTime> { return this.point('out', mediaType) }

  createSetInPointAction(time: official.TickTime): official.Action {
    const ticks = actionTicks(this.machine, time)
    return this.action('setIn', (item) => { item.in = ticks })
  }

  createSetOutPointAction(time: official.TickTime): official.Action {
    const ticks = actionTicks(this.machine, time)
    return this.action('setOut', (item) => { item.out = ticks })
  }

  createSetInOutPointsAction(inPoint: official.TickTime, outPoint: official.TickTime): official.Action {
    const [from, to] = [actionTicks(this.machine, inPoint), actionTicks(this.machine, outPoint)]
    return this.action('setInOut', (item, draft) => {
      const facts = playedBy(this.machine, draft, item)
      const isInside = from < to && from >= 0n && (facts === undefined || facts.isStill || to <= facts.duration)
      if (!isInside) throw new ActionRefused('outside of the media')
      const snapped = (ticks: bigint): bigint =>
        (this.machine.knobs.itemPoints === 'exact' || !facts ? ticks : frameFloor(ticks, facts.frameTicks))
      Object.assign(item, { in: snapped(from), out: snapped(to) })
    })
  }

  createClearInOutPointsAction(): official.Action {
    return this.action('clearInOut', (item) => {
      delete item.in
      delete item.out
    })
  }

  async getMedia(): Promise<official.Media> {
    const facts = playedBy(this.machine, this.machine.state, this.state)
    return { start: timeOf(facts?.start ?? 0n), duration: timeOf(facts?.duration ?? 0n) } as official.Media
  }
}
