import type * as official from '@adobe/premierepro'
import { expose, ownOf } from './expose'
import { ActionRefused, illegalType, staleHandle } from './host-error'
import { Action, type Machine } from './machine'
import type { MarkerState, ProjectState } from './state'
import { ticksOf, timeOf } from './time'
import { guidOf } from './values'

export const markerTypes = {
  MARKER_TYPE_COMMENT: 'Comment', MARKER_TYPE_CHAPTER: 'Chapter', MARKER_TYPE_FLVCUEPOINT: 'FLVCuePoint',
  MARKER_TYPE_WEBLINK: 'WebLink',
} as const

type Find = (state: ProjectState) => MarkerState[] | undefined

class MarkerHandle implements Partial<official.Marker> {
  constructor(private readonly machine: Machine, private readonly find: Find, readonly id: string) {}

  private get state(): MarkerState {
    const found = this.find(this.machine.state)?.find(({ guid }) => guid === this.id)
    if (found === undefined) throw staleHandle()
    return found
  }

  get guid(): official.Guid { return guidOf(this.id) }
  getName(): string { return this.state.name }
  getComments(): string { return this.state.comments }
  getType(): string { return this.state.type }
  getStart(): official.TickTime { return timeOf(this.state.start) }
  getDuration(): official.TickTime { return timeOf(this.state.duration) }
  getColorIndex(): number { return this.state.colour }

  private action(name: string, act: (marker: MarkerState) => void): official.Action {
    return new Action(name, (draft) => {
      const found = this.find(draft)?.find(({ guid }) => guid === this.id)
      if (found === undefined) throw new ActionRefused('gone')
      act(found)
    })
  }

  createSetColorByIndexAction(index: number): official.Action {
    if (!Number.isInteger(index)) throw illegalType()
    return this.action('setMarkerColour', (marker) => { marker.colour = index })
  }

  createSetNameAction(name: string): official.Action {
    return this.action('setMarkerName', (marker) => { marker.name = name })
  }

  createSetCommentsAction(comments: string): official.Action {
    return this.action('setMarkerComments', (marker) => { marker.comments = comments })
  }

  createSetDurationAction(time: official.TickTime): official.Action {
    const duration = ticksOf(time)
    return this.action('setMarkerDuration', (marker) => { marker.duration = duration })
  }

  createSetTypeAction(type: string): official.Action {
    return this.action('setMarkerType', (marker) => { marker.type = type })
  }
}

/** Markers of a sequence or of an item. */
export class MarkerList implements Partial<official.Markers> {
  constructor(private readonly machine: Machine, private readonly find: Find) {}

  getMarkers(types?: string[]): official.Marker[] {
    const states = this.find(this.machine.state) ?? []
    const wanted = states.filter(({ type }) => types === undefined || types.length === 0 || types.includes(type))
    return wanted.map(({ guid }) => {
      const marker = new MarkerHandle(this.machine, this.find, guid)
      return expose(this.machine, marker, { createSetColorByIndexAction: 1 }) as unknown as official.Marker
    })
  }

  createAddMarkerAction(...given: Parameters<official.Markers['createAddMarkerAction']>): official.Action {
    const [name, type = markerTypes.MARKER_TYPE_COMMENT, start, duration, comments = ''] = given
    if (typeof name !== 'string' || !Object.values<string>(markerTypes).includes(type)) throw illegalType()
    const at = start === undefined ? 0n : ticksOf(start)
    const long = duration === undefined ? 0n : ticksOf(duration)
    const guid = this.machine.newGuid()
    return new Action('addMarker', (draft) => {
      const markers = this.find(draft)
      if (markers === undefined) throw new ActionRefused('gone')
      markers.push({ guid, name, type, start: at, duration: long, comments, colour: 0 })
      markers.sort((a, b) => (a.start < b.start ? -1 : 1))
    })
  }

  private idOf(marker: unknown): string {
    const own = ownOf(MarkerHandle, marker)
    if (own === undefined) throw illegalType()
    return own.id
  }

  createRemoveMarkerAction(marker: official.Marker): official.Action {
    const id = this.idOf(marker)
    return new Action('removeMarker', (draft) => {
      const markers = this.find(draft) ?? []
      const at = markers.findIndex(({ guid }) => guid === id)
      if (at < 0) throw new ActionRefused('gone')
      markers.splice(at, 1)
    })
  }

  createMoveMarkerAction(marker: official.Marker, time: official.TickTime): official.Action {
    const [id, to] = [this.idOf(marker), ticksOf(time)]
    return new Action('moveMarker', (draft) => {
      const found = this.find(draft)?.find(({ guid }) => guid === id)
      if (found === undefined) throw new ActionRefused('gone')
      found.start = to
    })
  }
}

export const markersOf = (machine: Machine, find: Find): official.Markers =>
  expose(machine, new MarkerList(machine, find), {
    createAddMarkerAction: 1, createRemoveMarkerAction: 1, createMoveMarkerAction: 2,
  }) as unknown as official.Markers
