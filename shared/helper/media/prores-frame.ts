import type { ProresFilm } from './prores-film'

/** How ffmpeg's and Apple's encoders are told apart; any four letters. */
const MAKER = 'frst'

const FRAME_HEADER_BYTES = 148
const PICTURE_HEADER_BYTES = 8

/** Bits of a byte that name 4:4:4, no fields, and slices of eight macroblocks. */
const WHOLE_CHROMA = 0xc0
const EIGHT_MACROBLOCKS = 0x30

/** Both matrices follow. */
const OWN_MATRICES = 3

/** All of a frame but its slices, whose sizes are given (SMPTE RDD 36, 6.1 and 6.2). */
export function proresHead({ form, width, height, colour }: ProresFilm, sliceSizes: readonly number[]): Buffer {
  const atPicture = 8 + FRAME_HEADER_BYTES
  const head = Buffer.alloc(atPicture + PICTURE_HEADER_BYTES + 2 * sliceSizes.length)
  const bytes = sliceSizes.reduce((sum, size) => sum + size, head.length)
  head.writeUInt32BE(bytes, 0)
  head.write('icpf', 4, 'latin1')
  head.writeUInt16BE(FRAME_HEADER_BYTES, 8)
  // Version 1: with alpha, or with as many chroma samples as luma.
  head.writeUInt16BE(1, 10)
  head.write(MAKER, 12, 'latin1')
  head.writeUInt16BE(width, 16)
  head.writeUInt16BE(height, 18)
  head.writeUInt8(WHOLE_CHROMA, 20)
  // Any number of H.273, as ffmpeg writes them, though SMPTE names a few: readers take what is said here for more than the
  // container's, and "unknown" as well.
  head.set([colour.primaries, colour.transfer, colour.matrix, form.alphaBits / 8], 22)
  head.writeUInt8(OWN_MATRICES, 27)
  head.set(form.matrix, 28)
  head.set(form.matrix, 28 + 64)
  head.writeUInt8(PICTURE_HEADER_BYTES << 3, atPicture)
  head.writeUInt32BE(bytes - atPicture, atPicture + 1)
  head.writeUInt16BE(sliceSizes.length, atPicture + 5)
  head.writeUInt8(EIGHT_MACROBLOCKS, atPicture + 7)
  sliceSizes.forEach((size, at) => head.writeUInt16BE(size, atPicture + PICTURE_HEADER_BYTES + 2 * at))
  return head
}
