import type { Maybe } from './projections'
import type { Done, MarkerColour, Markers } from './values'

/** What has markers: a timeline, an item on it, a clip of the pool. Frames count from its own first one. */
export interface Marked {
  AddMarker(...marker: MarkerArguments): Maybe<Done>
  GetMarkers(): Maybe<Markers>
  /** The first that has it; none: an empty record. */
  GetMarkerByCustomData(customData: string): Maybe<Markers>
  GetMarkerCustomData(frame: number): Maybe<string>
  UpdateMarkerCustomData(frame: number, customData: string): Maybe<Done>
  DeleteMarkerAtFrame(frame: number): Maybe<Done>
  DeleteMarkerByCustomData(customData: string): Maybe<Done>
}

/**
 * `frame` counts from the start of the timeline or clip, never from its timecode. False where a marker is on that frame already
 * or the colour is unknown.
 */
export type MarkerArguments = [
  frame: number, color: MarkerColour, name: string, note: string, durationFrames: number, customData?: string,
]
