import type * as official from '@adobe/premierepro'
import { constants } from './constants'
import { addClip, isShut, makeRoom, takeOut } from './edits'
import { expose, ownOf } from './expose'
import { ActionRefused, HostError, illegalType, invalidParameter, scriptActionFailed } from './host-error'
import { Action } from './machine'
import { placeItem, type Placing } from './place-item'
import { rawOf } from './project-items'
import type { Seat } from './seat'
import { Selection, SequenceHandle } from './sequences'
import { clipIn, type FoundClip, sequenceIn } from './state'
import { TrackItem } from './track-items'
import { actionTicks } from './time'

type Official = official.SequenceEditor

export class Editor implements Partial<Official> {
  constructor(private readonly seat: Seat, private readonly sequence: string) {}

  private placing(how: Placing['how'], given: unknown[], isShiftLimited: boolean): official.Action {
    const { machine } = this.seat
    const [item, time, video, audio] = given as Parameters<Official['createOverwriteItemAction']>
    const own = rawOf(item)
    if (!Number.isInteger(video) || !Number.isInteger(audio) || typeof isShiftLimited !== 'boolean') throw illegalType()
    // G20
    if (audio < 0 && machine.knobs.audioMinusOne === 'throws') throw invalidParameter()
    if (machine.knobs.placement === 'throws') throw scriptActionFailed()
    const range = { ...own.state }
    const placing: Placing = { how, item: own.id, time: actionTicks(machine, time), video, audio, isShiftLimited, range }
    return new Action(how, (draft) => { placeItem(machine, draft, { guid: this.sequence, placing }) })
  }

  /** R6 */
  createInsertProjectItemAction(...given: Parameters<Official['createInsertProjectItemAction']>): official.Action {
    return this.placing('insert', given, given[4])
  }

  /** R6 */
  createOverwriteItemAction(...given: Parameters<Official['createOverwriteItemAction']>): official.Action {
    return this.placing('overwrite', given, true)
  }

  createRemoveItemsAction(...given: Parameters<Official['createRemoveItemsAction']>): official.Action {
    const [selection, doesRipple, mediaType] = given
    const own = ownOf(Selection, selection)
    const kinds = Object.values<unknown>(constants.MediaType)
    if (own === undefined || typeof doesRipple !== 'boolean' || !kinds.includes(mediaType)) throw illegalType()
    for (const item of own.items) item.check()
    const ids = own.items.map(({ place }) => place.clip)
    const wanted: unknown = mediaType
    const takes = (kind: FoundClip['kind']): boolean => wanted === constants.MediaType.ANY
      || wanted === (kind === 'video' ? constants.MediaType.VIDEO : constants.MediaType.AUDIO)
    return new Action('remove', (draft) => {
      const found = ids.map((id) => clipIn(draft, this.sequence, id)).filter((each) => each !== undefined)
      for (const track of new Set(found.filter(({ kind }) => takes(kind)).map((each) => each.track))) {
        if (isShut(this.seat.machine, track)) continue
        takeOut(track, { clips: found.filter((each) => each.track === track).map(({ clip }) => clip), doesRipple })
      }
    })
  }

  /** R8: an offset that is smaller than the clip cuts the original in two. */
  createCloneTrackItemAction(...given: Parameters<Official['createCloneTrackItemAction']>): official.Action {
    const [item, offset, videoOffset, audioOffset, , isInsert] = given
    const { machine } = this.seat
    const own = ownOf(TrackItem, item)
    if (own === undefined || !Number.isInteger(videoOffset) || !Number.isInteger(audioOffset)) throw illegalType()
    own.check()
    const by = actionTicks(machine, offset)
    return new Action('clone', (draft) => {
      const found = clipIn(draft, this.sequence, own.place.clip)
      if (found === undefined) throw new ActionRefused('gone')
      const track = found.sequence[found.kind][found.index + (found.kind === 'video' ? videoOffset : audioOffset)]
      if (track === undefined) throw new ActionRefused('no such track')
      if (isShut(machine, track)) return
      const copy = machine.copyClip(found.clip)
      Object.assign(copy, { start: copy.start + by, end: copy.end + by, revision: 0 })
      if (copy.start < 0n) throw new ActionRefused('before the beginning')
      if (isInsert) makeRoom(machine, track, { at: copy.start, length: copy.end - copy.start })
      addClip(machine, track, copy)
    })
  }

  /** It was seen, wants seven parameters and throws (hosts.md C3). */
  createAddItemAction(): official.Action {
    throw new HostError('Not Enough Parameters')
  }
}

export const editorStatics = (seat: Seat): Pick<official.SequenceEditorStatic, 'getEditor'> => expose(seat.machine, {
  getEditor: (given: official.Sequence) => {
    const own = ownOf(SequenceHandle, given)
    if (own === undefined || sequenceIn(seat.machine.state, own.id) === undefined) throw illegalType()
    return expose(seat.machine, new Editor(seat, own.id), {
      createInsertProjectItemAction: 5, createOverwriteItemAction: 4, createRemoveItemsAction: 3, createCloneTrackItemAction: 6,
    }) as unknown as Official
  },
}, { getEditor: 1 })
