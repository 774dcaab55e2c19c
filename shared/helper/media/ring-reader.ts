import { type ChannelMix, kernels, openWindow } from '#native'
import { rowBytes } from '#protocol'
import { KeptWindows } from '#helper/pipeline/kept-windows'
import { type Band, openBand, type Rows } from '#helper/pipeline/picture-file'
import type { Ring } from './media-messages'
import { frameIn, PIECE_BYTES, piecesOf } from './ring'

/** Takes bytes, which are good until it is done with them. */
type Take = (bytes: Uint8Array) => Promise<void>

/** Frames read out of a ring, as they lie there or as planes. */
export class RingReader {
  /** One band of one plane, used again and again. */
  private samples = new Uint16Array(0)
  private readonly kept = new KeptWindows()

  constructor(private readonly ring: Ring) {}

  /** A frame's bytes in order, piece by piece. */
  async read(frame: number, planes: readonly ChannelMix[] | undefined, take: Take): Promise<void> {
    await (planes ? this.readPlanes(frame, planes, take) : this.readAsIs(frame, take))
  }

  private async readAsIs(frame: number, take: Take): Promise<void> {
    for (const piece of piecesOf(this.ring, frame)) {
      const window = openWindow(this.ring.file, piece)
      try {
        await take(window.u8())
      } finally {
        window.close()
      }
    }
  }

  private async readPlanes(frame: number, planes: readonly ChannelMix[], take: Take): Promise<void> {
    const bands = this.bands()
    let band: Band | undefined
    try {
      for (const mix of planes) {
        for (const rows of bands) {
          // One that holds the whole frame serves all planes.
          if (bands.length > 1) band?.close()
          if (bands.length > 1 || !band) band = openBand(frameIn(this.ring, frame, this.kept), rows)
          await take(this.mix(band, mix))
        }
      }
    } finally {
      band?.close()
    }
  }

  private bands(): Rows[] {
    const { header } = this.ring
    const rowsAtOnce = Math.max(1, Math.floor(PIECE_BYTES / rowBytes(header)))
    const bands: Rows[] = []
    for (let top = 0; top < header.height; top += rowsAtOnce) {
      bands.push({ top, height: Math.min(rowsAtOnce, header.height - top) })
    }
    return bands
  }

  private mix({ raster }: Band, mix: ChannelMix): Uint8Array {
    const count = raster.width * raster.height
    if (this.samples.length < count) this.samples = new Uint16Array(count)
    const samples = this.samples.subarray(0, count)
    kernels().mixChannels(raster, samples, mix)
    return new Uint8Array(samples.buffer, 0, samples.byteLength)
  }
}
