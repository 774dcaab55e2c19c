/** SHA-256 (FIPS 180-4) and HMAC (RFC 2104), since some panel runtimes have no `crypto.subtle`. For short texts. */

const BLOCK = 64

/** The first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
const rounds = firstPrimes(64).map((prime) => fraction(Math.cbrt(prime)))
/** Likewise of the square roots of the first 8. */
const start = firstPrimes(8).map((prime) => fraction(Math.sqrt(prime)))

export function sha256(message: Uint8Array): Uint8Array {
  const state = Uint32Array.from(start)
  const padded = pad(message)
  const words = new Uint32Array(64)
  for (let at = 0; at < padded.length; at += BLOCK) {
    expand(new DataView(padded.buffer, at, BLOCK), words)
    compress(state, words)
  }
  const out = new DataView(new ArrayBuffer(32))
  state.forEach((word, index) => out.setUint32(index * 4, word))
  return new Uint8Array(out.buffer)
}

export function hmacSha256(key: Uint8Array, message: Uint8Array): Uint8Array {
  const block = new Uint8Array(BLOCK)
  block.set(key.length > BLOCK ? sha256(key) : key)
  const inner = sha256(join(block.map((byte) => byte ^ 0x36), message))
  return sha256(join(block.map((byte) => byte ^ 0x5c), inner))
}

/** The bytes of a text of ASCII; some runtimes have no TextEncoder. */
export const asciiBytes = (text: string): Uint8Array => Uint8Array.from(text, (sign) => sign.charCodeAt(0) & 0x7f)

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length)
  joined.set(a)
  joined.set(b, a.length)
  return joined
}

function pad(message: Uint8Array): Uint8Array<ArrayBuffer> {
  const padded = new Uint8Array(Math.ceil((message.length + 9) / BLOCK) * BLOCK)
  padded.set(message)
  padded[message.length] = 0x80
  new DataView(padded.buffer).setUint32(padded.length - 4, message.length * 8)
  return padded
}

const at = (words: Uint32Array, index: number): number => words[index] ?? 0
const rotate = (word: number, by: number): number => (word >>> by) | (word << (32 - by))

function expand(block: DataView, words: Uint32Array): void {
  for (let t = 0; t < 16; t++) words[t] = block.getUint32(t * 4)
  for (let t = 16; t < 64; t++) {
    const a = at(words, t - 15)
    const b = at(words, t - 2)
    const mixed = (rotate(a, 7) ^ rotate(a, 18) ^ (a >>> 3)) + (rotate(b, 17) ^ rotate(b, 19) ^ (b >>> 10))
    words[t] = at(words, t - 16) + at(words, t - 7) + mixed
  }
}

function compress(state: Uint32Array, words: Uint32Array): void {
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number]
  for (let t = 0; t < 64; t++) {
    const one = (h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & f) ^ (~e & g)) + (rounds[t] ?? 0) + at(words, t)) | 0
    const two = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g
    g = f
    f = e
    e = (d + one) | 0
    d = c
    c = b
    b = a
    a = (one + two) | 0
  }
  for (const [index, value] of [a, b, c, d, e, f, g, h].entries()) state[index] = at(state, index) + value
}

function firstPrimes(count: number): number[] {
  const primes: number[] = []
  for (let n = 2; primes.length < count; n++) if (primes.every((prime) => n % prime !== 0)) primes.push(n)
  return primes
}

function fraction(root: number): number {
  return Math.floor((root - Math.floor(root)) * 2 ** 32)
}
