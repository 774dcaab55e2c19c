import type * as official from '@adobe/premierepro'
import { constants } from './constants'
import { expose } from './expose'
import { ActionRefused, illegalType, staleHandle } from './host-error'
import { Action } from './machine'
import type { Seat } from './seat'
import { sequenceIn, trackIn, type TrackState } from './state'
import { trackItemOf } from './track-items'
import { guidOf } from './values'

/** C3: nothing adds a track, takes one out, locks it or says that it is locked. */
export class Track implements Partial<official.VideoTrack> {
  private readonly epoch: number

  constructor(private readonly seat: Seat, readonly sequence: string, readonly id: number) {
    this.epoch = seat.machine.epoch
  }

  /** R9 */
  check(): void {
    const { machine } = this.seat
    if (machine.knobs.stale === 'all' && this.epoch !== machine.epoch) throw staleHandle()
  }

  private get state(): TrackState {
    const sequence = sequenceIn(this.seat.machine.state, this.sequence)
    const found = sequence && trackIn(sequence, this.id)
    if (found === undefined) throw staleHandle()
    return found
  }

  get name(): string { return this.state.name }

  private get isVideo(): boolean {
    return sequenceIn(this.seat.machine.state, this.sequence)?.video.includes(this.state) === true
  }

  getIndex(): Promise<number> {
    const sequence = sequenceIn(this.seat.machine.state, this.sequence)
    return Promise.resolve((this.isVideo ? sequence?.video : sequence?.audio)?.indexOf(this.state) ?? -1)
  }

  isMuted(): Promise<boolean> { return Promise.resolve(this.state.isMuted) }
  getMediaType(): Promise<official.Guid> { return Promise.resolve(guidOf(`${this.isVideo ? 'video' : 'audio'}-media-type`)) }

  /** No step of the history. */
  setMute(isMuted: boolean): Promise<boolean> {
    this.seat.machine.changeForGood((state) => {
      const sequence = sequenceIn(state, this.sequence)
      const track = sequence && trackIn(sequence, this.id)
      if (track !== undefined) track.isMuted = isMuted
    })
    return Promise.resolve(true)
  }

  createSetNameAction(name: string): object {
    if (typeof name !== 'string') throw illegalType()
    return new Action('setTrackName', (draft) => {
      const sequence = sequenceIn(draft, this.sequence)
      const track = sequence && trackIn(sequence, this.id)
      if (track === undefined) throw new ActionRefused('gone')
      track.name = name
    })
  }

  /** R13: kinds are what `Constants` says at run time. */
  getTrackItems(type: official.Constants.TrackItemType, includeEmpty: boolean): official.VideoClipTrackItem[] {
    if (!Object.values<unknown>(constants.TrackItemType).includes(type) || typeof includeEmpty !== 'boolean') throw illegalType()
    if ((type as unknown) !== constants.TrackItemType.CLIP) return []
    return this.state.clips.map((clip) => trackItemOf(this.seat, { sequence: this.sequence, clip: clip.id }))
  }
}

export const trackOf = (seat: Seat, sequence: string, id: number): official.VideoTrack => {
  const track = new Track(seat, sequence, id)
  return expose(seat.machine, track, { getTrackItems: 2, createSetNameAction: 1 }) as unknown as official.VideoTrack
}
