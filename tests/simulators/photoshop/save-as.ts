import sharp from 'sharp'
import { compositeSource } from './composite'
import { HostError } from './host-error'
import { savePsd } from './save-psd'
import type { DocumentState } from './state'

/** As plugins hand it in, who know no more of it than the official types do. */
export interface FileEntry { name?: string; nativePath?: string }

/** Larger ones are PSB. */
const PSD_SIDE_PX = 30_000

/** P11: an entry, never a path. */
export async function savePicture(
  state: DocumentState, entry: FileEntry, format: 'psd' | 'psb' | 'png',
): Promise<void> {
  if (typeof entry !== 'object' || typeof entry.nativePath !== 'string') {
    throw new HostError('Invalid parameter: an entry is expected.')
  }
  if (format === 'psd' && Math.max(state.width, state.height) > PSD_SIDE_PX) {
    throw new HostError('Could not save because PSD files end at 30,000 pixels.')
  }
  if (format !== 'png') return await savePsd(state, entry.nativePath)
  if (state.depth !== 8 || state.mode !== 'RGB') throw new HostError('Only RGB documents of 8 bits are simulated as PNG.')
  const { readRow } = compositeSource(state)
  const pixels = new Uint8Array(state.width * state.height * 4)
  for (let y = 0; y < state.height; y++) {
    readRow(y, 0, state.width).forEach((line, channel) => {
      line.forEach((value, x) => { pixels[(y * state.width + x) * 4 + channel] = Math.round(value) })
    })
  }
  await sharp(pixels, { raw: { width: state.width, height: state.height, channels: 4 } }).png().toFile(entry.nativePath)
}
