/** IEEE 754 binary16, little-endian, as float32. Exact: every half is a float. */
export function floatsFromHalves(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Float32Array.from({ length: bytes.byteLength >> 1 }, (_, index) => floatFromHalf(view.getUint16(2 * index, true)))
}

function floatFromHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1
  const exponent = half >> 10 & 31
  const fraction = half & 1023
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

/** Little-endian float32 at any offset. */
export const floatsFromBytes = (bytes: Uint8Array): Float32Array => new Float32Array(new Uint8Array(bytes).buffer)
