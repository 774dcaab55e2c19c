import { type BufferOptions, type ImageData, imageFromBuffer, Memory } from './image-data'
import { HostError } from './host-error'
import type { Machine } from './machine'
import { type GetPlaneOptions, readMask, readSelection, writeMask, writeSelection } from './masks'
import { type GetPixelsOptions, readPixels } from './read-pixels'
import { type PutOptions, writePixels } from './write-pixels'

/** Types of what stands in for `require('photoshop').imaging`. */
export type Imaging = ReturnType<typeof makeImaging>

export function makeImaging(machine: Machine, memory: Memory) {
  const read = async <T>(name: string, act: () => T): Promise<T> => await machine.call(name, act, machine.knobs.readsNeedModal)
  const write = async (name: string, options: PutOptions, act: () => void): Promise<void> => {
    await machine.call(name, act)
    machine.tell(name, { _obj: name, layerID: options.layerID, documentID: options.documentID })
  }
  return {
    getPixels: async (options: GetPixelsOptions) => await read('getPixels', () => readPixels(machine, memory, options)),
    putPixels: async (options: PutOptions) => { await write('putPixels', options, () => { writePixels(machine, options) }) },
    getLayerMask: async (options: GetPlaneOptions) => await read('getLayerMask', () => readMask(machine, memory, options)),
    putLayerMask: async (options: PutOptions & { kind?: string }) => {
      await write('putLayerMask', options, () => { writeMask(machine, options) })
    },
    getSelection: async (options: GetPlaneOptions) => await read('getSelection', () => readSelection(machine, memory, options)),
    putSelection: async (options: PutOptions) => { await write('putSelection', options, () => { writeSelection(machine, options) }) },
    createImageDataFromBuffer: async (buffer: Uint8Array | Uint16Array | Float32Array, options: BufferOptions) =>
      await machine.call('createImageDataFromBuffer', () => imageFromBuffer(memory, buffer, options), false),
    encodeImageData: async (options: { imageData: ImageData; base64?: boolean }) =>
      await machine.call('encodeImageData', async () => {
        const { form } = options.imageData
        if (form.space !== 'RGB' || form.depth !== 8) throw new HostError('Only RGB images of 8 bits can be encoded.')
        const { default: sharp } = await import('sharp')
        const samples = options.imageData.read() as Uint8Array
        const raw = { width: form.width, height: form.height, channels: form.components as 3 | 4 }
        const jpeg = await sharp(samples, { raw }).removeAlpha().jpeg().toBuffer()
        return options.base64 === true ? jpeg.toString('base64') : [...jpeg]
      }, false),
  }
}
