import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { failure, type PictureHeader, plainHeader } from '#protocol'
import { LoadedNetwork } from '#helper/engine/session'
import type { Manifest } from '#helper/models/manifest'
import type { PictureFile } from '#helper/pipeline/picture-file'
import { Cancelled, type LoadedModel, type Task, type TaskContext, type WorkDone, type WorkResult } from '#helper/tasks/task'
import type { Samples } from '#native'

/** A job's folder that goes when the tests of the file are over. */
export function jobFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'firstpass-job-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Numbers that are the same in each run: 0..1. */
export function seededNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export const channelsOf = { gray: 1, 'gray-alpha': 2, rgb: 3, 'rgb-alpha': 4 } as const

type Layout = Partial<Pick<PictureHeader, 'channels' | 'sample'>>

export function headerOf(width: number, height: number, more: Layout = {}): PictureHeader {
  return plainHeader({ width, height }, more.channels ?? 'rgb', more.sample ?? 'u8')
}

/** Samples of a header; `valueAt` gives 0..1 of white. */
export function paint(header: PictureHeader, valueAt: (x: number, y: number, channel: number) => number): Samples {
  const channels = channelsOf[header.channels]
  const count = header.width * header.height * channels
  const data = new { u8: Uint8Array, u16: Uint16Array, f32: Float32Array }[header.sample](count)
  for (let i = 0; i < count; i++) {
    const pixel = Math.floor(i / channels)
    const value = valueAt(pixel % header.width, Math.floor(pixel / header.width), i % channels) * header.max
    data[i] = header.sample === 'f32' ? value : Math.min(header.max, Math.max(0, Math.round(value)))
  }
  return data
}

let count = 0

export function toFile(folder: string, header: PictureHeader, data: Samples): PictureFile {
  const file = join(folder, `input-${count++}`)
  writeFileSync(file, new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
  return { file, offset: 0, header }
}

export function samplesOf({ entry, file, offset }: WorkResult): Samples {
  if (entry.kind !== 'picture' || file === undefined) throw new Error('no picture')
  return readSamples({ file, offset: offset ?? 0, header: entry.header })
}

export function readSamples({ file, offset, header }: PictureFile): Samples {
  const bytes = Uint8Array.from(readFileSync(file).subarray(offset))
  if (header.sample === 'u8') return bytes
  return header.sample === 'u16' ? new Uint16Array(bytes.buffer) : new Float32Array(bytes.buffer)
}

export const tinyModel = (name: string): Uint8Array => readFileSync(join(__dirname, 'tiny-models', `${name}.onnx`))

/** The manifest of a tiny network; it claims so much memory that tiles stay below 120 px and small pictures have many. */
export function tinyManifest(task: Manifest['task'], more: Partial<Manifest> = {}): Manifest {
  return {
    id: 'tiny', task, title: 'Tiny', description: '', licence: 'Apache-2.0', copyright: '', homepage: '',
    source: { files: [], build: 'as-is', buildVersion: 0 },
    built: { sha256: '0'.repeat(64), bytes: 0 },
    input: { name: 'image', layout: 'nchw', order: 'rgb', range: 1, mean: [0, 0, 0], std: [1, 1, 1], divideByLargest: false },
    output: { name: 'out', layout: 'nchw', range: 1, isLogits: false, plane: 0 },
    tile: { kind: 'tiled', alignPx: 2, contextPx: 4, trimPx: 0, preferredPx: 64 },
    bytesPerPixel: 50_000, fidelity: false,
    ...more,
  }
}

export async function tinyNetwork(name: string, manifest: Manifest): Promise<LoadedModel> {
  const network = await LoadedNetwork.load(tinyModel(name), name, 'cpu')
  return { manifest, session: network.handOut() }
}

export interface TaskRun {
  folder: string
  inputs: Record<string, PictureFile>
  model?: LoadedModel
  /** The edge refiner of a mask; without it colours alone refine. */
  refiner?: LoadedModel
  /** Cancels when progress of this many steps was seen. */
  cancelAfter?: number
  progress?: (stage: string, done: number, total: number) => void
}

/** Runs a task as the engine would, in this process. */
export async function runTask<Options>(task: Task<Options>, options: Options, run: TaskRun): Promise<WorkDone> {
  let steps = 0
  const context: TaskContext = {
    order: {
      id: 'j'.repeat(20), task: '', folder: run.folder, options, inputs: run.inputs, provider: 'cpu', licence: 'permissive',
    },
    progress: (...step) => {
      run.progress?.(...step)
      if (run.cancelAfter !== undefined && steps++ >= run.cancelAfter) throw new Cancelled()
    },
    model: async (wanted) => {
      if (wanted === 'refine') {
        if (run.refiner) return run.refiner
        throw failure('MODEL_UNAVAILABLE', { model: 'for refine', reason: 'this test has none' })
      }
      if (run.model) return run.model
      throw new Error('this task asked for a model')
    },
  }
  return task(context, options)
}
