import { type Pixels, WINDOW_BYTES } from '#host'
import type { Bounds } from '#protocol'

/** Where a gray u8 selection is not empty, in the document's pixels; undefined if it is empty everywhere. */
export async function boundsOfSelection({ header, read }: Pixels): Promise<Bounds | undefined> {
  const { width, height, origin } = header
  const rows = Math.max(1, Math.floor(WINDOW_BYTES / width))
  let found: Bounds | undefined
  for (let top = 0; top < height; top += rows) {
    const count = Math.min(rows, height - top)
    const bytes = await read(top * width, count * width)
    for (let row = 0; row < count; row++) {
      const line = bytes.subarray(row * width, (row + 1) * width)
      const first = line.findIndex((value) => value > 0)
      if (first < 0) continue
      const last = line.findLastIndex((value) => value > 0)
      const y = origin.top + top + row
      found = {
        left: Math.min(found?.left ?? Infinity, origin.left + first),
        top: found?.top ?? y,
        right: Math.max(found?.right ?? -Infinity, origin.left + last + 1),
        bottom: y + 1,
      }
    }
  }
  return found
}
