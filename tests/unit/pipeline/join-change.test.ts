import { joinChanges } from '#helper/pipeline/join-change'

const source = Float32Array.of(0.5, 0.4, 0.3)
const whole = { luma: 1, chroma: 1 }
const light = (planes: Float32Array): number => 0.299 * planes[0]! + 0.587 * planes[1]! + 0.114 * planes[2]!
const join = (luma: Float32Array | undefined, chroma: Float32Array | undefined, shares = whole): Float32Array =>
  joinChanges({ luma, chroma, shares }, 1, () => source)

describe('a change of luminance and one of colour', () => {
  const brighter = Float32Array.of(0.7, 0.6, 0.5)
  // Its luminance is that of the source.
  const redder = Float32Array.of(0.5 + 0.587, 0.4 - 0.299, 0.3)

  it('the same and whole is itself', () => {
    expect(joinChanges({ luma: brighter, chroma: brighter, shares: whole }, 1, () => { throw new Error('asked') })).toBe(brighter)
  })

  it('each brings what is its own', () => {
    const joined = join(brighter, redder)
    expect(light(joined)).toBeCloseTo(light(brighter), 6)
    joined.forEach((value, c) => expect(value - light(joined)).toBeCloseTo(redder[c]! - light(redder), 6))
  })

  it('where one is absent the source stays', () => {
    join(brighter, undefined).forEach((value, c) => expect(value).toBeCloseTo(brighter[c]!, 6))
    join(redder, undefined).forEach((value, c) => expect(value).toBeCloseTo(source[c]!, 6))
    join(undefined, brighter).forEach((value, c) => expect(value).toBeCloseTo(source[c]!, 6))
    join(undefined, redder).forEach((value, c) => expect(value).toBeCloseTo(redder[c]!, 6))
  })

  it('a share keeps that much of it', () => {
    join(brighter, brighter, { luma: 0.25, chroma: 1 }).forEach((value, c) => expect(value).toBeCloseTo(source[c]! + 0.05, 6))
  })
})
