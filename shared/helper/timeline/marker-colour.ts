import { type MarkerColour, markerColourSchema } from '#protocol'
import { element, leaf, textAt, type XmlElement } from './xml'

/** Red, green, blue of 255. */
const colours: Readonly<Record<MarkerColour, readonly [number, number, number]>> = {
  red: [255, 0, 0], orange: [255, 128, 0], yellow: [255, 255, 0], green: [0, 255, 0], cyan: [0, 255, 255], blue: [0, 0, 255],
  purple: [128, 0, 255], magenta: [255, 0, 255], white: [255, 255, 255], black: [0, 0, 0],
}

export function colourElement(colour: MarkerColour): XmlElement {
  const [red, green, blue] = colours[colour]
  return element('color', {}, [leaf('alpha', 0), leaf('red', red), leaf('green', green), leaf('blue', blue)])
}

/** `#ff8000`, as Shotcut has them. */
export const colourCode = (colour: MarkerColour): string =>
  `#${colours[colour].map((value) => value.toString(16).padStart(2, '0')).join('')}`

/** The colour nearest to three values; red where there are none. */
function nearestColour(values: readonly number[]): MarkerColour {
  if (values.length !== 3 || !values.every(Number.isFinite)) return 'red'
  const apart = (colour: MarkerColour): number =>
    colours[colour].reduce((sum, value, index) => sum + (value - (values[index] ?? 0)) ** 2, 0)
  return markerColourSchema.options.reduce((best, colour) => (apart(colour) < apart(best) ? colour : best), 'red')
}

export const readColour = (marker: XmlElement): MarkerColour =>
  nearestColour(['red', 'green', 'blue'].map((name) => Number.parseInt(textAt(marker, 'color', name) ?? '', 10)))

export const colourOfCode = (code: string): MarkerColour =>
  nearestColour((/^#([0-9a-f]{6})$/i.exec(code)?.[1]?.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16)))
