import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { type MediaFacts, TICKS_PER_SECOND } from './state'

interface Stream {
  codec_type: string
  width?: number
  height?: number
  r_frame_rate?: string
  nb_read_packets?: string
}

/** What Premiere finds in a file that is really there; undefined where it takes none. */
export function probeFile(path: string): MediaFacts | undefined {
  if (!existsSync(path)) return undefined
  const plain = { width: 0, height: 0, hasVideo: false, hasAudio: false, isStill: false, start: 0n, isCaptions: false }
  if (/\.srt$/i.test(path)) return { ...plain, duration: TICKS_PER_SECOND, frameTicks: TICKS_PER_SECOND, isCaptions: true }
  const asked = ['-v', 'error', '-count_packets', '-show_entries', 'stream=codec_type,width,height,r_frame_rate,nb_read_packets',
    '-of', 'json', path]
  const { status, stdout, error } = spawnSync('ffprobe', asked, { encoding: 'utf8' })
  if (error) throw error
  if (status !== 0) return undefined
  const { streams } = JSON.parse(stdout) as { streams: Stream[] }
  const picture = streams.find(({ codec_type: type }) => type === 'video')
  const hasAudio = streams.some(({ codec_type: type }) => type === 'audio')
  const [num = 25n, den = 1n] = (picture?.r_frame_rate ?? '25/1').split('/').map(BigInt)
  const frameTicks = TICKS_PER_SECOND * den / num
  return {
    ...plain, hasAudio, hasVideo: picture !== undefined, width: picture?.width ?? 0, height: picture?.height ?? 0, frameTicks,
    duration: BigInt(picture?.nb_read_packets ?? 0) * frameTicks, isStill: /\.(png|jpe?g|tiff?|psd)$/i.test(path),
  }
}
