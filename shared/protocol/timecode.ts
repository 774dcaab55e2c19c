import { failure } from './errors'
import { rateRatio, roundRatio } from './ratio'
import type { Rate, StartTimecode } from './time'

/**
 * Timecode labels frames HH:MM:SS:FF. Of a fractional rate it counts as many frames a second as the next whole number
 * (29.97 as 30), so that its clock runs slow. Drop-frame (SMPTE ST 12-1) mends that: the first 2 labels of every minute
 * but each tenth are left out (4 at 59.94, 8 at 119.88); no frame is. Its last separator is `;`.
 */
const LABEL = /^(\d{1,2}):(\d{2}):(\d{2})([:;])(\d{2,3})$/

/** How many frames timecode counts as a second: 24 at 23.976, 30 at 29.97, 13 at 12.5. */
export const nominalRate = (rate: Rate): number => Math.max(1, Number(roundRatio(rateRatio(rate), 'nearest')))

/** True for 29.97, 59.94 and 119.88 (also as files round them, 2997/100). */
export function allowsDropFrame(rate: Rate): boolean {
  const nominal = nominalRate(rate)
  if (![30, 60, 120].includes(nominal)) return false
  // |rate - nominal x 1000/1001| <= a ten-thousandth of the rate, in whole numbers.
  const [num, den] = [BigInt(rate.num), BigInt(rate.den)]
  const apart = num * 1001n - BigInt(nominal) * 1000n * den
  return (apart < 0n ? -apart : apart) * 10_000n <= num * 1001n
}

interface Counting {
  nominal: number
  /** Labels left out a minute; 0 without drop-frame. */
  dropped: number
  perMinute: number
  perTenMinutes: number
  perDay: number
}

function countingOf(rate: Rate, isDropFrame: boolean): Counting {
  const nominal = nominalRate(rate)
  const dropped = isDropFrame ? nominal / 15 : 0
  const perMinute = nominal * 60 - dropped
  const perTenMinutes = nominal * 600 - dropped * 9
  return { nominal, dropped, perMinute, perTenMinutes, perDay: perTenMinutes * 144 }
}

const refuse = (text: string, reason: string): Error => failure('TIMECODE_INVALID', { text, reason })

/** Frames between 00:00:00:00 and the same label a day later. */
export const framesOfDay = (rate: Rate, isDropFrame: boolean): number => countingOf(rate, isDropFrame).perDay

const two = (value: number): string => String(value).padStart(2, '0')

/**
 * The label of a frame, counted from 00:00:00:00. Frames have three digits above 100 a second.
 * @throws TIMECODE_INVALID below 0 or past the day, or drop-frame at a rate that has none
 */
export function formatTimecode({ frame, isDropFrame }: StartTimecode, rate: Rate): string {
  const { nominal, dropped, perMinute, perTenMinutes, perDay } = countingOf(rate, isDropFrame)
  if (isDropFrame && !allowsDropFrame(rate)) throw refuse(`frame ${frame}`, `${rate.num}/${rate.den} has no drop-frame`)
  if (!Number.isSafeInteger(frame) || frame < 0 || frame >= perDay) throw refuse(`frame ${frame}`, 'it is not within a day')
  const tens = Math.floor(frame / perTenMinutes)
  const inTen = frame % perTenMinutes
  // The first minute of ten keeps all its labels and is longer by those.
  const minutes = inTen < nominal * 60 ? 0 : 1 + Math.floor((inTen - nominal * 60) / perMinute)
  const label = frame + dropped * (9 * tens + minutes)
  const seconds = Math.floor(label / nominal)
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(':')
  return `${clock}${isDropFrame ? ';' : ':'}${String(label % nominal).padStart(nominal > 100 ? 3 : 2, '0')}`
}

/** True for text of the shape HH:MM:SS:FF or HH:MM:SS;FF. */
export const isTimecode = (text: string): boolean => LABEL.test(text.trim())

/**
 * The frame that a label names, counted from 00:00:00:00.
 * @throws TIMECODE_INVALID: not a label, one that does not exist (also those that drop-frame leaves out)
 */
export function parseTimecode(text: string, rate: Rate): StartTimecode {
  const [, hours = '', minutes = '', seconds = '', separator, frames = ''] = LABEL.exec(text.trim()) ?? []
  if (hours === '') throw refuse(text, 'it is not HH:MM:SS:FF')
  const isDropFrame = separator === ';'
  if (isDropFrame && !allowsDropFrame(rate)) throw refuse(text, 'the ; of drop-frame belongs to 29.97 and 59.94 only')
  const { nominal, dropped } = countingOf(rate, isDropFrame)
  const [h, m, s, f] = [Number(hours), Number(minutes), Number(seconds), Number(frames)]
  if (h > 23 || m > 59 || s > 59) throw refuse(text, 'there is no such time of day')
  if (f >= nominal) throw refuse(text, `a second has ${nominal} frames`)
  if (s === 0 && f < dropped && m % 10 !== 0) throw refuse(text, 'drop-frame has no such label')
  const minutesGone = h * 60 + m
  return { frame: (minutesGone * 60 + s) * nominal + f - dropped * (minutesGone - Math.floor(minutesGone / 10)), isDropFrame }
}

/**
 * A place in a clip, as people write it: frames from its first one (`100`), or its timecode (`01:00:04:00`), which counts
 * from 00:00:00:00 where the clip has none. `:` also stands for a drop-frame clip's `;`, not the other way round.
 * @returns frames from the clip's first one; may be the one after its last
 * @throws TIMECODE_INVALID
 */
export function readPlace(text: string, clip: { rate: Rate; start?: StartTimecode | undefined; frames: number }): number {
  const place = /^\d{1,10}$/.test(text.trim()) ? Number(text) : readLabel(text, clip)
  if (place >= 0 && place <= clip.frames) return place
  throw refuse(text, `it is not in the clip, which has ${clip.frames} frames${describeStart(clip)}`)
}

function readLabel(text: string, { rate, start }: { rate: Rate; start?: StartTimecode | undefined }): number {
  if (start?.isDropFrame === false && text.includes(';')) throw refuse(text, 'the clip counts without drop-frame: write :')
  const label = start?.isDropFrame === true ? text.trim().replace(/:(\d+)$/, ';$1') : text
  const place = parseTimecode(label, rate).frame - (start?.frame ?? 0)
  // Of a clip that runs past midnight, labels begin again.
  return place < 0 ? place + framesOfDay(rate, start?.isDropFrame === true) : place
}

const describeStart = ({ rate, start }: { rate: Rate; start?: StartTimecode | undefined }): string =>
  (start === undefined ? '' : ` from ${formatTimecode(start, rate)}`)
