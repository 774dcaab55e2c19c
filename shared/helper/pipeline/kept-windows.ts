import { openWindow, type Window } from '#native'
import { pixelBytes } from '#protocol'
import type { PictureFile } from './picture-file'

/** Larger pictures are mapped by bands, each time anew. */
const MOST_BYTES = 64 * 1024 * 1024

/**
 * Windows of pictures that are used again and again, as a ring's are: each is mapped whole, once. To map a frame costs as much
 * as to copy it, and the collector takes each map for memory that was used.
 */
export class KeptWindows {
  private readonly windows = new Map<string, Window>()

  /** The whole of a picture, for reading and writing; nothing where others' writes would not show, or it is too large. */
  whole({ file, offset, header }: PictureFile): Window | undefined {
    const length = pixelBytes(header)
    if (length > MOST_BYTES) return undefined
    const key = `${offset} ${length} ${file}`
    const known = this.windows.get(key)
    if (known) return known
    const window = openWindow(file, { offset, length, writable: true })
    if (window.isShared) {
      this.windows.set(key, window)
      return window
    }
    window.close()
    return undefined
  }

  /** Their pictures are not used after this. */
  close(): void {
    for (const window of this.windows.values()) window.close()
    this.windows.clear()
  }
}
