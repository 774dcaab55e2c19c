import { execFileSync } from 'node:child_process'
import { encodeCommand } from '#helper/media/encode-command'
import { FilmWriter } from '#helper/media/film-writer'
import type { MediaPrograms } from '#helper/media/find-ffmpeg'
import { proresFilm } from '#helper/media/prores-film'
import { kernels, type Raster } from '#native'
import { channelCount, pixelBytes } from '#protocol'

type Made = Parameters<typeof encodeCommand>[0]

/** Writes raw frames into a chunk as the helper does. */
export async function encodeFrames({ ffmpeg }: Pick<MediaPrograms, 'ffmpeg'>, made: Made, raw: Buffer): Promise<void> {
  const { encoding, header } = made
  if (encoding !== 'prores-4444') {
    execFileSync(ffmpeg, encodeCommand(made), { input: raw, stdio: ['pipe', 'pipe', 'pipe'] })
    return
  }
  const film = proresFilm(made)
  const writer = new FilmWriter(film, made.file)
  const { width, height } = header
  for (let at = 0; at < raw.length; at += pixelBytes(header)) {
    const { buffer } = Uint8Array.from(raw.subarray(at, at + pixelBytes(header)))
    const data = header.sample === 'u8' ? new Uint8Array(buffer) : new Uint16Array(buffer)
    const frame: Raster = { data, width, height, channels: channelCount(header.channels), top: 0, fullHeight: height }
    await writer.add([kernels().encodeProres(frame, film.form)])
  }
  await writer.finish()
}
