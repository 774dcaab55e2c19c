const SIGNS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

const signOf = (bits: number): string => {
  const at = (bits % 64) + 1
  return string.sub(SIGNS, at, at)
}

/** RFC 4648, without line breaks. */
export function toBase64(bytes: string): string {
  const parts: string[] = []
  for (let at = 1; at <= bytes.length; at += 3) {
    const [first, second, third] = string.byte(bytes, at, at + 2)
    const bits = (first ?? 0) * 65536 + (second ?? 0) * 256 + (third ?? 0)
    const shifted = (by: number): string => signOf(math.floor(bits / by))
    const last = (second === undefined ? '=' : shifted(64)) + (third === undefined ? '=' : signOf(bits))
    parts.push(shifted(262144) + shifted(4096) + last)
  }
  return table.concat(parts)
}
