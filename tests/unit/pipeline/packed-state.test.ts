import { packState, unpackState } from '#helper/pipeline/packed-state'

describe('packed state', () => {
  const state = { facts: { count: 3, name: 'x' }, planes: { a: Float32Array.of(0.1, NaN, -7), b: Uint8Array.of(1, 2, 3, 255) } }

  it('comes back to the bit', () => {
    expect(unpackState(packState(state))).toEqual(state)
  })

  it.each([0, 3, 20, 60])('is refused when cut off after %i bytes', (bytes) => {
    expect(() => unpackState(packState(state).subarray(0, bytes))).toThrow(expect.objectContaining({ code: 'INTERNAL_ERROR' }))
  })
})
