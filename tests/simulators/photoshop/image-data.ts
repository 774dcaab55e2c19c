import { checkProfile, linearSuffix, plainProfile, type Space, workingProfiles } from './colour'
import { HostError } from './host-error'
import { type Depth, makeSamples, type Samples } from './plane'

/** P9: what all live image data takes; at 600 MB the developer tool warns, above the limit the simulator fails. */
export class Memory {
  live = 0
  bytes = 0
  peakBytes = 0
  readonly warnings: string[] = []

  constructor(private readonly limitBytes: () => number) {}

  take(bytes: number): void {
    if (this.bytes + bytes > this.limitBytes()) throw new HostError(`Image data takes ${this.bytes + bytes} bytes at once.`)
    this.bytes += bytes
    this.peakBytes = Math.max(this.peakBytes, this.bytes)
    if (this.bytes > 600e6 && this.warnings.length === 0) {
      this.warnings.push('Plugin memory usage increased to: 600MB. Plugin exceeds memory limit.')
    }
  }

  give(bytes: number): void {
    this.bytes -= bytes
  }
}

export interface ImageForm {
  width: number
  height: number
  space: Space
  profile: string
  components: number
  depth: Depth
}

const colours: Readonly<Record<Space, number>> = { RGB: 3, Grayscale: 1, Lab: 3 }
const formats = {
  RGB: ['RGB', 'RGBA'], Grayscale: ['Grayscale', 'GrayscaleAlpha'], Lab: ['LAB', 'LABAlpha'],
} as const

/** Values of 16 bits are 0..32768 in here; `fullRange` is 0..65535 outside (P5). */
export class ImageData {
  readonly type = 'image/uncompressed'
  readonly width: number
  readonly height: number
  readonly colorSpace: Space
  readonly colorProfile: string
  readonly components: number
  readonly componentSize: Depth
  /** G4: the types call the layout's flag `chunky`, the documentation `isChunky`. */
  readonly chunky = true
  readonly isChunky = true
  private taken: number
  private isDisposed = false

  constructor(private readonly memory: Memory, readonly form: ImageForm, private readonly samples: Samples) {
    this.width = form.width
    this.height = form.height
    this.colorSpace = form.space
    // P5: a 32-bit document's profile comes with a suffix that the host does not take back.
    this.colorProfile = form.depth === 32 && form.space === 'RGB' ? plainProfile(form.profile) + linearSuffix : form.profile
    this.components = form.components
    this.componentSize = form.depth
    this.taken = samples.byteLength
    memory.take(this.taken)
    memory.live++
  }

  get hasAlpha(): boolean {
    return this.components > colours[this.colorSpace]
  }

  get pixelFormat(): 'RGB' | 'RGBA' | 'Grayscale' | 'GrayscaleAlpha' | 'LAB' | 'LABAlpha' {
    return formats[this.colorSpace][this.hasAlpha ? 1 : 0]
  }

  /** For the host's own use. P9: what was disposed is gone. */
  read(): Samples {
    if (this.isDisposed) throw new HostError('The image data has been disposed.')
    return this.samples
  }

  async getData(options: { chunky?: boolean; fullRange?: boolean } = {}): Promise<Samples> {
    await Promise.resolve()
    const samples = this.read()
    const out = makeSamples(this.componentSize, samples.length)
    this.memory.take(out.byteLength)
    this.taken += out.byteLength
    const isWide = options.fullRange === true && this.componentSize === 16
    const pixels = this.width * this.height
    const isPlanar = options.chunky === false
    if (!isWide && !isPlanar) {
      out.set(samples)
      return out
    }
    for (let index = 0; index < samples.length; index++) {
      const value = samples[index] ?? 0
      const target = isPlanar ? index % this.components * pixels + Math.floor(index / this.components) : index
      out[target] = isWide ? Math.round(value * 65535 / 32768) : value
    }
    return out
  }

  /** G3: synchronous in the documentation, a promise in the types. */
  async dispose(): Promise<void> {
    if (this.isDisposed) return await Promise.resolve()
    this.isDisposed = true
    this.memory.live--
    this.memory.give(this.taken)
    return await Promise.resolve()
  }
}

export interface BufferOptions {
  width: number
  height: number
  components: number
  colorSpace: string
  colorProfile?: string
  chunky?: boolean
  fullRange?: boolean
}

/** Arrays of another realm: a packaged plugin has its own. */
const foreignArrays: Readonly<Record<string, Depth>> =
  { '[object Uint8Array]': 8, '[object Uint16Array]': 16, '[object Float32Array]': 32 }

const depthOf = (buffer: unknown): Depth => {
  if (buffer instanceof Uint8Array) return 8
  if (buffer instanceof Uint16Array) return 16
  if (buffer instanceof Float32Array) return 32
  const name = Object.prototype.toString.call(buffer)
  const depth = foreignArrays[name]
  if (depth === undefined) throw new HostError('Invalid parameter: the buffer is no Uint8Array, Uint16Array or Float32Array.')
  return depth
}

/** P6: checks what a plugin hands in, and copies it. */
export function imageFromBuffer(memory: Memory, buffer: ArrayLike<number>, options: BufferOptions): ImageData {
  const depth = depthOf(buffer)
  const { width, height, components, fullRange = false, chunky = true } = options
  const space = options.colorSpace as Space
  if (colours[space] === undefined) throw new HostError(`Invalid color space: ${options.colorSpace}`)
  if (![colours[space], colours[space] + 1].includes(components)) throw new HostError(`Invalid components: ${components}`)
  if (![width, height].every((side) => Number.isInteger(side) && side > 0)) throw new HostError('Invalid image size.')
  if (buffer.length !== width * height * components) {
    throw new HostError(`The buffer holds ${buffer.length} values, not ${width * height * components}.`)
  }
  const profile = options.colorProfile ?? ''
  if (profile !== '') checkProfile(space, profile)
  const samples = makeSamples(depth, buffer.length)
  const pixels = width * height
  if (chunky && depth !== 16) {
    samples.set(buffer)
    return new ImageData(memory, { width, height, space, profile, components, depth }, samples)
  }
  for (let index = 0; index < samples.length; index++) {
    const value = buffer[chunky ? index : index % components * pixels + Math.floor(index / components)] ?? 0
    if (depth === 16 && !fullRange && value > 32768) throw new HostError(`The value ${value} is above 32768.`)
    samples[index] = depth === 16 && fullRange ? Math.round(value * 32768 / 65535) : value
  }
  return new ImageData(memory, { width, height, space, profile, components, depth }, samples)
}

/** What an empty profile stands for: that of the document, or the working profile of the image's own space. */
export const profileFor = (form: ImageForm, document: { space: Space; profile: string }): string =>
  form.profile !== '' ? form.profile : form.space === document.space ? document.profile : workingProfiles[form.space]
