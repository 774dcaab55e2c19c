import {
  blobViewSchema, type HeldInput, type Input, type JobRequestInput, type JobView, jobViewSchema, MAX_PART_BYTES, pixelBytes,
  type PictureHeader,
} from '#protocol'
import type { Link } from './link'
import { newId } from './surroundings'

/** Pixels that a panel holds; read by windows, so that it never holds all of them at once. */
export interface PictureSource {
  header: PictureHeader
  /** The bytes at an offset of the whole picture, exactly `length` of them. */
  read(offset: number, length: number): Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>>
  /** The profile that `header.colour` names, where the host knows it. */
  icc?: Uint8Array<ArrayBuffer>
  /** Where the helper holds the very same bytes already: nothing is sent. */
  held?: HeldInput
}

/** A file as it is, for the input `file`. */
export interface FileSource {
  bytes: number
  read: PictureSource['read']
}

/** A job as a panel writes it: pixels or a file of its own, or results of an earlier job, or the file that was sent with one. */
export interface JobOrder extends Omit<JobRequestInput, 'id' | 'inputs'> {
  inputs?: Record<string, PictureSource | FileSource | { job: string; result: string } | { job: string; input: 'file' }>
}

export interface SubmitSettings {
  /** Bytes per part; at most 16 MiB. */
  partBytes?: number
  onUpload?(done: number, total: number): void
}

/** Sends the pixels, then the job. A helper that is lost on the way gets what it misses. */
export async function submit(link: Link, order: JobOrder, settings: SubmitSettings = {}): Promise<JobView> {
  const { inputs: sources = {}, ...rest } = order
  const upload = openUpload(link, sources, settings)
  const inputs: Record<string, Input> = {}
  for (const [name, source] of Object.entries(sources)) {
    if ('job' in source) inputs[name] = source
    else if ('header' in source) inputs[name] = source.held ?? await upload.picture(source)
    else inputs[name] = { blob: await upload.bytes(source.bytes, source.read), bytes: source.bytes }
  }
  const request: JobRequestInput = { id: newId(link.settings.surroundings), ...rest, inputs }
  return link.json({ method: 'POST', path: '/v1/jobs', body: request }, jobViewSchema)
}

type Sources = NonNullable<JobOrder['inputs']>

/** Sends bytes that later jobs will need. @returns the blob's id */
export function uploadBytes(link: Link, { bytes, read }: FileSource, settings: SubmitSettings = {}): Promise<string> {
  return openUpload(link, { bytes: { bytes, read } }, settings).bytes(bytes, read)
}

interface Upload {
  bytes(size: number, read: PictureSource['read']): Promise<string>
  picture(source: PictureSource): Promise<Input>
}

function openUpload(link: Link, sources: Sources, { partBytes = MAX_PART_BYTES, onUpload }: SubmitSettings): Upload {
  const total = Object.values(sources).reduce((sum, source) => sum + bytesToSend(source), 0)
  let done = 0
  const send = async (size: number, read: PictureSource['read']): Promise<string> => {
    const id = newId(link.settings.surroundings)
    for (let offset = 0; offset < size;) {
      const bytes = await read(offset, Math.min(partBytes, size - offset))
      await link.json({ method: 'PUT', path: `/v1/blobs/${id}?offset=${offset}&total=${size}`, bytes }, blobViewSchema)
      offset += bytes.length
      done += bytes.length
      onUpload?.(done, total)
    }
    return id
  }
  const picture = async ({ header, icc, read }: PictureSource): Promise<Input> => {
    const blob = await send(pixelBytes(header), read)
    if (!icc) return { blob, header }
    const profile = await send(icc.length, (offset, length) => icc.slice(offset, offset + length))
    return { blob, header: { ...header, colour: { ...header.colour, icc: profile } } }
  }
  return { bytes: send, picture }
}

function bytesToSend(source: Sources[string]): number {
  if ('job' in source) return 0
  if (!('header' in source)) return source.bytes
  return source.held ? 0 : pixelBytes(source.header) + (source.icc?.length ?? 0)
}
