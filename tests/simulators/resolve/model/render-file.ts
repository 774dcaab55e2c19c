import type { MediaFacts } from './surroundings'
import { tellTimecode } from './timecode'

/** Frames of a media file that are rendered to another one: its grade nobody simulates. */
export interface RenderedFile {
  source: string
  to: string
  /** Of the source's frames. */
  first: number
  /** Of what is made. */
  facts: MediaFacts
}

/** What ffmpeg is told to make it, where there really are files. */
export function renderArguments({ source, to, first, facts }: RenderedFile): string[] {
  const { frames, rate, width, height, startFrame, isDrop } = facts
  const perSecond = `${rate.num}/${rate.den}`
  const picked = `trim=start_frame=${first}:end_frame=${first + frames},setpts=N/(${perSecond})/TB,scale=${width}:${height}`
  return [
    '-v', 'error', '-y', '-i', source, '-vf', picked, '-r', perSecond, '-frames:v', `${frames}`, '-an',
    '-timecode', tellTimecode(startFrame, rate, isDrop), '-c:v', 'prores_ks', to,
  ]
}
