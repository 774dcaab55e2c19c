import { type FileHandle, open } from 'node:fs/promises'
import { failure, type FirstpassError } from '#protocol'
import { MOV_START_BYTES, movIndex, movStart } from './mov-head'
import type { ProresFilm } from './prores-film'
import { proresHead } from './prores-frame'

/** Slices of a part of a frame, as `encodeProres` gives them. */
export interface Slices {
  bytes: Uint8Array
  sizes: Uint16Array
}

/** A chunk of ProRes that this process writes itself: ffmpeg takes five times as long, and a pipe with twelve times the bytes. */
export class FilmWriter {
  private file: FileHandle | undefined
  private readonly sizes: number[] = []
  private bytes = 0

  constructor(private readonly film: ProresFilm, private readonly place: string) {}

  get frames(): number {
    return this.sizes.length
  }

  /** Writes a frame of the slices of its parts, in order. */
  async add(parts: readonly Slices[]): Promise<void> {
    const head = proresHead(this.film, parts.flatMap(({ sizes }) => [...sizes]))
    const before = this.bytes
    for (const part of [head, ...parts.map(({ bytes }) => bytes)]) {
      await this.write(part, MOV_START_BYTES + this.bytes)
      this.bytes += part.length
    }
    this.sizes.push(this.bytes - before)
  }

  /** Makes it a whole film; nothing is added after. */
  async finish(): Promise<void> {
    const { film, sizes, bytes } = this
    const track = { ...film, hasAlpha: film.form.alphaBits > 0, sizes, firstByte: MOV_START_BYTES }
    await this.write(movIndex(track), MOV_START_BYTES + bytes)
    await this.write(movStart(bytes), 0)
    await this.file?.close()
  }

  private async write(bytes: Uint8Array, at: number): Promise<void> {
    this.file ??= await open(this.place, 'w')
    for (let done = 0; done < bytes.length;) {
      const { bytesWritten } = await this.file.write(bytes, done, bytes.length - done, at + done)
      done += bytesWritten
    }
  }
}

/** Why a file could not be written on, for the user's `path`. */
export function describeWriteFailure(thrown: unknown, path: string): FirstpassError {
  const { code, message } = thrown as NodeJS.ErrnoException
  if (code !== undefined && /^(ENOSPC|EDQUOT|EFBIG)$/.test(code)) return failure('DISK_FULL', { path, needed: 0 }, thrown)
  return failure('MEDIA_UNWRITABLE', { path, reason: code ?? message }, thrown)
}
