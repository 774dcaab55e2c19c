import type { Problem } from '#panel'
import type { ClipInfo, FrameRange, Marker, Rate, Subject } from '#protocol'

/** The tasks on a clip that the page offers. */
export const clipTasks = ['mask-clip', 'denoise-clip', 'upscale-clip', 'slow'] as const
export type ClipTask = (typeof clipTasks)[number]

/** What is played in place of a clip or a result: small, and decoded by any browser. */
export type Proxy =
  | { kind: 'making'; job?: string; share?: number }
  | { kind: 'ready'; job: string; url: string; frames: number; rate: Rate }
  | { kind: 'failed'; problem: Problem }

/** What a job made of a clip; the file itself waits in the helper. */
export interface ClipResult {
  job: string
  task: ClipTask
  /** "Subject", "Slow motion 4×". */
  title: string
  /** Frames of the source it was made from. */
  range: FrameRange
  options: Readonly<Record<string, unknown>>
  /** "u2netp (Apache-2.0) on cpu, 1.4 s". */
  credit: string
  notes: readonly string[]
  /** Frames of the source that deserve a look, in their order. */
  markers: readonly Marker[]
  file: { extension: string; bytes: number }
  proxy: Proxy
}

export interface OpenClip {
  id: string
  name: string
  bytes: number
  /** The job that the file was sent with: later jobs take it from there. */
  sent: string
  info: ClipInfo
  notes: readonly string[]
  proxy: Proxy
  /** Chosen by in and out; the whole clip where absent. */
  range?: FrameRange
  /** Whom the matte follows. */
  subject?: Subject
  /** Newest first. */
  results: readonly ClipResult[]
  /** The result that is played beside the original. */
  shown?: string
}

export const wholeOf = ({ info }: Pick<OpenClip, 'info'>): FrameRange => ({ in: 0, out: info.frames })

export const shownResult = ({ results, shown }: OpenClip): ClipResult | undefined => results.find(({ job }) => job === shown)

/** Jobs that the helper keeps for a clip. */
export function jobsOfClip({ sent, proxy, results }: OpenClip): string[] {
  return [sent, ...jobsOfProxy(proxy), ...results.flatMap((result) => jobsOfResult(result))]
}

export const jobsOfResult = ({ job, proxy }: ClipResult): string[] => [job, ...jobsOfProxy(proxy)]

const jobsOfProxy = (proxy: Proxy): string[] => proxy.kind === 'failed' || proxy.job === undefined ? [] : [proxy.job]

const EXTENSIONS = [
  'mov', 'mp4', 'm4v', 'mkv', 'webm', 'avi', 'mxf', 'mts', 'm2ts', 'ts', 'mpg', 'mpeg', 'wmv', 'flv', 'ogv', '3gp', 'gif', 'y4m',
  // Camera raw: the helper says what to do about it.
  'braw', 'r3d', 'crm', 'ari', 'arx', 'rmf', 'cine',
]

/** Choosable in the browser's dialogue. */
export const CLIP_ENDINGS = EXTENSIONS.map((each) => `.${each}`).join(',')

/** Whether a file is taken for a clip, and not for a picture. */
export function looksLikeClip({ name, type }: { name: string; type: string }): boolean {
  return type.startsWith('video/') || EXTENSIONS.includes(/\.([^.]*)$/.exec(name)?.[1]?.toLowerCase() ?? '')
}
