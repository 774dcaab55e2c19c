import type { HeldInput, PictureHeader } from '#protocol'

/**
 * Pixels that somebody holds (a host's layer, a file of the panel's, a result in the helper), read by windows so that
 * nobody ever holds all of them.
 */
export interface Pixels {
  /** What the bytes mean; `origin` says where they lie in the document. */
  header: PictureHeader
  /** The profile that `header.colour` names, where it is known. */
  icc?: Uint8Array<ArrayBuffer>
  /** Where the helper holds the very same bytes: as a job's input they need not be sent, and a host may keep them there. */
  held?: HeldInput
  /**
   * @param offset in bytes from the first pixel's first byte @param length in bytes, both within the picture
   * @returns exactly `length` bytes, the caller's own
   */
  read(offset: number, length: number): Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>>
}

/** Reads at most this many bytes at once; parts on the wire are as large. */
export const WINDOW_BYTES = 16 * 1024 * 1024
