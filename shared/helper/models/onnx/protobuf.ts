/** What is wrong with a file, before anyone knows which model it belongs to. The caller names the model. */
export class Malformed extends Error {}

/** Wire types of protobuf; groups (3, 4) are long deprecated and refused. */
const VARINT = 0
const FIXED64 = 1
const BYTES = 2
const FIXED32 = 5

/** One field of a message: `varint` as a signed 64-bit number, or `bytes` as a view of the input. */
export type Field =
  | { number: number; kind: 'varint'; varint: bigint }
  | { number: number; kind: 'bytes'; bytes: Uint8Array }
  | { number: number; kind: 'fixed'; bytes: Uint8Array }

class Cursor {
  at = 0

  constructor(readonly bytes: Uint8Array) {}

  /** A varint of at most ten bytes, as an unsigned 64-bit number. */
  varint(): bigint {
    let low = 0
    // Four groups of seven bits fit a plain integer; most tags and lengths end there.
    for (let group = 0; group < 4; group++) {
      const byte = this.byte()
      low |= (byte & 0x7f) << (7 * group)
      if (byte < 0x80) return BigInt(low)
    }
    let value = BigInt(low)
    for (let group = 4; group < 10; group++) {
      const byte = this.byte()
      value |= BigInt(byte & 0x7f) << BigInt(7 * group)
      if (byte < 0x80) return BigInt.asUintN(64, value)
    }
    throw new Malformed('a varint is longer than ten bytes')
  }

  take(length: bigint): Uint8Array {
    if (length > BigInt(this.bytes.length - this.at)) throw new Malformed('a field is longer than the file')
    const start = this.at
    this.at += Number(length)
    return this.bytes.subarray(start, this.at)
  }

  private byte(): number {
    const byte = this.bytes[this.at++]
    if (byte === undefined) throw new Malformed('the file ends inside a number')
    return byte
  }
}

/** The fields of one message in order. Nested messages are views; nothing is copied. @throws Malformed */
export function* readFields(bytes: Uint8Array): Generator<Field> {
  const cursor = new Cursor(bytes)
  while (cursor.at < bytes.length) {
    const tag = cursor.varint()
    const number = Number(tag >> 3n)
    if (number < 1 || number > 0x1fffffff) throw new Malformed('a field has no valid number')
    switch (Number(tag & 7n)) {
      case VARINT: yield { number, kind: 'varint', varint: BigInt.asIntN(64, cursor.varint()) }; break
      case FIXED64: yield { number, kind: 'fixed', bytes: cursor.take(8n) }; break
      case BYTES: yield { number, kind: 'bytes', bytes: cursor.take(cursor.varint()) }; break
      case FIXED32: yield { number, kind: 'fixed', bytes: cursor.take(4n) }; break
      default: throw new Malformed('a field has an unknown wire type')
    }
  }
}

/** The integers of a repeated field, written packed or one by one. */
export function integersOf(field: Field): bigint[] {
  if (field.kind === 'varint') return [field.varint]
  if (field.kind === 'fixed') throw new Malformed('an integer is written as a fixed-size number')
  const cursor = new Cursor(field.bytes)
  const values: bigint[] = []
  while (cursor.at < field.bytes.length) values.push(BigInt.asIntN(64, cursor.varint()))
  return values
}

export function textOf(field: Field, longest = 4096): string {
  if (field.kind !== 'bytes') throw new Malformed('a text is written as a number')
  if (field.bytes.length > longest) throw new Malformed(`a name is longer than ${longest} bytes`)
  return new TextDecoder().decode(field.bytes)
}

export function messageOf(field: Field): Uint8Array {
  if (field.kind !== 'bytes') throw new Malformed('a message is written as a number')
  return field.bytes
}

/** Collects the fields of one message; `bytes()` is the message. */
export class MessageWriter {
  private readonly parts: Uint8Array[] = []

  integer(number: number, value: number | bigint): this {
    this.parts.push(varint(number << 3 | VARINT), integerBytes(value))
    return this
  }

  integers(number: number, values: readonly (number | bigint)[]): this {
    return this.message(number, concatBytes(values.map(integerBytes)))
  }

  text(number: number, value: string): this {
    return this.message(number, new TextEncoder().encode(value))
  }

  float(number: number, value: number): this {
    this.parts.push(varint(number << 3 | FIXED32), new Uint8Array(new Float32Array([value]).buffer))
    return this
  }

  /** A number of four or eight bytes as it was read. */
  fixed(number: number, bytes: Uint8Array): this {
    this.parts.push(varint(number << 3 | (bytes.length === 4 ? FIXED32 : FIXED64)), bytes)
    return this
  }

  message(number: number, bytes: Uint8Array): this {
    this.parts.push(varint(number << 3 | BYTES), varint(bytes.length), bytes)
    return this
  }

  bytes(): Uint8Array {
    return concatBytes(this.parts)
  }
}

export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((total, part) => total + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** Sizes and settings of a converted file may be anything. */
function integerBytes(value: number | bigint): Uint8Array {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) throw new Malformed(`${value} is no whole number`)
  return varint(BigInt.asUintN(64, BigInt(value)))
}

function varint(value: number | bigint): Uint8Array {
  const bytes: number[] = []
  let rest = BigInt(value)
  while (rest >= 0x80n) {
    bytes.push(Number(rest & 0x7fn) | 0x80)
    rest >>= 7n
  }
  bytes.push(Number(rest))
  return Uint8Array.from(bytes)
}
