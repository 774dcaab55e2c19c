/** What some versions of UXP lack of what every browser has; only what is missing is added. */
interface Globals {
  queueMicrotask?: (act: () => void) => void
  TextEncoder?: unknown
  TextDecoder?: unknown
}

class Utf8Encoder {
  readonly encoding = 'utf-8'

  encode(text = ''): Uint8Array<ArrayBuffer> {
    const escaped = encodeURIComponent(text)
    const bytes: number[] = []
    for (let at = 0; at < escaped.length; at += 1) {
      const isEscape = escaped[at] === '%'
      bytes.push(isEscape ? parseInt(escaped.slice(at + 1, at + 3), 16) : escaped.charCodeAt(at))
      if (isEscape) at += 2
    }
    return new Uint8Array(bytes)
  }
}

class Utf8Decoder {
  readonly encoding = 'utf-8'

  decode(given: ArrayBuffer | ArrayBufferView = new ArrayBuffer(0)): string {
    const { buffer, byteOffset } = ArrayBuffer.isView(given) ? given : { buffer: given, byteOffset: 0 }
    const bytes = new Uint8Array(buffer, byteOffset, given.byteLength)
    return decodeURIComponent(Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''))
  }
}

export function addMissing(globals: Globals): void {
  globals.queueMicrotask ??= (act) => void Promise.resolve().then(act)
  globals.TextEncoder ??= Utf8Encoder
  globals.TextDecoder ??= Utf8Decoder
}

addMissing(globalThis as unknown as Globals)
