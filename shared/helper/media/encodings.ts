import { type Encoding, failure, hasAlpha, type PictureHeader } from '#protocol'
import { listEncoders, type MediaPrograms } from './find-ffmpeg'

interface Kind {
  /** ffmpeg's name of it. */
  encoder: string
  /** What a single file of it is called, without the dot. */
  extension: 'mov' | 'mkv' | 'png'
  keepsAlpha: boolean
}

const kinds: Readonly<Record<Encoding, Kind>> = {
  'prores-4444': { encoder: 'prores_ks', extension: 'mov', keepsAlpha: true },
  'prores-422-hq': { encoder: 'prores_ks', extension: 'mov', keepsAlpha: false },
  ffv1: { encoder: 'ffv1', extension: 'mkv', keepsAlpha: true },
  h264: { encoder: 'libx264', extension: 'mov', keepsAlpha: false },
  png: { encoder: 'png', extension: 'png', keepsAlpha: true },
}

export const kindOf = (encoding: Encoding): Kind => kinds[encoding]

/** @throws FFMPEG_INCOMPLETE where this ffmpeg can't write `encoding` */
export async function checkEncoding(programs: MediaPrograms, encoding: Encoding): Promise<void> {
  const { encoder } = kinds[encoding]
  if ((await listEncoders(programs)).has(encoder)) return
  throw failure('FFMPEG_INCOMPLETE', { program: programs.ffmpeg, part: `encoder ${encoder}`, purpose: encoding })
}

/** True where the frames' alpha is written. */
export const writesAlpha = (encoding: Encoding, { channels }: PictureHeader): boolean =>
  kinds[encoding].keepsAlpha && hasAlpha(channels)
