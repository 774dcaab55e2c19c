import type { ClipInfo } from '#protocol'

/** What the command lines need beyond what users are told of a clip. */
export interface MediaSource {
  /** The file's stream that holds the picture. */
  stream: number
  /** As ffmpeg calls it: `yuv420p10le`. */
  pixelFormat: string
  /** Microseconds of the first frame that is shown, on the file's own clock. */
  firstUs: number
  /** True where a frame may be looked up by its time; else frames are counted from the file's beginning. */
  canSeek: boolean
  /** The decoder to ask for, where ffmpeg's own choice would lose alpha. */
  decoder?: string
  /** Indices of the streams of ClipInfo.audio. */
  audioStreams: number[]
  /** Sentences for the user: what is not as in the file. */
  notes: string[]
}

/** A ClipInfo and what only this part needs. */
export interface MediaInfo extends ClipInfo {
  source: MediaSource
}

/** As it may leave the helper. */
export function clipInfoOf(media: MediaInfo): ClipInfo {
  const { source, ...info } = media
  void source
  return info
}
