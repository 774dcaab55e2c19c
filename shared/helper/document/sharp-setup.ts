import { availableParallelism } from 'node:os'
import sharp, { type SharpOptions } from 'sharp'

// Files are opened once, and a cached handle would keep a job's file alive.
sharp.cache(false)
sharp.concurrency(Math.min(4, availableParallelism()))
// Hostile files reach only the decoders that are asked for: no SVG, no PDF, no other loader of libvips.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Tiff', 'Webp', 'Heif', 'Vips'].map((loader) => `VipsForeignLoad${loader}`),
})

/** Sizes are checked by `limits.ts`, on what the file claims; rows are streamed. */
export const streamed = { limitInputPixels: false, sequentialRead: true } as const satisfies SharpOptions

export { sharp }
