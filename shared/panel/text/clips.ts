import { type ClipInfo, formatTimecode, framesOfDay, type Rate } from '#protocol'

/** What the panel says about clips in its own words. */

export const clipNames = {
  subject: 'Subject (Firstpass)',
  matte: 'Matte (Firstpass)',
  denoised: (amount: string): string => `Denoised ${amount} (Firstpass)`,
  upscaled: (scale: number): string => `Upscaled ${scale}x (Firstpass)`,
  slowed: (speed: string): string => `Slow ${speed} (Firstpass)`,
  subjectStep: 'Firstpass: Subject',
  denoiseStep: 'Firstpass: Denoise',
  upscaleStep: 'Firstpass: Upscale',
  slowStep: 'Firstpass: Slow Motion',
}

/** "23.976", "25". */
export const describeRate = ({ num, den }: Rate): string => String(Number((num / den).toFixed(3)))

/** "4.2 MB". */
export function describeBytes(bytes: number): string {
  const [unit, size] = bytes >= 1e9 ? ['GB', 1e9] : bytes >= 1e6 ? ['MB', 1e6] : ['kB', 1e3]
  return `${(bytes / (size as number)).toFixed(bytes >= 1e8 && bytes < 1e9 ? 0 : 1)} ${String(unit)}`
}

/** A frame's timecode, counted from 00:00:00:00 where the clip has none. */
export function timecodeOf({ rate, start }: Pick<ClipInfo, 'rate' | 'start'>, frame: number): string {
  const isDropFrame = start?.isDropFrame ?? false
  return formatTimecode({ frame: ((start?.frame ?? 0) + frame) % framesOfDay(rate, isDropFrame), isDropFrame }, rate)
}

/** "18 frames/s", "0.4 frames/s". */
export const describePace = (framesPerSecond: number): string =>
  `${framesPerSecond >= 10 ? Math.round(framesPerSecond) : framesPerSecond.toFixed(1)} frames/s`

/** "About 3 min and 120 MB; 8.1 GB are free." */
export function describeEstimate({ seconds, bytes, freeBytes }: { seconds: number; bytes: number; freeBytes: number }): string {
  const time = seconds < 90 ? `${Math.max(1, Math.ceil(seconds))} s`
    : seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`
  return `About ${time} and ${describeBytes(bytes)}; ${describeBytes(freeBytes)} are free.`
}

const making = 'Making the frames'

/** The stages of a job on a clip, in a word; those of single frames change too often to be read. */
export const stageWords: Readonly<Record<string, string>> = {
  read: 'Reading the clip',
  look: 'Looking for the subject',
  frames: making, find: making, refine: making, edge: making, decontaminate: making, denoise: making, upscale: making,
  measure: 'Measuring the clip',
  check: 'Checking what is there already',
  join: 'Joining the frames',
  estimate: 'Trying three frames',
}

/** What to do, by a failure's code, where its own hint is for the command line. */
export const clipHints: Readonly<Record<string, string>> = {
  DISK_FULL: 'Free some space there, then run it again.',
  MEDIA_TRUNCATED: 'Trim the clip so that it ends before that frame, or export its source again.',
  MEDIA_UNWRITABLE: 'Choose another kind of file, or run it again.',
  OUTPUT_UNWRITABLE: 'Save the project, or put the source, where files may be written, then run it again.',
}

export const clipRunWords = {
  besideSource: (folder: string): string => `Nothing can be written beside the project: the file is in ${folder}.`,
  looking: 'Looking at the clip',
  rendering: 'The host renders the clip',
  otherFrames: 'what it rendered is not the frames that were asked for',
  placing: 'Placing the clip',
  still: 'Fetching a still',
  /** Of a run that was cancelled after its file was whole. */
  stays: (path: string): string => `Cancelled; nothing was placed. The clip that was made stays at ${path}.`,
  removed: (document: string): string => `Removed from “${document}”`,
}
