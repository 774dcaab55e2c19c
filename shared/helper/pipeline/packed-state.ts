import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { failure } from '#protocol'

/** Facts that JSON can hold, and planes of floats or bytes, by name. */
export interface State {
  facts: unknown
  planes: Record<string, Float32Array | Uint8Array>
}

const COUNT_BYTES = 4
const LARGEST = 1 << 29

interface Listed {
  name: string
  bytes: number
  isFloat: boolean
}

/** One buffer of both: the length of a JSON list, the list, then all planes, deflated. Little-endian. */
export function packState({ facts, planes }: State): Buffer {
  const all = Object.entries(planes)
  const list: Listed[] = all.map(([name, data]) => ({ name, bytes: data.byteLength, isFloat: data instanceof Float32Array }))
  const head = Buffer.from(JSON.stringify({ facts, list }))
  const count = Buffer.alloc(COUNT_BYTES)
  count.writeUInt32LE(head.length)
  const body = Buffer.concat(all.map(([, data]) => Buffer.from(data.buffer, data.byteOffset, data.byteLength)))
  return Buffer.concat([count, head, deflateRawSync(body, { level: 1 })])
}

/** @throws INTERNAL_ERROR for a buffer that packState did not make */
export function unpackState(buffer: Buffer): State {
  try {
    const start = COUNT_BYTES + buffer.readUInt32LE(0)
    const { facts, list } = JSON.parse(buffer.toString('utf8', COUNT_BYTES, start)) as { facts: unknown; list: Listed[] }
    const body = inflateRawSync(buffer.subarray(start), { maxOutputLength: LARGEST })
    const planes: State['planes'] = {}
    let at = 0
    for (const { name, bytes, isFloat } of list) {
      const copy = Uint8Array.from(body.subarray(at, (at += bytes)))
      if (copy.length !== bytes) throw new RangeError('a plane is cut off')
      planes[name] = isFloat ? new Float32Array(copy.buffer) : copy
    }
    return { facts, planes }
  } catch (error) {
    throw failure('INTERNAL_ERROR', { reason: 'what a clip job had saved of its work is damaged' }, error)
  }
}
