import { type LogCurve, viewLog } from '#helper/pipeline/viewing-curve'

/** Where each maker puts 18 % gray, from the publications of the curves: code values over 1023, or shares of full range. */
const grays: Record<LogCurve, number> = {
  slog2: 347 / 1023, slog3: 420 / 1023, logc3: 0.391, logc4: 0.2784, vlog: 433 / 1023, clog: 351 / 1023, clog2: 407 / 1023,
  clog3: 351 / 1023, dlog: 0.3988, flog: 470 / 1023, flog2: 400 / 1023, nlog: 372 / 1023, applelog: 0.4883, log3g10: 1 / 3,
}

const shown = (curve: LogCurve, values: number[]): number[] => {
  const colours = Float32Array.from(values)
  viewLog(colours, curve)
  return [...colours]
}

describe('viewing curves', () => {
  it.each(Object.entries(grays) as [LogCurve, number][])('%s shows middle gray as sRGB does', (curve, gray) => {
    expect(shown(curve, [gray])[0]).toBeCloseTo(0.4614, 1.9)
  })

  it.each(Object.keys(grays) as LogCurve[])('%s rises from black to white and stays there', (curve) => {
    const steps = shown(curve, Array.from({ length: 64 }, (_, i) => i / 63))
    expect(steps.every((value, i) => i === 0 || value >= steps[i - 1]!)).toBe(true)
    expect([steps[0]! < 0.02, steps.at(-1)]).toEqual([true, 1])
  })
})
