import { filterSpan } from '#helper/tasks/clip-chunk-args'

describe('the source frames that a filter sees for a chunk', () => {
  const one = { before: 16, after: 0 }

  it('begins some frames before, but not before the clip, and says how many of the output to leave out', () => {
    expect(filterSpan(one, 100, { first: 0, frames: 48 })).toEqual({ first: 0, frames: 48, skip: 0 })
    expect(filterSpan(one, 100, { first: 48, frames: 48 })).toEqual({ first: 32, frames: 64, skip: 16 })
    expect(filterSpan(one, 100, { first: 96, frames: 4 })).toEqual({ first: 80, frames: 20, skip: 16 })
  })

  it('ends some frames after, but not after the clip', () => {
    expect(filterSpan({ before: 0, after: 3 }, 100, { first: 48, frames: 48 })).toEqual({ first: 48, frames: 51, skip: 0 })
    expect(filterSpan({ before: 0, after: 5 }, 100, { first: 48, frames: 48 })).toEqual({ first: 48, frames: 52, skip: 0 })
  })

  it('begins where the filter gives a frame for the source frame itself, at any ratio', () => {
    const faster = { before: 2, after: 3, perSource: { num: 5, den: 2 } }
    // Output 48 lies after source frame 19; two before is 17, the even one before that 16, which is output 40.
    expect(filterSpan(faster, 100, { first: 48, frames: 48 })).toEqual({ first: 16, frames: 26, skip: 8 })
    for (let first = 0; first < 250; first += 48) {
      const span = filterSpan(faster, 100, { first, frames: 48 })
      expect((span.first * 5) % 2).toBe(0)
      expect(span.skip + (span.first * 5) / 2).toBe(first)
      expect(span.first + span.frames).toBeLessThanOrEqual(100)
    }
  })
})
