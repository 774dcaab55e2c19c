import fs from 'node:fs'
import { failure } from '#protocol'
import { ByteSink } from './byte-sink'
import type { PsdDocument } from './psd-document'
import { PSD_MAX_BYTES, PSD_MAX_SIDE_PX } from './psd-structure'
import { totalRows, writePsd } from './psd-write'

/**
 * Writes `document` into `temporary`, which will be called `target`: a PSB if that is its extension.
 * @throws OUTPUT_TOO_LARGE where a PSD can't hold it
 */
export async function savePsd(
  document: PsdDocument, file: { temporary: string; target: string },
  progress: (stage: string, done: number, total: number) => void,
): Promise<void> {
  const isLarge = file.target.toLowerCase().endsWith('.psb')
  const tooLarge = (reason: string): never => { throw failure('OUTPUT_TOO_LARGE', { path: file.target, reason }) }
  if (!isLarge && Math.max(document.width, document.height) > PSD_MAX_SIDE_PX) {
    tooLarge(`${document.width} x ${document.height} pixels, and a PSD ends at ${PSD_MAX_SIDE_PX} a side`)
  }
  const onOverflow = (): never => tooLarge('a PSD ends at 2 GB')
  if (!isLarge && rawBytes(document) > PSD_MAX_BYTES) onOverflow()
  const total = totalRows(document)
  let done = 0
  const onRows = (count: number): void => {
    done += count
    progress('writing', done, total)
  }
  const descriptor = fs.openSync(file.temporary, 'r+')
  try {
    const sink = isLarge ? new ByteSink(descriptor) : new ByteSink(descriptor, { bytes: PSD_MAX_BYTES, onOverflow })
    await writePsd(sink, document, { isLarge, onRows })
  } finally {
    fs.closeSync(descriptor)
  }
}

/** Bytes that are written uncompressed whatever the picture shows: known before the first is written. */
function rawBytes(document: PsdDocument): number {
  if (document.depth === 8) return 0
  const photographs = document.layers.filter((layer) => !layer.isFlat).length + 1
  return photographs * document.width * document.height * (document.mode === 'rgb' ? 3 : 1) * (document.depth / 8)
}
