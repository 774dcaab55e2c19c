import type { Pixels, PlaceHow } from '#host'
import { WINDOW_BYTES } from '#host'
import { pixelBytes } from '#protocol'
import { HostCancelled } from './modal'
import type { HostModules } from './modules'
import type { HeldPixels } from './read-pixels'
import { openScratch } from './temp-files'

/**
 * Brings pixels that may still be in the helper to this side, before any lock is taken.
 * @throws HostCancelled, and what reading throws
 */
export async function pullAll(
  { fs }: HostModules, wanted: readonly Pixels[], how: Pick<PlaceHow, 'progress' | 'isCancelled'>,
): Promise<HeldPixels[]> {
  const total = wanted.reduce((sum, { header }) => sum + pixelBytes(header), 0)
  const pulled: HeldPixels[] = []
  let done = 0
  try {
    for (const pixels of wanted) {
      const size = pixelBytes(pixels.header)
      const scratch = await openScratch(fs, size)
      pulled.push({ header: pixels.header, read: scratch.read, close: scratch.close })
      for (let offset = 0; offset < size; offset += WINDOW_BYTES) {
        if (how.isCancelled()) throw new HostCancelled()
        const bytes = await pixels.read(offset, Math.min(WINDOW_BYTES, size - offset))
        await scratch.write(bytes, offset)
        done += bytes.length
        how.progress(done, total)
      }
    }
    return pulled
  } catch (thrown) {
    await closeAll(pulled)
    throw thrown
  }
}

export async function closeAll(held: readonly HeldPixels[]): Promise<void> {
  for (const pixels of held) await pixels.close()
}
