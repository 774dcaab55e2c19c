import { type ClipInfo, type Encoding, failure, hasAlpha, type PictureHeader } from '#protocol'
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

/** The kinds of sound that mov holds as they are. */
export const fitsMov = (codec: string): boolean => movSounds.test(codec)
const movSounds =
  /^(aac|ac3|eac3|alac|mp2|mp3|amr_nb|amr_wb|adpcm_ima_qt|adpcm_ms|qdm2|gsm|pcm_(s16|s24|s32|f32|f64)(le|be)|pcm_(s8|u8|alaw|mulaw))$/

/** What a result in `encoding` can't hold as the source does, as sentences for the user. */
export function notesOfEncoding(encoding: Encoding, info: Pick<ClipInfo, 'audio' | 'colour'>, header: PictureHeader): string[] {
  const { extension } = kinds[encoding]
  const strange = [...new Set(info.audio.map(({ codec }) => codec))].filter((codec) => extension === 'mov' && !fitsMov(codec))
  const isProres = encoding.startsWith('prores')
  return [
    ...strange.map((codec) => `A .mov holds no ${codec}: that sound was decoded to PCM.`),
    ...(extension === 'png' && info.audio.length > 0 ? ['Numbered pictures hold no sound.'] : []),
    ...(isProres && info.colour.range === 'full' ? ['ProRes has no full range: levels were brought to video range.'] : []),
    ...(hasAlpha(header.channels) && !kinds[encoding].keepsAlpha ? [`${encoding} holds no alpha: it was left out.`] : []),
  ]
}
