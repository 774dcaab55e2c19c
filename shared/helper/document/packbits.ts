/** Bytes that `packRow` may need for a row of `length` bytes. */
export const packedBound = (length: number): number => length + Math.ceil(length / 128) + 1

/**
 * PackBits of one row (Apple Technical Note TN1023): runs of 3 or more become two bytes, the rest is copied.
 * Never writes the byte 128, which some readers take for an end. Returns the position after the packed bytes.
 */
export function packRow(source: Uint8Array, row: { from: number; length: number }, target: Uint8Array, at: number): number {
  const end = row.from + row.length
  let to = at
  let start = row.from
  while (start < end) {
    const value = source[start] as number
    let next = start + 1
    const runEnd = Math.min(end, start + 128)
    while (next < runEnd && source[next] === value) next++
    if (next - start >= 3 || (next - start === 2 && next === end)) {
      target[to++] = 257 - (next - start)
      target[to++] = value
      start = next
      continue
    }
    next = start + 1
    while (next < runEnd && !(next + 2 < end && source[next] === source[next + 1] && source[next] === source[next + 2])) next++
    target[to++] = next - start - 1
    for (; start < next; start++) target[to++] = source[start] as number
  }
  return to
}

/** Unpacks one row into `target`; false if the packed bytes do not give exactly `target.length` bytes. */
export function unpackRow(source: Uint8Array, target: Uint8Array): boolean {
  let to = 0
  for (let from = 0; from < source.length && to < target.length;) {
    const code = source[from++] as number
    if (code === 128) continue
    const count = code < 128 ? code + 1 : 257 - code
    if (to + count > target.length) return false
    if (code < 128) {
      if (from + count > source.length) return false
      target.set(source.subarray(from, from + count), to)
      from += count
    } else {
      if (from >= source.length) return false
      target.fill(source[from++] as number, to, to + count)
    }
    to += count
  }
  return to === target.length
}
