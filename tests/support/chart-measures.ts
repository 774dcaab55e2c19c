import { type FlatChart, MEASURED_PX } from './charts'
import { bandPower } from './spectrum'

/** Luminance (ITU-R BT.601) of interleaved RGB. */
export function lumaOf(data: ArrayLike<number>): Float64Array {
  return Float64Array.from({ length: data.length / 3 }, (_, i) =>
    0.299 * (data[3 * i] as number) + 0.587 * (data[3 * i + 1] as number) + 0.114 * (data[3 * i + 2] as number))
}

/** Power of colour blotches of 8 to 32 px in the fields of a chart: of both colour differences of what is not the truth. */
export function blotchPower(chart: FlatChart, shown: ArrayLike<number>, truth: ArrayLike<number>): number {
  let power = 0
  for (const { left, top } of chart.fields) {
    for (const channel of [0, 2]) {
      const plane = Float64Array.from({ length: MEASURED_PX ** 2 }, (_, i) => {
        const at = ((top + Math.floor(i / MEASURED_PX)) * chart.width + left + (i % MEASURED_PX)) * 3
        const error = [0, 1, 2].map((c) => (shown[at + c] as number) - (truth[at + c] as number))
        const light = 0.299 * (error[0] as number) + 0.587 * (error[1] as number) + 0.114 * (error[2] as number)
        return (error[channel] as number) - light
      })
      power += bandPower({ side: MEASURED_PX, plane }, { fromPx: 8, toPx: 32 })
    }
  }
  return power
}
