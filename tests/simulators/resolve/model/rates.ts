/** Frames per second, exact. */
export interface FrameRate {
  num: number
  den: number
}

/** "23.976", "29.97 DF", "25": as the settings say it. */
export function readRate(text: string): FrameRate {
  const value = Number((text.split(' ')[0] ?? '').trim())
  const whole = Math.round(value)
  return value === whole || value !== value ? { num: whole, den: 1 } : { num: whole * 1000, den: 1001 }
}

export const isDropFrame = (text: string): boolean => text.indexOf('DF') >= 0

export const nominalOf = (rate: FrameRate): number => Math.round(rate.num / rate.den)

/** The other way: "23.976" of 24000/1001. */
export function tellRate({ num, den }: FrameRate): string {
  if (num % den === 0) return `${num / den}`
  const thousandths = Math.round(num * 1000 / den)
  const tail = `${thousandths % 1000}`.padStart(3, '0')
  return `${Math.floor(thousandths / 1000)}.${tail.charAt(2) === '0' ? tail.substring(0, 2) : tail}`
}

/** V5: frames of one rate as frames of another, floored. */
export const convertFrames = (frames: number, from: FrameRate, to: FrameRate): number =>
  Math.floor(frames * to.num * from.den / (to.den * from.num))
