import type { Markers } from '../../../../plugins/resolve/api'
import { ApiObject } from './api-object'
import { MarkerRow } from './marker-row'
import { isText } from './values'

/** Timelines, items on them and clips in the pool have markers by the same calls. */
export abstract class MarkedObject extends ApiObject {
  readonly markers = new MarkerRow()

  /** Frame, colour, name, note, duration, custom data. */
  AddMarker(...given: unknown[]): boolean {
    const isAdded = this.markers.add(given)
    if (isAdded) this.machine.step('AddMarker')
    return isAdded
  }

  GetMarkers(): Markers {
    return this.markers.tell()
  }

  /** Like `GetMarkers`, of the first that has it. */
  GetMarkerByCustomData(customData: string): Markers {
    return this.markers.tell((marker) => marker.customData === customData, 1)
  }

  GetMarkerCustomData(frame: number): string {
    return this.markers.at(frame)?.customData ?? ''
  }

  UpdateMarkerCustomData(frame: number, customData: string): boolean {
    const marker = this.markers.at(frame)
    if (marker === undefined || !isText(customData)) return false
    this.machine.step('UpdateMarkerCustomData')
    marker.customData = customData
    return true
  }

  DeleteMarkerAtFrame(frame: number): boolean {
    return this.drop(this.markers.marks.findIndex((mark) => mark.frame === frame))
  }

  DeleteMarkerByCustomData(customData: string): boolean {
    return this.drop(this.markers.marks.findIndex(({ marker }) => marker.customData === customData))
  }

  private drop(at: number): boolean {
    if (at >= 0) this.machine.step('DeleteMarker')
    if (at >= 0) this.markers.marks.splice(at, 1)
    return at >= 0
  }
}
