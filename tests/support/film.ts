import { execFileSync } from 'node:child_process'

/** Real clips for tests, and what a program that is not ours says of one. */
export interface Film {
  file: string
  frames: number
  width?: number
  height?: number
  rate?: string
  /** Of the picture's encoder. */
  picture?: readonly string[]
  sound?: readonly string[]
  timecode?: string
}

const run = (program: string, args: readonly string[]): string =>
  execFileSync(program, args, { encoding: 'utf8', maxBuffer: 1e8, stdio: ['ignore', 'pipe', 'pipe'] })

const muted = 'hue=s=0.4,scale=out_color_matrix=bt709:out_range=tv,lutyuv=y=val*0.7+maxval*0.15'

/**
 * Moving test pattern with noise, muted so that all of it lies within RGB; 10-bit ProRes 4:4:4 in BT.709 at 24000/1001 with a
 * tone of 48 kHz, unless asked otherwise.
 */
export function makeFilm({ file, frames, width = 96, height = 64, rate = '24000/1001', ...how }: Film): void {
  const picture = how.picture ?? ['-c:v', 'prores_ks', '-profile:v', '4', '-pix_fmt', 'yuv444p10le']
  const sound = how.sound ?? ['-c:a', 'pcm_s16le']
  const source = `testsrc2=size=${width}x${height}:rate=${rate},noise=alls=6:allf=t:all_seed=7,trim=end_frame=${frames}`
  run('ffmpeg', [
    '-v', 'error', '-f', 'lavfi', '-i', source,
    ...(sound.length === 0 ? [] : ['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000', '-shortest']),
    '-vf', `${muted},setparams=color_primaries=bt709:color_trc=bt709:colorspace=bt709:range=tv`,
    ...picture, ...sound, ...(how.timecode === undefined ? [] : ['-timecode', how.timecode]), '-y', file,
  ])
}

/** One hash per frame of the picture. */
export function frameHashes(file: string): string[] {
  const lines = run('ffmpeg', ['-v', 'error', '-i', file, '-map', '0:v:0', '-f', 'framemd5', '-']).split('\n')
  return lines.filter((line) => /^0,/.test(line)).map((line) => line.split(',').at(-1)?.trim() ?? '')
}

/** A hash of all packets of the sound, as they are stored. */
export const soundHash = (file: string): string =>
  run('ffmpeg', ['-v', 'error', '-i', file, '-map', '0:a', '-c', 'copy', '-f', 'streamhash', '-']).trim()

/** All samples of the picture as planes of 10-bit YUV 4:4:4 in BT.709; a file that holds such is not converted. */
export function samples10(file: string): Uint16Array {
  const { pixelFormat } = tellFilm(file)
  const convert = pixelFormat.startsWith('gbr') ? ['-vf', 'zscale=matrix=709:range=limited,format=yuv444p10le'] : []
  const args = ['-v', 'error', '-i', file, '-map', '0:v:0', ...convert, '-pix_fmt', 'yuv444p10le', '-f', 'rawvideo', '-']
  const bytes = execFileSync('ffmpeg', args, { maxBuffer: 1e9 })
  return new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2)
}

export interface Told {
  frames: number
  rate: string
  width: number
  height: number
  timecode: string | undefined
  colour: (string | undefined)[]
  pixelFormat: string
  codec: string
}

/** What ffprobe says of the picture. */
export function tellFilm(file: string): Told {
  const text = run('ffprobe', ['-v', 'error', '-count_frames', '-show_streams', '-show_format', '-of', 'json', file])
  const { streams, format } = JSON.parse(text) as {
    streams: (Record<string, string> & { tags?: Record<string, string> })[]; format: { tags?: Record<string, string> }
  }
  const picture = streams.find(({ codec_type: type }) => type === 'video')!
  const timecode = [picture.tags, ...streams.map(({ tags }) => tags), format.tags].map((tags) => tags?.timecode ?? tags?.TIMECODE)
  return {
    frames: Number(picture.nb_read_frames), rate: picture.r_frame_rate!,
    width: Number(picture.width), height: Number(picture.height),
    timecode: timecode.find((each) => each !== undefined),
    colour: [picture.color_range, picture.color_primaries, picture.color_transfer, picture.color_space],
    pixelFormat: picture.pix_fmt!, codec: picture.codec_name!,
  }
}
