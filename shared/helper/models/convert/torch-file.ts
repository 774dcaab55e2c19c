import { Malformed } from '../onnx/protobuf'
import { floatsFromBytes } from './half'
import { PickledDict, PickledTensor, readPickle } from './pickle'
import { readStoredZip } from './zip-file'

export interface TorchTensor {
  dims: readonly number[]
  values: Float32Array
}

const MAX_TENSORS = 2000
const FLOAT_BYTES = 4

/**
 * The float tensors of a state dict as `torch.save` stores it since version 1.6 (a ZIP archive with `data.pkl` and one file
 * for each storage), by name. Only whole storages in row order. @throws Malformed
 */
export function readTorchFile(bytes: Uint8Array): Map<string, TorchTensor> {
  const files = readStoredZip(bytes)
  const folder = [...files.keys()].find((name) => /^[^/]+\/data\.pkl$/.test(name))?.split('/')[0] ?? ''
  const pickle = files.get(`${folder}/data.pkl`)
  if (pickle === undefined) throw new Malformed('it is not a file of torch.save')
  const dict = readPickle(pickle)
  if (!(dict instanceof PickledDict) || dict.entries.size > MAX_TENSORS) throw new Malformed('it holds no dict of tensors')
  return new Map([...dict.entries].map(([name, value]) => {
    if (!(value instanceof PickledTensor)) throw new Malformed(`${name} is no tensor`)
    return [name, { dims: value.shape.dims, values: valuesOf(name, value, files.get(`${folder}/data/${value.storage.key}`)) }]
  }))
}

/** The size that the shape asks for is held against the bytes that there are before anything is copied. */
function valuesOf(name: string, tensor: PickledTensor, storage: Uint8Array | undefined): Float32Array {
  const { dims, strides } = tensor.shape
  const inRows = dims.map((_, axis) => elementsOf(dims.slice(axis + 1)))
  const elements = elementsOf(dims)
  const isWhole = tensor.offset === 0 && tensor.storage.elements === elements && storage?.length === elements * FLOAT_BYTES
  if (!isWhole || `${strides}` !== `${inRows}`) throw new Malformed(`${name} is no whole storage in row order`)
  return floatsFromBytes(storage)
}

const elementsOf = (dims: readonly number[]): number => dims.reduce((product, dim) => product * dim, 1)
