import type * as official from '@adobe/premierepro'
import { expose, ownOf } from './expose'
import { ActionRefused, HostError, illegalType } from './host-error'
import { Action } from './machine'
import type { Seat } from './seat'
import { endOf, sequenceIn, type SequenceState, TICKS_PER_SECOND, type TrackState } from './state'
import { rateOf, ticksOf, timeOf } from './time'
import { TrackItem, trackItemOf } from './track-items'
import { trackOf } from './tracks'
import { guidOf, rectOf } from './values'

/** What an action or `setSelection` wants; no array will do (hosts.md C3). */
export class Selection implements Partial<official.TrackItemSelection> {
  readonly items: TrackItem[] = []

  constructor(private readonly seat: Seat) {}

  addItem(given: official.VideoClipTrackItem | official.AudioClipTrackItem, _skipCheck?: boolean): boolean {
    const own = ownOf(TrackItem, given)
    if (own === undefined) throw illegalType()
    own.check()
    if (this.items.some(({ place }) => place.clip === own.place.clip)) return false
    this.items.push(own)
    return true
  }

  removeItem(given: official.VideoClipTrackItem | official.AudioClipTrackItem): boolean {
    const at = this.items.findIndex(({ place }) => place.clip === ownOf(TrackItem, given)?.place.clip)
    if (at >= 0) this.items.splice(at, 1)
    return at >= 0
  }

  getTrackItems(): Promise<official.VideoClipTrackItem[]> {
    return Promise.resolve(this.items.map(({ place }) => trackItemOf(this.seat, place)))
  }
}

export const selectionStatics = (seat: Seat): official.TrackItemSelectionStatic => expose(seat.machine, {
  createEmptySelection: (act: (selection: official.TrackItemSelection) => void) => {
    if (typeof act !== 'function') throw illegalType()
    act(expose(seat.machine, new Selection(seat), { addItem: 1 }) as unknown as official.TrackItemSelection)
    return true
  },
}, { createEmptySelection: 1 })

/** Far before its beginning, as a point that was never set is said to be. */
const UNSET = -400_000n * TICKS_PER_SECOND

export class SequenceHandle implements Partial<official.Sequence> {
  constructor(private readonly seat: Seat, readonly id: string) {}

  get state(): SequenceState {
    const found = sequenceIn(this.seat.machine.state, this.id)
    if (found === undefined) throw new HostError('The sequence does not exist.')
    return found
  }

  get guid(): official.Guid { return guidOf(this.id) }
  get name(): string { return this.state.name }
  getVideoTrackCount(): Promise<number> { return Promise.resolve(this.state.video.length) }
  getAudioTrackCount(): Promise<number> { return Promise.resolve(this.state.audio.length) }
  /** R14: counted, and no more than that. */
  getCaptionTrackCount(): Promise<number> { return Promise.resolve(this.state.captionTracks) }
  getFrameSize(): Promise<official.RectF> { return Promise.resolve(rectOf(this.state.width, this.state.height)) }
  /** As text: ticks a frame. */
  getTimebase(): Promise<string> { return Promise.resolve(this.state.frameTicks.toString()) }
  getZeroPoint(): Promise<official.TickTime> { return Promise.resolve(timeOf(this.state.zero)) }
  getEndTime(): Promise<official.TickTime> { return Promise.resolve(timeOf(endOf(this.state))) }

  private track(tracks: TrackState[], index: number): Promise<official.VideoTrack> {
    const found = tracks[index]
    if (found === undefined) throw illegalType()
    return Promise.resolve(trackOf(this.seat, this.id, found.id))
  }

  async getVideoTrack(index: number): Promise<official.VideoTrack> { return await this.track(this.state.video, index) }

  async getAudioTrack(index: number): Promise<official.AudioTrack> {
    return await this.track(this.state.audio, index) as unknown as official.AudioTrack
  }

  private point(which: 'in' | 'out'): Promise<official.TickTime> {
    const unset = this.seat.machine.knobs.unsetInOut === 'negative' ? UNSET : which === 'in' ? 0n : endOf(this.state)
    return Promise.resolve(timeOf(this.state[which] ?? unset))
  }

  getInPoint(): Promise<official.TickTime> { return this.point('in') }
  getOutPoint(): Promise<official.TickTime> { return this.point('out') }

  private setPoint(which: 'in' | 'out', time: official.TickTime): official.Action {
    const ticks = ticksOf(time)
    return new Action(`set ${which}`, (draft) => {
      const found = sequenceIn(draft, this.id)
      if (found === undefined) throw new ActionRefused('gone')
      found[which] = ticks
    })
  }

  createSetInPointAction(time: official.TickTime): official.Action { return this.setPoint('in', time) }
  createSetOutPointAction(time: official.TickTime): official.Action { return this.setPoint('out', time) }

  async getSettings(): Promise<official.SequenceSettings> {
    const { frameTicks, width, height } = this.state
    return {
      getVideoFrameRate: () => rateOf(frameTicks), getVideoFrameRect: async () => rectOf(width, height),
    } as unknown as official.SequenceSettings
  }

  getProjectItem(): Promise<official.ProjectItem> {
    const item = this.seat.machine.state.items.find(({ sequence }) => sequence === this.id)
    return Promise.resolve(item === undefined ? null as unknown as official.ProjectItem : this.seat.item(item.id))
  }

  getSelection(): Promise<official.TrackItemSelection> {
    const selection = new Selection(this.seat)
    for (const id of this.seat.machine.view(this.id).selected) {
      selection.items.push(new TrackItem(this.seat, { sequence: this.id, clip: id }))
    }
    return Promise.resolve(expose(this.seat.machine, selection, { addItem: 1 }) as unknown as official.TrackItemSelection)
  }

  private select(ids: number[]): void {
    this.seat.machine.view(this.id).selected = new Set(ids)
    this.seat.machine.tell(this.id, 'sequenceSelectionChanged')
  }

  setSelection(given: official.TrackItemSelection): boolean {
    const own = ownOf(Selection, given)
    if (own === undefined) throw illegalType()
    this.select(own.items.map(({ place }) => place.clip))
    return true
  }

  clearSelection(): Promise<boolean> {
    this.select([])
    return Promise.resolve(true)
  }

  getPlayerPosition(): Promise<official.TickTime> { return Promise.resolve(timeOf(this.seat.machine.view(this.id).playhead)) }

  /** No step of the history. */
  setPlayerPosition(time?: official.TickTime): Promise<boolean> {
    this.seat.machine.view(this.id).playhead = time === undefined ? 0n : ticksOf(time)
    return Promise.resolve(true)
  }

  /** R11: what is selected, at the very time where it is. */
  async createSubsequence(_ignoreTargets?: boolean): Promise<official.Sequence> {
    const { machine } = this.seat
    const { selected } = machine.view(this.id)
    const made = structuredClone(this.state)
    const guid = machine.newGuid()
    Object.assign(made, { guid, name: `${made.name}_Sub_01`, markers: [] })
    for (const track of [...made.video, ...made.audio]) {
      track.clips = track.clips.filter(({ id }) => selected.has(id))
    }
    machine.changeForGood((state) => { state.sequences.push(structuredClone(made)) })
    return this.seat.sequence(guid)
  }
}

export const sequenceOf = (seat: Seat, guid: string): official.Sequence =>
  expose(seat.machine, new SequenceHandle(seat, guid), {
    getVideoTrack: 1, getAudioTrack: 1, setSelection: 1, createSetInPointAction: 1, createSetOutPointAction: 1,
  }) as unknown as official.Sequence
