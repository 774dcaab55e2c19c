import { failure } from '#protocol'
import { concatBytes, integersOf, MessageWriter, messageOf, readFields, textOf } from './protobuf'

/**
 * Mixes two files of one network: every float initialiser becomes a * (1 - share) + b * share; all else is a's. This is
 * the "deep network interpolation" of Wang et al. (CVPR 2019), by which Real-ESRGAN sets its denoise strength.
 * Both must be verified and already checked by `checkOnnx`.
 * @throws MODEL_REFUSED if the initialisers' names, shapes or types differ
 */
export function blendOnnx(a: Uint8Array, b: Uint8Array, share: number): Uint8Array {
  const others = new Map(initialisers(b).map((tensor) => [tensor.name, tensor]))
  return mapField(a, 7, (graph) => mapField(graph, 5, (bytes) => {
    const mine = describe(bytes)
    const other = others.get(mine.name)
    if (other === undefined || other.shape !== mine.shape || other.raw?.length !== mine.raw?.length) {
      throw failure('MODEL_REFUSED', { model: 'to be blended', reason: `its twin has no weights like ${mine.name}` })
    }
    return mine.raw === undefined || other.raw === undefined ? bytes : withRaw(bytes, mix(mine.raw, other.raw, share))
  }))
}

interface Described {
  name: string
  /** Type and dims, to compare. */
  shape: string
  /** Little-endian float32 bytes; undefined for tensors of other types. */
  raw?: Uint8Array
}

const FLOAT = 1n

function describe(tensor: Uint8Array): Described {
  const fields = [...readFields(tensor)]
  const integers = (number: number): bigint[] => fields.filter((field) => field.number === number).flatMap(integersOf)
  const name = fields.find((field) => field.number === 8)
  const raw = fields.find((field) => field.number === 9)
  const shape = `${integers(2).join()} ${integers(1).join()}`
  const described = { name: name === undefined ? '' : textOf(name), shape }
  return raw === undefined || integers(2)[0] !== FLOAT ? described : { ...described, raw: messageOf(raw) }
}

function initialisers(model: Uint8Array): Described[] {
  const graphs = [...readFields(model)].filter((field) => field.number === 7)
  return graphs.flatMap((graph) => [...readFields(messageOf(graph))].filter((field) => field.number === 5))
    .map((field) => describe(messageOf(field)))
}

function mix(a: Uint8Array, b: Uint8Array, share: number): Uint8Array {
  const left = floatsOf(a)
  const right = floatsOf(b)
  return new Uint8Array(left.map((value, index) => value * (1 - share) + (right[index] ?? 0) * share).buffer)
}

/** A copy: the view's offset need not be a multiple of four. (A Buffer's own `slice` would not copy.) */
const floatsOf = (bytes: Uint8Array): Float32Array => new Float32Array(new Uint8Array(bytes).buffer)

const withRaw = (tensor: Uint8Array, raw: Uint8Array): Uint8Array => mapField(tensor, 9, () => raw)

/** The same message with one kind of embedded message rewritten; everything else byte for byte. */
function mapField(message: Uint8Array, number: number, rewrite: (bytes: Uint8Array) => Uint8Array): Uint8Array {
  const parts: Uint8Array[] = []
  for (const field of readFields(message)) {
    const writer = new MessageWriter()
    if (field.kind === 'varint') writer.integer(field.number, field.varint)
    else if (field.kind === 'fixed') writer.fixed(field.number, field.bytes)
    else writer.message(field.number, field.number === number ? rewrite(field.bytes) : field.bytes)
    parts.push(writer.bytes())
  }
  return concatBytes(parts)
}
