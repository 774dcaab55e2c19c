import { clipLabels, describeBytes, describeRate, timecodeOf } from '#panel'
import type { ClipInfo, FrameRange, Rate } from '#protocol'
import type { ClipResult, ClipTask, OpenClip } from './clip'

/** What the page says about clips in its own words; failures bring theirs. */
export const taskNames: Record<ClipTask, string> = {
  'mask-clip': 'Subject', 'denoise-clip': 'Denoise', 'upscale-clip': 'Upscale', 'slow': 'Slow motion',
}

export const runNames: Record<ClipTask, string> = {
  'mask-clip': 'Make the matte', 'denoise-clip': 'Denoise', 'upscale-clip': 'Upscale', 'slow': 'Slow it down',
}

/** "0:04.2", "12:05". */
export function describeLength(frames: number, { num, den }: Rate): string {
  const seconds = frames * den / num
  const minutes = Math.floor(seconds / 60)
  const rest = seconds - minutes * 60
  return `${minutes}:${seconds < 60 ? rest.toFixed(1).padStart(4, '0') : String(Math.floor(rest)).padStart(2, '0')}`
}

type Fact = [name: string, value: string]

/** The clip's facts, each a name and a value. */
export function describeClip({ info, bytes }: Pick<OpenClip, 'info' | 'bytes'>): Fact[] {
  const { width, height, rate, frames, codec, container, depth, audio } = info
  const square = info.pixelAspect.num === info.pixelAspect.den
  const sound = audio.map(({ codec: name, channels }) => `${name}, ${channels} ch`).join('; ')
  const more = describeOddities(info)
  const facts: Fact[] = [
    ['Size', `${width} × ${height}${square ? '' : `, pixels ${info.pixelAspect.num}:${info.pixelAspect.den}`}`],
    ['Rate', `${describeRate(rate)} fps`],
    ['Length', `${describeLength(frames, rate)}, ${frames} frames`],
    ['Timecode', info.start ? `from ${timecodeOf(info, 0)}` : ''],
    ['Codec', `${codec}, ${depth} bit, in ${container}, ${describeBytes(bytes)}`],
    ['Colour', describeColour(info)],
    ['Sound', sound],
    ['Also', more.join(', ')],
  ]
  return facts.filter(([, value]) => value !== '')
}

function describeColour({ colour, log }: ClipInfo): string {
  const tags = [colour.primaries, colour.transfer, colour.matrix].filter((each) => each !== 'unknown' && each !== '')
  const said = [...new Set(tags), ...(colour.range === 'full' ? ['full range'] : []), ...(log === undefined ? [] : [log])]
  return said.join(', ') || 'not said'
}

const describeOddities = ({ hasAlpha, rotation, scan, isVariableRate }: ClipInfo): string[] => [
  ...(hasAlpha ? ['with alpha'] : []), ...(rotation === 0 ? [] : [`turned by ${rotation}°`]),
  ...(scan === 'progressive' ? [] : ['interlaced']), ...(isVariableRate ? ['variable rate'] : []),
]

/** "Slow motion 4×", "Upscale 2×". */
export function titleOf(task: ClipTask, options: Readonly<Record<string, unknown>>): string {
  const { scale, factor, rate, form } = options as { scale?: number; factor?: number; rate?: Rate; form?: string }
  if (task === 'upscale-clip') return `${taskNames[task]} ${scale}×`
  if (task === 'slow') return rate ? `${describeRate(rate)} fps` : `${taskNames[task]} ${factor}×`
  return task === 'mask-clip' && form === 'luma' ? `${taskNames[task]}, matte` : taskNames[task]
}

/** "00:00:01:00 to 00:00:03:12"; the whole clip says nothing. */
export function describeRange(info: ClipInfo, range: FrameRange): string | undefined {
  if (range.in === 0 && range.out === info.frames) return undefined
  return `${timecodeOf(info, range.in)} to ${timecodeOf(info, range.out - 1)}`
}

/** `walk.mov` becomes `walk-subject.mov`, without what no file system takes. */
export function downloadName(
  clip: string, { task, file }: Pick<ClipResult, 'task' | 'file'>, extension = file.extension,
): string {
  const bare = clip.replace(/\.[A-Za-z0-9]{1,5}$/, '').replace(/[\\/:*?"<>|\u0000-\u001f]/g, '_').trim()
  const what = taskNames[task].toLowerCase().replace(' ', '-')
  return `${bare.slice(0, 150) || 'clip'}-${what}${extension}`
}

/** Called as in the panels of editing hosts. */
const { encoding, estimate, moments } = clipLabels
const { h264, ...proRes } = clipLabels.encodings

export const words = {
  opening: (name: string): string => `Opening ${name}`,
  proxy: 'Making a small copy to play',
  proxyFetch: 'Fetching the copy',
  noResult: 'Not in the result',
  sending: 'Sending',
  waiting: 'Waiting for the helper',
  cancelling: 'Cancelling',
  fetching: (name: string): string => `Fetching ${name}`,
  pick: 'Click the subject, or draw a box around it',
  pickKeys: 'Arrow keys move the cross, Shift with them draws, Enter takes it, Esc ends.',
  original: 'Original',
  wiper: 'Original and result',
  player: 'Player',
  play: 'Play (space)',
  pause: 'Pause (space)',
  step: 'Next frame (.)',
  stepBack: 'Frame before (,)',
  loop: 'Again and again (L)',
  timecode: 'Timecode',
  place: 'Place in the clip',
  frame: (frame: number, frames: number): string => `Frame ${frame} of ${frames}`,
  in: 'In',
  out: 'Out',
  inPoint: 'In point',
  outPoint: 'Out point',
  setIn: 'Begin here (I)',
  setOut: 'End here (O)',
  clearRange: 'Whole clip (X)',
  markers: 'Marker',
  markerNext: 'Next marker (M)',
  markerBefore: 'Marker before (Shift+M)',
  compare: 'Compare',
  modes: { side: 'Side by side', wipe: 'Wipe', original: 'Original', result: 'Result' },
  unplayable: { message: 'This browser can’t play the small copy.', hint: 'The result itself is whole: download it.' },
  side: 'Clip',
  close: 'Close clip',
  facts: 'What the clip is',
  wholeClip: 'The whole clip',
  compareWith: 'Compare',
  download: 'Download',
  keep: 'It goes with this page: download what you want to keep.',
  timeline: 'Timeline',
  timelineHint: 'With the markers, the original below. Put it into one folder with both clips; Premiere asks for them.',
  writing: (name: string): string => `Writing ${name}`,
  estimate,
  markersOf: moments,
  markerList: 'Frames to check',
  score: 'How doubtful it is, 0 to 1',
  subject: 'Subject',
  most: 'The most prominent one',
  subjectAt: (when: string): string => `As chosen at ${when}`,
  choose: 'Choose on the picture',
  showSubject: 'Show',
  forget: 'Forget',
  encoding,
  encodings: { ...proRes, ffv1: 'FFV1, lossless', h264 },
}
