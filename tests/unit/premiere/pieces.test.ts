import type { MadeClip, Placement } from '#host'
import { ratio } from '#protocol'
import { isSamePath } from '../../../plugins/premiere/host/bin'
import { plainPath } from '../../../plugins/premiere/host/clip-facts'
import { parseTargetId, playedRange, targetId } from '../../../plugins/premiere/host/clip-place'
import { planClip } from '../../../plugins/premiere/host/plan-clip'
import { rateOfFrame, secondsOfTicks, TICKS_PER_SECOND, ticksOfSeconds } from '../../../plugins/premiere/host/ticks'

describe('ticks', () => {
  it.each([
    [10_594_584_000n, 24000, 1001], [8_475_667_200n, 30000, 1001], [4_237_833_600n, 60000, 1001], [10_160_640_000n, 25, 1],
    [TICKS_PER_SECOND / 48n, 48, 1],
  ])('%s a frame is %i/%i', (frame, num, den) => {
    expect(rateOfFrame(frame)).toEqual({ num, den })
    expect(ticksOfSeconds(ratio(BigInt(den) * 1_000_000n, BigInt(num)))).toBe(frame * 1_000_000n)
  })

  it('are exact beyond what a number holds', () => {
    const twentyHours = 20n * 3600n * TICKS_PER_SECOND + 1n
    expect(ticksOfSeconds(secondsOfTicks(twentyHours))).toBe(twentyHours)
  })
})

describe('a target', () => {
  it('is found by its id, whole or a part of it, and by nothing else', () => {
    const key = { sequence: 'a-b', track: 2, start: 12n }
    const part = { ...key, part: { from: 1n, to: 99n } }
    expect([parseTargetId(targetId(key)), parseTargetId(targetId(part))]).toEqual([key, part])
    expect(['', 'a', 'a|b|c', 'a|1|-4', 'a|1|2|3'].map(parseTargetId)).toEqual(Array(5).fill(undefined))
  })

  it('plays no more than its part', () => {
    const clip = { handle: {} as never, track: 0, start: 100n, end: 200n, in: 1000n, out: 1100n }
    expect(playedRange(clip, undefined)).toEqual({ start: 100n, end: 200n, in: 1000n })
    expect(playedRange(clip, { from: 130n, to: 150n })).toEqual({ start: 130n, end: 150n, in: 1030n })
    expect(playedRange(clip, { from: 0n, to: 150n })).toEqual({ start: 100n, end: 150n, in: 1000n })
  })
})

describe('paths', () => {
  it('are the same whatever slashes, letters and prefixes Windows has, and only there', () => {
    expect(isSamePath('D:\\Films\\A.mov', 'd:/films/a.MOV')).toBe(true)
    expect(isSamePath('\\\\server\\share\\a.mov', '\\\\?\\UNC\\server\\share\\a.mov')).toBe(true)
    expect(isSamePath('/films/A.mov', '/films/a.mov')).toBe(false)
    expect(isSamePath('/films/über.mov'.normalize('NFD'), '/films/über.mov'.normalize('NFC'))).toBe(true)
    expect(plainPath('\\\\?\\D:\\a.mov')).toBe('D:\\a.mov')
  })
})

describe('the plan of a clip', () => {
  const frame = TICKS_PER_SECOND / 25n
  const at = (frames: number): string => String(BigInt(frames) * frame)
  const placement = (place: Record<string, string>): Placement =>
    ({ host: 'premiere', target: 'x', bounds: { left: 0, top: 0, right: 1, bottom: 1 }, place })
  const made = (more: Partial<MadeClip>): MadeClip => ({
    path: 'a.mov', rate: { num: 25, den: 1 }, frames: 100, width: 1, height: 1, hasAlpha: false, begins: ratio(0n),
    stretch: ratio(1n), scale: 1, markers: [], ...more,
  })

  it('hides handles, slows down, and never asks for more than the file has', () => {
    const place = placement({ start: at(50), end: at(74), in: at(10) })
    const begins = ratio(8n, 25n)
    expect(planClip(place, made({ begins }), frame)).toMatchObject({ start: 50n * frame, length: 24n * frame, in: 2n * frame })
    expect(planClip(place, made({ begins, stretch: ratio(2n) }), frame))
      .toMatchObject({ length: 48n * frame, in: 4n * frame, out: 52n * frame })
    expect(planClip(place, made({ begins, frames: 20 }), frame)).toMatchObject({ length: 18n * frame, out: 20n * frame })
  })

  it('tells where a moment of the original is in the new file', () => {
    const place = placement({ start: '0', end: at(4), in: at(10) })
    const { toNew } = planClip(place, made({ begins: ratio(8n, 25n), stretch: ratio(4n) }), frame)
    expect(toNew(11n * frame)).toBe(12n * frame)
  })
})
