import type { Marker, MarkerColour, Markers } from '../../../../plugins/resolve/api'
import { FrameMap, isText, isWhole } from './values'

const colours: string[] = ['Blue', 'Cyan', 'Green', 'Yellow', 'Red', 'Pink', 'Purple', 'Fuchsia', 'Rose', 'Lavender', 'Sky',
  'Mint', 'Lemon', 'Sand', 'Cocoa', 'Cream']

const clipColours: string[] = ['Orange', 'Apricot', 'Yellow', 'Lime', 'Olive', 'Green', 'Teal', 'Navy', 'Blue', 'Purple',
  'Violet', 'Pink', 'Tan', 'Beige', 'Brown', 'Chocolate']

export const isClipColour = (name: unknown): boolean => isText(name) && clipColours.indexOf(name) >= 0

/** Of a timeline, an item or a clip: frames from its start. */
export class MarkerRow {
  readonly marks: { frame: number; marker: Marker }[] = []

  /** @param given frame, colour, name, note, duration, custom data @returns false where one is, or something is not right */
  add(given: unknown[]): boolean {
    const [frame, color, name, note, duration, customData] = given
    if (!isWhole(frame) || frame < 0 || this.marks.some((mark) => mark.frame === frame)) return false
    if (!isText(color) || colours.indexOf(color) < 0 || !isWhole(duration) || duration < 1) return false
    const marker: Marker = {
      color: color as MarkerColour, duration, note: isText(note) ? note : '', name: isText(name) ? name : '',
      customData: isText(customData) ? customData : '',
    }
    this.marks.push({ frame, marker })
    return true
  }

  at(frame: unknown): Marker | undefined {
    return this.marks.find((mark) => mark.frame === frame)?.marker
  }

  /** @param most so many of them */
  tell(matches: (marker: Marker) => boolean = () => true, most = Infinity): Markers {
    const found = this.marks.filter(({ marker }) => matches(marker)).slice(0, most)
    return new FrameMap(found.map(({ frame, marker }) => ({ frame, value: { ...marker } }))) as unknown as Markers
  }

  copyTo(other: MarkerRow): void {
    for (const { frame, marker } of this.marks) other.marks.push({ frame, marker: { ...marker } })
  }
}
