import { openWindow, type Raster } from '#native'
import { rowBytes } from '#protocol'
import { KeptWindows } from '#helper/pipeline/kept-windows'
import { openBand } from '#helper/pipeline/picture-file'
import type { Ring } from './media-messages'
import { frameIn, PIECE_BYTES, piecesOf } from './ring'

/** Takes bytes, which are good until it is done with them. */
type Take = (bytes: Uint8Array) => Promise<void>

/** Frames read out of a ring, as bytes or as rows. */
export class RingReader {
  private readonly kept = new KeptWindows()

  constructor(private readonly ring: Ring) {}

  /** A frame's bytes in order, piece by piece. */
  async readBytes(frame: number, take: Take): Promise<void> {
    for (const piece of piecesOf(this.ring, frame)) {
      const window = openWindow(this.ring.file, piece)
      try {
        await take(window.u8())
      } finally {
        window.close()
      }
    }
  }

  /** What `make` makes of a frame's rows, in bands of whole multiples of `align` rows but for the last. */
  mapRows<T>(frame: number, align: number, make: (rows: Raster) => T): T[] {
    const { header } = this.ring
    const atOnce = Math.max(1, Math.floor(PIECE_BYTES / (align * rowBytes(header)))) * align
    const made: T[] = []
    for (let top = 0; top < header.height; top += atOnce) {
      const rows = { top, height: Math.min(atOnce, header.height - top) }
      const band = openBand(frameIn(this.ring, frame, this.kept), rows)
      try {
        made.push(make(band.raster))
      } finally {
        band.close()
      }
    }
    return made
  }
}
