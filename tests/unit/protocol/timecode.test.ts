import {
  allowsDropFrame, convertFrame, formatTimecode, frameAt, framesOfDay, isSameRate, nominalRate, parseTimecode, type Rate, ratio,
  rateFromNumber, readPlace, reduceRate, roundRatio, secondsOf,
} from '#protocol'

const ntsc30: Rate = { num: 30000, den: 1001 }
const ntsc60: Rate = { num: 60000, den: 1001 }
const ntsc120: Rate = { num: 120000, den: 1001 }
const film: Rate = { num: 24000, den: 1001 }
const pal: Rate = { num: 25, den: 1 }

/** Every 97th of a day, and all within 12 of every minute, whether it keeps its labels or not. */
function framesWorthALook(perDay: number, perMinute: number): number[] {
  const found = new Set<number>()
  for (let frame = 0; frame < perDay; frame += 97) found.add(frame)
  for (let minute = 0; minute <= 1440; minute += 1) {
    const begins = Math.round((minute / 1440) * perDay)
    for (let frame = begins - 12; frame <= begins + 12; frame += 1) found.add(frame)
  }
  found.add(perMinute).add(perDay - 1)
  return [...found].filter((frame) => frame >= 0 && frame < perDay).sort((a, b) => a - b)
}

describe('timecode', () => {
  it('leaves out the labels that SMPTE names, and no frame', () => {
    const label = (frame: number): string => formatTimecode({ frame, isDropFrame: true }, ntsc30)
    expect([0, 1799, 1800, 17981, 17982, 17983].map(label))
      .toEqual(['00:00:00;00', '00:00:59;29', '00:01:00;02', '00:09:59;29', '00:10:00;00', '00:10:00;01'])
    expect(label(107_892)).toBe('01:00:00;00')
    const label60 = (frame: number): string => formatTimecode({ frame, isDropFrame: true }, ntsc60)
    expect([3599, 3600, 35_963, 35_964].map(label60)).toEqual(['00:00:59;59', '00:01:00;04', '00:09:59;59', '00:10:00;00'])
    expect(formatTimecode({ frame: 7200, isDropFrame: true }, ntsc120)).toBe('00:01:00;008')
  })

  const days: [string, { rate: Rate; isDropFrame: boolean; perDay: number }][] = [
    ['29.97 drop-frame', { rate: ntsc30, isDropFrame: true, perDay: 2_589_408 }],
    ['29.97', { rate: ntsc30, isDropFrame: false, perDay: 2_592_000 }],
    ['59.94 drop-frame', { rate: ntsc60, isDropFrame: true, perDay: 5_178_816 }],
    ['23.976', { rate: film, isDropFrame: false, perDay: 2_073_600 }],
    ['12.5', { rate: { num: 25, den: 2 }, isDropFrame: false, perDay: 1_123_200 }],
    ['1000/33', { rate: { num: 1000, den: 33 }, isDropFrame: false, perDay: 2_592_000 }],
    ['25', { rate: pal, isDropFrame: false, perDay: 2_160_000 }],
  ]

  it.each(days)('gives the frames of a day of %s labels in order, each its own, and takes them back', (_name, day) => {
    const { rate, isDropFrame, perDay } = day
    expect(framesOfDay(rate, isDropFrame)).toBe(perDay)
    let [before, wrong] = ['', 0]
    for (const frame of framesWorthALook(perDay, nominalRate(rate) * 60)) {
      const text = formatTimecode({ frame, isDropFrame }, rate)
      if (text <= before || parseTimecode(text, rate).frame !== frame) wrong += 1
      before = text
    }
    expect(wrong).toBe(0)
    expect(before).toMatch(/^23:59:59/)
  })

  it('stays within a frame or two of the clock with drop-frame, all day', () => {
    for (let hour = 0; hour < 24; hour += 1) {
      const { frame } = parseTimecode(`${hour}:00:00;00`, ntsc30)
      const early = frame - frameAt(ratio(BigInt(hour * 3600)), ntsc30, 'floor')
      expect(Math.abs(early)).toBeLessThanOrEqual(3)
    }
  })

  it('refuses what is no label', () => {
    const reasons: [string, Rate, RegExp][] = [
      ['00:01:00;00', ntsc30, /no such label/], ['00:01:00;03', ntsc60, /no such label/], ['00:00:00:25', pal, /25 frames/],
      ['24:00:00:00', pal, /time of day/], ['00:60:00:00', pal, /time of day/], ['00:00:00;00', pal, /belongs to 29\.97/],
      ['00:00:00;00', { num: 30, den: 1 }, /belongs to 29\.97/], ['-1:00:00:00', pal, /not HH/], ['1:2:3', pal, /not HH/],
    ]
    for (const [text, rate, reason] of reasons) expect(() => parseTimecode(text, rate)).toThrow(reason)
    expect(parseTimecode('00:10:00;00', ntsc30)).toEqual({ frame: 17_982, isDropFrame: true })
    expect(() => formatTimecode({ frame: -1, isDropFrame: false }, pal)).toThrow(/within a day/)
    expect(() => formatTimecode({ frame: 2_160_000, isDropFrame: false }, pal)).toThrow(/within a day/)
    expect(() => formatTimecode({ frame: 0, isDropFrame: true }, pal)).toThrow(/no drop-frame/)
  })

  it('knows which rates have drop-frame, however a file writes them', () => {
    const decimals: Rate[] = [{ num: 2997, den: 100 }, ntsc30, { num: 60000, den: 1001 }, ntsc120]
    expect(decimals.map(allowsDropFrame)).toEqual([true, true, true, true])
    expect([{ num: 30, den: 1 }, film, pal, { num: 60, den: 1 }].map(allowsDropFrame)).toEqual([false, false, false, false])
    expect([film, { num: 25, den: 2 }, { num: 1000, den: 33 }, ntsc120].map(nominalRate)).toEqual([24, 13, 30, 120])
  })
})

describe('a place in a clip', () => {
  const clip = { rate: ntsc30, start: { frame: 107_892, isDropFrame: true }, frames: 3000 }

  it('is frames from the first, or its timecode, which counts the start once', () => {
    expect(readPlace('100', clip)).toBe(100)
    expect(readPlace('01:00:10;00', clip)).toBe(300)
    expect(readPlace('01:00:10:00', clip)).toBe(300)
    expect(readPlace('00:00:02:00', { rate: pal, frames: 60 })).toBe(50)
    expect(readPlace('3000', clip)).toBe(3000)
    const late = { rate: pal, start: parseTimecode('23:59:58:00', pal), frames: 100 }
    expect(['23:59:58:00', '00:00:00:00', '00:00:02:00'].map((label) => readPlace(label, late))).toEqual([0, 50, 100])
    const lateDrop = { rate: ntsc30, start: parseTimecode('23:59:59;00', ntsc30), frames: 60 }
    expect(readPlace('00:00:00:10', lateDrop)).toBe(40)
  })

  it('is refused outside, and where it counts otherwise than the clip', () => {
    const late = { rate: pal, start: parseTimecode('23:59:58:00', pal), frames: 100 }
    expect(() => readPlace('00:00:02:01', late)).toThrow(/not in the clip/)
    expect(() => readPlace('23:59:57:24', late)).toThrow(/not in the clip/)
    expect(() => readPlace('3001', clip)).toThrow('3000 frames from 01:00:00;00')
    expect(() => readPlace('00:00:10;00', clip)).toThrow(/not in the clip/)
    expect(() => readPlace('01:00:10;00', { ...clip, start: { frame: 108_000, isDropFrame: false } })).toThrow('write :')
    expect(() => readPlace('4 seconds', clip)).toThrow(/HH:MM:SS:FF/)
  })
})

describe('exact time', () => {
  it('rounds as it says, below zero too', () => {
    const rounded = (num: bigint): number[] =>
      (['floor', 'nearest', 'ceil'] as const).map((rounding) => Number(roundRatio(ratio(num, 4n), rounding)))
    expect(rounded(5n)).toEqual([1, 1, 2])
    expect(rounded(6n)).toEqual([1, 2, 2])
    expect(rounded(-5n)).toEqual([-2, -1, -1])
    expect(rounded(-6n)).toEqual([-2, -1, -1])
    expect(rounded(8n)).toEqual([2, 2, 2])
  })

  it('converts between rates and back without a frame lost, where the other rate is finer', () => {
    for (const frame of [0, 1, 7, 1001, 86_399, 999_999_999]) {
      for (const rate of [film, ntsc30, { num: 25, den: 2 }, { num: 1000, den: 33 }]) {
        expect(convertFrame(convertFrame(frame, { from: rate, to: ntsc120 }), { from: ntsc120, to: rate })).toBe(frame)
      }
    }
    expect(secondsOf(86_314, film)).toEqual({ num: 43_200_157n, den: 12_000n })
  })

  it('knows the rates that decimals mean', () => {
    const meant = [23.976, 23.976023976023978, 29.97, 59.94, 119.88, 12.5, 15, 30.303030303, 24].map(rateFromNumber)
    expect(meant).toEqual([
      film, film, ntsc30, ntsc60, ntsc120, { num: 25, den: 2 }, { num: 15, den: 1 }, { num: 1000, den: 33 }, { num: 24, den: 1 },
    ])
    expect(reduceRate({ num: 60000, den: 2002 })).toEqual(ntsc30)
    expect(isSameRate({ num: 48, den: 2 }, { num: 24, den: 1 })).toBe(true)
  })
})
