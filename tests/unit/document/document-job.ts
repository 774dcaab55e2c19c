import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { type GrantedOpen, tasks, type z } from '#protocol'
import type { PictureFile, TaskContext, WorkDone } from '#helper/tasks/task'
import { newSamples } from '#helper/document/picture-rows'
import { openTask } from '#helper/document/open'
import { saveTask } from '#helper/document/save'

let made = 0
const root = fs.mkdtempSync(path.join(os.tmpdir(), 'firstpass-document-'))
afterAll(() => { fs.rmSync(root, { recursive: true, force: true }) })

/** A new empty folder, gone after the tests. */
export function newFolder(): string {
  const folder = path.join(root, String(++made))
  fs.mkdirSync(folder)
  return folder
}

/** What the codec process gives a task. */
export function contextFor(inputs: Record<string, PictureFile> = {}, onProgress?: () => void): TaskContext {
  return {
    order: {
      id: `testjob${String(++made).padStart(20, '0')}`, task: 'open', folder: newFolder(), options: {}, inputs, provider: 'cpu',
      licence: 'permissive',
    },
    progress: () => { onProgress?.() },
    model: () => Promise.reject(new Error('no document needs a model')),
  }
}

export interface Opened extends WorkDone {
  picture: PictureFile
  proxy: PictureFile
}

export async function openFile(file: string, more: Partial<GrantedOpen> = {}): Promise<Opened> {
  const context = contextFor()
  const done = await openTask(context, { path: file, ...more })
  const pictureOf = (name: string): PictureFile => {
    const result = done.results[name]
    if (result?.entry.kind !== 'picture') throw new Error(`no picture ${name}`)
    return { file: result.file ?? '', offset: result.offset ?? 0, header: result.entry.header }
  }
  return { ...done, picture: pictureOf('picture'), proxy: pictureOf('proxy') }
}

/** `path` alone is made a name in a new folder. Returns the path of the file. */
export async function saveFile(
  options: z.input<typeof tasks.save.options> & { path: string },
  inputs: Record<string, PictureFile>,
): Promise<WorkDone & { path: string }> {
  const target = path.isAbsolute(options.path) ? options.path : path.join(newFolder(), options.path)
  const parsed = { ...tasks.save.options.parse(options), path: target }
  return { ...await saveTask(contextFor(inputs), parsed), path: target }
}

/** All samples of a small picture. */
export function samplesOf(picture: PictureFile): Uint8Array | Uint16Array | Float32Array {
  const bytes = fs.readFileSync(picture.file).subarray(picture.offset)
  const { width, height, channels, sample } = picture.header
  const count = width * height * { gray: 1, 'gray-alpha': 2, rgb: 3, 'rgb-alpha': 4 }[channels]
  const size = { u8: 1, u16: 2, f32: 4 }[sample]
  const copy = new Uint8Array(bytes.subarray(0, count * size)).buffer
  return sample === 'u8' ? new Uint8Array(copy) : sample === 'u16' ? new Uint16Array(copy) : new Float32Array(copy)
}

/** A picture file of raw pixels, as a task leaves it. */
export function rawPicture(
  header: PictureFile['header'], fill: (x: number, y: number, channel: number) => number, offset = 0,
): PictureFile {
  const channels = { gray: 1, 'gray-alpha': 2, rgb: 3, 'rgb-alpha': 4 }[header.channels]
  const length = header.width * header.height * channels
  const samples = newSamples(header.sample, length)
  let at = 0
  for (let y = 0; y < header.height; y++) {
    for (let x = 0; x < header.width; x++) {
      for (let channel = 0; channel < channels; channel++) samples[at++] = fill(x, y, channel)
    }
  }
  const file = path.join(newFolder(), 'raw')
  fs.writeFileSync(file, Buffer.concat([Buffer.alloc(offset), Buffer.from(samples.buffer)]))
  return { file, offset, header }
}
