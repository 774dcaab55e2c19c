import { join } from 'node:path'
import { openWindow, reserveFile, type Window } from '#native'
import { failure, type PictureHeader, pixelBytes } from '#protocol'
import type { KeptWindows } from '#helper/pipeline/kept-windows'
import type { PictureFile } from '#helper/pipeline/picture-file'
import type { Ring } from './media-messages'

/** Both rings of a job together; they are files, so that this is disk and page cache rather than memory. */
const RINGS_BYTES = 1024 * 1024 * 1024

/** How far the decoder may run ahead, and how many finished frames may wait for the encoder, where there is room. */
const MOST_AHEAD = 12
const MOST_WAITING = 8

const PAGE_BYTES = 4096

/** Pieces in which a frame is mapped by the media process, at most. */
export const PIECE_BYTES = 64 * 1024 * 1024

const slotBytes = (header: PictureHeader): number => Math.ceil(pixelBytes(header) / PAGE_BYTES) * PAGE_BYTES

export interface RingDemand {
  folder: string
  source: PictureHeader
  target: PictureHeader
  /** Source frames around the one that a frame is made from. */
  before: number
  after: number
}

/**
 * Makes the two rings of a job: large enough for one frame's neighbours and one frame ahead, and for two frames of the
 * output; more where they are small.
 * @throws PICTURE_TOO_LARGE, DISK_FULL, OUTPUT_UNWRITABLE
 */
export function makeRings({ folder, source, target, before, after }: RingDemand): { source: Ring; target: Ring } {
  const from = slotBytes(source)
  const to = slotBytes(target)
  const spare = RINGS_BYTES - (before + after + 2) * from - 2 * to
  if (spare < 0) {
    const size = `${source.width} x ${source.height} to ${target.width} x ${target.height}, ${before + after + 1} frames at once`
    throw failure('PICTURE_TOO_LARGE', { what: 'A frame of this clip', size, limit: `${RINGS_BYTES / 2 ** 20} MiB in all` })
  }
  const more = Math.floor(spare / (from + to))
  return {
    source: makeRing(join(folder, 'source.ring'), source, before + after + 2 + Math.min(more, MOST_AHEAD - 1)),
    target: makeRing(join(folder, 'target.ring'), target, 2 + Math.min(more, MOST_WAITING - 2)),
  }
}

function makeRing(file: string, header: PictureHeader, slots: number): Ring {
  reserveFile(file, slots * slotBytes(header))
  return { file, header, slots, slotBytes: slotBytes(header) }
}

const slotOffset = (ring: Ring, frame: number): number => (frame % ring.slots) * ring.slotBytes

/** A frame as the pipeline takes it. */
export function frameIn(ring: Ring, frame: number, kept?: KeptWindows): PictureFile {
  return { file: ring.file, offset: slotOffset(ring, frame), header: ring.header, ...(kept ? { kept } : {}) }
}

export interface Piece {
  offset: number
  length: number
}

export function piecesOf(ring: Ring, frame: number): Piece[] {
  const bytes = pixelBytes(ring.header)
  const pieces: Piece[] = []
  for (let at = 0; at < bytes; at += PIECE_BYTES) {
    pieces.push({ offset: slotOffset(ring, frame) + at, length: Math.min(PIECE_BYTES, bytes - at) })
  }
  return pieces
}

/** Frames written one after the other, as their bytes come. The slots stay mapped, since they are written again and again. */
export class RingWriter {
  private readonly slots: Window[][] = []
  private at = 0

  /** Frames that are whole. */
  frames = 0

  constructor(private readonly ring: Ring) {}

  /** Takes bytes up to the end of the frame. @returns how many were taken */
  write(bytes: Uint8Array): number {
    const total = pixelBytes(this.ring.header)
    const taken = Math.min(bytes.length, total - this.at)
    const windows = this.windows()
    for (let done = 0; done < taken;) {
      const place = this.at + done
      const piece = windows[Math.floor(place / PIECE_BYTES)] as Window
      const from = place % PIECE_BYTES
      const part = bytes.subarray(done, Math.min(taken, done + piece.length - from))
      piece.u8(from, part.length).set(part)
      done += part.length
    }
    this.at += taken
    if (this.at === total) {
      for (const window of windows) window.flush()
      this.at = 0
      this.frames += 1
    }
    return taken
  }

  close(): void {
    for (const window of this.slots.flat()) window.close()
    this.slots.length = 0
  }

  private windows(): Window[] {
    const slot = this.frames % this.ring.slots
    this.slots[slot] ??= piecesOf(this.ring, slot).map((piece) => openWindow(this.ring.file, { ...piece, writable: true }))
    return this.slots[slot]
  }
}
