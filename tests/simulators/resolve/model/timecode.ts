import { type FrameRate, nominalOf } from './rates'

const two = (value: number): string => `${value}`.padStart(2, '0')
const dropped = (nominal: number): number => Math.round(nominal / 15)

/** V13: "01:00:00:00", and with ";" before the frames where frame numbers are dropped (29.97 DF, 59.94 DF). */
export function tellTimecode(frame: number, rate: FrameRate, isDrop: boolean): string {
  const nominal = nominalOf(rate)
  let count = frame
  if (isDrop) {
    const skip = dropped(nominal)
    const perMinute = nominal * 60 - skip
    const perTen = perMinute * 10 + skip
    const tens = Math.floor(frame / perTen)
    const rest = frame % perTen
    count += skip * 9 * tens + (rest < nominal * 60 ? 0 : skip * (1 + Math.floor((rest - nominal * 60) / perMinute)))
  }
  const seconds = Math.floor(count / nominal)
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(':')
  return `${clock}${isDrop ? ';' : ':'}${two(count % nominal)}`
}

/** Undefined where it is none. Either separator is taken, as the application does. */
export function readTimecode(text: string, rate: FrameRate, isDrop: boolean): number | undefined {
  const parts = text.split(';').join(':').split(':').map((part) => Number(part))
  const [hours, minutes, seconds, frames] = parts
  if (parts.length !== 4 || parts.some((part) => part !== part || part < 0)) return undefined
  if (hours === undefined || minutes === undefined || seconds === undefined || frames === undefined) return undefined
  const nominal = nominalOf(rate)
  const count = ((hours * 60 + minutes) * 60 + seconds) * nominal + frames
  const total = hours * 60 + minutes
  return isDrop ? count - dropped(nominal) * (total - Math.floor(total / 10)) : count
}
