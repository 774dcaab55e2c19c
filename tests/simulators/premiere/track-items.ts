import type * as official from '@adobe/premierepro'
import { Chain, OfClip } from './components'
import { constants } from './constants'
import { isShut, moveClip, sourceTicks, trimEnd, trimStart } from './edits'
import { expose } from './expose'
import { ActionRefused, illegalType, nullDereferenced } from './host-error'
import { playedBy } from './place-item'
import type { Seat } from './seat'
import { clipIn, type ClipState, type FoundClip, itemIn } from './state'
import { actionTicks, timeOf } from './time'
import { guidOf } from './values'

/** A clip on a timeline, as picture or as sound. */
export class TrackItem extends OfClip implements Partial<official.VideoClipTrackItem> {
  constructor(readonly seat: Seat, place: { sequence: string; clip: number }) {
    super(seat.machine, place)
  }

  private get found(): FoundClip {
    return clipIn(this.machine.state, this.place.sequence, this.place.clip) as FoundClip
  }

  getName(): Promise<string> { return Promise.resolve(this.clip.name) }
  getSpeed(): Promise<number> { return Promise.resolve(this.clip.speed) }
  isSpeedReversed(): Promise<number> { return Promise.resolve(this.clip.isReversed ? 1 : 0) }
  isAdjustmentLayer(): Promise<boolean> { return Promise.resolve(this.clip.isAdjustment) }
  isDisabled(): Promise<boolean> { return Promise.resolve(this.clip.isDisabled) }
  getType(): Promise<number> { return Promise.resolve(constants.TrackItemType.CLIP) }
  getTrackIndex(): Promise<number> { return Promise.resolve(this.found.index) }
  getMediaType(): Promise<official.Guid> { return Promise.resolve(guidOf(`${this.found.kind}-media-type`)) }

  getIsSelected(): Promise<boolean> {
    return Promise.resolve(this.machine.view(this.place.sequence).selected.has(this.place.clip))
  }

  getProjectItem(): Promise<official.ProjectItem> { return Promise.resolve(this.seat.item(this.clip.item)) }
  getStartTime(): Promise<official.TickTime> { return Promise.resolve(timeOf(this.clip.start)) }
  getEndTime(): Promise<official.TickTime> { return Promise.resolve(timeOf(this.clip.end)) }
  getDuration(): Promise<official.TickTime> { return Promise.resolve(timeOf(this.clip.end - this.clip.start)) }
  /** R7: of the source, whatever the timeline; out is the first that does not play. */
  getInPoint(): Promise<official.TickTime> { return Promise.resolve(timeOf(this.clip.in)) }
  getOutPoint(): Promise<official.TickTime> { return Promise.resolve(timeOf(this.clip.out)) }

  getMatchName(): Promise<string> {
    return Promise.resolve(this.found.kind === 'video' ? 'AE.ADBE Video Clip' : 'AE.ADBE Audio Clip')
  }

  getComponentChain(): Promise<official.VideoComponentChain> {
    const chain = new Chain(this.machine, this.place)
    return Promise.resolve(expose(this.machine, chain, {
      createInsertComponentAction: 2, createAppendComponentAction: 1, createRemoveComponentAction: 1, getComponentAtIndex: 1,
    }) as unknown as official.VideoComponentChain)
  }

  /** R6: on a locked track it fails, or does nothing. */
  private edit(name: string, act: (found: FoundClip) => void): official.Action {
    const { sequence, clip } = this.place
    return this.action(name, (_clip, draft) => {
      const found = clipIn(draft, sequence, clip) as FoundClip
      if (!isShut(this.machine, found.track)) act(found)
    })
  }

  /** R8: by so much, not to there. */
  createMoveAction(time: official.TickTime): official.Action {
    const by = actionTicks(this.machine, time)
    return this.edit('move', ({ track, clip }) => { moveClip(this.machine, track, { clip, by }) })
  }

  private checkSource(clip: ClipState): void {
    const item = itemIn(this.machine.state, clip.item)
    const facts = item && playedBy(this.machine, this.machine.state, item)
    const isOutside = clip.in < 0n || clip.in >= clip.out || (facts !== undefined && !facts.isStill && clip.out > facts.duration)
    if (isOutside || clip.start < 0n || clip.start >= clip.end) throw new ActionRefused('outside of the media')
  }

  private refuseStills(): void {
    const item = itemIn(this.machine.state, this.clip.item)
    if (item !== undefined && playedBy(this.machine, this.machine.state, item)?.isStill === true) throw nullDereferenced()
  }

  /** R7: a trim of the source, which takes the clip's beginning on the timeline along. */
  createSetInPointAction(time: official.TickTime): official.Action {
    const to = actionTicks(this.machine, time)
    this.refuseStills()
    return this.edit('setIn', ({ clip }) => {
      const by = (to - clip.in) * (clip.end - clip.start) / (clip.out - clip.in)
      Object.assign(clip, { in: to, start: clip.start + by })
      this.checkSource(clip)
    })
  }

  createSetOutPointAction(time: official.TickTime): official.Action {
    const to = actionTicks(this.machine, time)
    this.refuseStills()
    return this.edit('setOut', ({ clip }) => {
      const by = (to - clip.out) * (clip.end - clip.start) / (clip.out - clip.in)
      Object.assign(clip, { out: to, end: clip.end + by })
      this.checkSource(clip)
    })
  }

  /** R7: a trim on the timeline. */
  createSetStartAction(time: official.TickTime): official.Action {
    const to = actionTicks(this.machine, time)
    return this.edit('setStart', ({ clip }) => {
      if (to >= clip.end || clip.in + sourceTicks(clip, to - clip.start) < 0n) throw new ActionRefused('outside of the media')
      trimStart(clip, to)
      this.checkSource(clip)
    })
  }

  createSetEndAction(time: official.TickTime): official.Action {
    const to = actionTicks(this.machine, time)
    return this.edit('setEnd', ({ clip }) => {
      if (to <= clip.start) throw new ActionRefused('outside of the media')
      trimEnd(clip, to)
      this.checkSource(clip)
    })
  }

  createSetDisabledAction(isDisabled: boolean): official.Action {
    if (typeof isDisabled !== 'boolean') throw illegalType()
    return this.edit('setDisabled', ({ clip }) => { clip.isDisabled = isDisabled })
  }

  createSetNameAction(name: string): official.Action {
    if (typeof name !== 'string') throw illegalType()
    return this.edit('setName', ({ clip }) => { clip.name = name })
  }
}

class Picture extends TrackItem {
  /** C4.8: what pictures have and sound has not. */
  createAddVideoTransitionAction(_transition: official.VideoTransition): official.Action {
    return this.action('addTransition', () => { throw new ActionRefused('transitions are not simulated') })
  }
}

export function trackItemOf(seat: Seat, place: { sequence: string; clip: number }): official.VideoClipTrackItem {
  const isSound = clipIn(seat.machine.state, place.sequence, place.clip)?.kind === 'audio'
  return expose(seat.machine, isSound ? new TrackItem(seat, place) : new Picture(seat, place), {
    createMoveAction: 1, createSetInPointAction: 1, createSetOutPointAction: 1, createSetStartAction: 1, createSetEndAction: 1,
    createSetDisabledAction: 1, createSetNameAction: 1, createAddVideoTransitionAction: 1,
  }) as unknown as official.VideoClipTrackItem
}
