import { type BufferOptions, ImageData, imageFromBuffer, type Memory } from './image-data'
import { HostError } from './host-error'
import type { Machine } from './machine'
import { type GetPlaneOptions, readMask, readSelection, writeMask, writeSelection } from './masks'
import { type GetPixelsOptions, readPixels } from './read-pixels'
import { type PutOptions, writePixels } from './write-pixels'

/** Types of what stands in for `require('photoshop').imaging`. */
export type Imaging = ReturnType<typeof makeImaging>

/** As plugins hand it in, who know no more of image data than the official types do. */
type Given = Omit<PutOptions, 'imageData'> & { imageData: object; kind?: string }

function ownImage(given: object): ImageData {
  if (!(given instanceof ImageData)) throw new HostError('Invalid parameter: imageData.')
  return given
}

export function makeImaging(machine: Machine, memory: Memory) {
  const read = async <T>(name: string, act: () => T): Promise<T> => await machine.call(name, act, machine.knobs.readsNeedModal)
  const write = async (
    name: string, options: Given, act: (machine: Machine, options: PutOptions & { kind?: string }) => void,
  ): Promise<void> => {
    await machine.call(name, () => { act(machine, { ...options, imageData: ownImage(options.imageData) }) })
    machine.tell(name, { _obj: name, layerID: options.layerID, documentID: options.documentID })
  }
  return {
    getPixels: async (options: GetPixelsOptions) => await read('getPixels', () => readPixels(machine, memory, options)),
    putPixels: async (options: Given) => { await write('putPixels', options, writePixels) },
    getLayerMask: async (options: GetPlaneOptions) => await read('getLayerMask', () => readMask(machine, memory, options)),
    putLayerMask: async (options: Given) => { await write('putLayerMask', options, writeMask) },
    getSelection: async (options: GetPlaneOptions) => await read('getSelection', () => readSelection(machine, memory, options)),
    putSelection: async (options: Given) => { await write('putSelection', options, writeSelection) },
    createImageDataFromBuffer: async (buffer: Uint8Array | Uint16Array | Float32Array, options: BufferOptions) =>
      await machine.call('createImageDataFromBuffer', () => imageFromBuffer(memory, buffer, options), false),
    encodeImageData: async (options: { imageData: object; base64?: boolean }) =>
      await machine.call('encodeImageData', async () => {
        const image = ownImage(options.imageData)
        const { form } = image
        if (form.space !== 'RGB' || form.depth !== 8) throw new HostError('Only RGB images of 8 bits can be encoded.')
        const { default: sharp } = await import('sharp')
        const samples = image.read() as Uint8Array
        const raw = { width: form.width, height: form.height, channels: form.components as 3 | 4 }
        const jpeg = await sharp(samples, { raw }).removeAlpha().jpeg().toBuffer()
        return options.base64 === true ? jpeg.toString('base64') : [...jpeg]
      }, false),
  }
}
