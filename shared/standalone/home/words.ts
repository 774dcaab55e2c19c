import { describeBytes } from '#panel'
import type { Capabilities, HostKind, ModelView, Provider, WholeInbox } from '#protocol'

/** What the window says in its own words; failures and findings bring theirs. */

export const hostNames: Record<HostKind, string> = {
  'photoshop': 'Photoshop', 'premiere': 'Premiere Pro', 'resolve': 'DaVinci Resolve', 'browser': 'a browser',
  'home': 'this window', 'command-line': 'the command line',
}

const taskNames: Readonly<Record<string, string>> = {
  'mask': 'Select subject', 'mask-clip': 'Subject of a clip', 'refine': 'Edges of masks', 'denoise': 'Denoise',
  'denoise-clip': 'Denoise a clip', 'upscale': 'Enlarge', 'upscale-clip': 'Enlarge a clip', 'slow': 'Slow motion',
  'timeline': 'Timeline', 'save': 'File',
}

export const taskName = (task: string): string => taskNames[task] ?? task

/** "Enlarge 2×": what a model is for. */
export const purposeOf = ({ task, scale }: ModelView): string =>
  scale === undefined ? taskName(task) : `${taskName(task)} ${scale}×`

export const providerNames: Record<Provider, string> = {
  auto: 'Choose by itself', cpu: 'Processor', webgpu: 'Graphics card (WebGPU)', cuda: 'Graphics card (NVIDIA CUDA)',
  dml: 'Graphics card (DirectML)', coreml: 'Graphics card and Neural Engine (Core ML)',
}

export const nameProvider = (id: string): string => providerNames[id as Provider] ?? id

/** A runtime's complaint begins with its own source lines; what matters is said last. */
const lastSentence = (reason: string): string => {
  const said = reason.split(/ was false\. |\n/).findLast((part) => part.trim() !== '')?.trim() ?? reason
  return /[.!?]$/.test(said) ? said : `${said}.`
}

export interface Computing {
  /** "Computes on the processor." */
  text: string
  /** Why nothing better is used, a line for each that could have been. */
  reasons: string[]
}

/** On what the models run, and why not on something faster. */
export function describeProviders({ providers }: Pick<Capabilities, 'providers'>, chosen: Provider): Computing {
  const usable = providers.filter((each) => each.usable).map(({ id }) => id)
  if (usable.length === 0) return { text: 'What it computes on is not known yet.', reasons: [] }
  // They come by rank.
  const used = chosen === 'auto' ? usable[0] ?? 'cpu' : chosen
  const reasons = providers.filter((each) => !each.usable).map(({ id, reason }) => `${nameProvider(id)}: ${lastSentence(reason)}`)
  if (used === 'cpu') {
    const why = chosen === 'cpu' && usable.length > 1 ? ', as you chose in the settings' : ''
    return { text: `It computes on the processor${why}; no graphics card is used.`, reasons }
  }
  return { text: `It computes on the ${nameProvider(used).replace(/^G/, 'g')}.`, reasons }
}

/** What a finding is about, where its own word is not for everybody. */
const subjects: Readonly<Record<string, string>> = {
  helper: 'Helper', data: 'Disk', kernels: 'Speed', provider: 'Computing', models: 'Models', clips: 'Clips', ports: 'Ports',
  port: 'Ports', panels: 'Panels', system: 'System',
}

export const subjectOf = (what: string): string => subjects[what] ?? what

const timeOf = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const dayOf = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric' })
const DAY_MS = 24 * 3600 * 1000

/** "today, 14:03", "yesterday, 9:10", "3 May 2026". @param atMs since 1970 */
export function describeWhen(atMs: number, nowMs: number): string {
  const day = (ms: number): string => dayOf.format(ms)
  if (day(atMs) === day(nowMs)) return `today, ${timeOf.format(atMs)}`
  if (day(atMs) === day(nowMs - DAY_MS)) return `yesterday, ${timeOf.format(atMs)}`
  return day(atMs)
}

/** "1:05". */
export function describeRest(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

type Kept = WholeInbox['jobs'][number]

/** What became of a job, in a few words. */
export function describeKept({ latest: { state, error, result }, placed, file }: Kept): string {
  if (state === 'failed') return error?.message ?? 'It failed.'
  if (state === 'cancelled') return 'Cancelled.'
  if (file !== undefined) return file
  const bytes = Object.values(result?.results ?? {}).reduce((sum, each) => sum + each.bytes, 0)
  const size = describeBytes(bytes)
  return placed ? `In its place; ${size} kept for a while.` : `Waits to be placed by its panel; ${size}.`
}

/** "12 of 88 MB"; how far a download is. */
export const describeProgress = (done: number, total: number): string =>
  total === 0 ? 'Starting' : `${describeBytes(done)} of ${describeBytes(total)}`

/** What to do, by a failure's code, where its own hint is for the command line. */
const hints: Readonly<Record<string, string>> = {
  FFMPEG_INCOMPLETE: 'Install a complete ffmpeg, or name another one in the settings.',
  FFMPEG_MISSING: 'Or name its path in the settings.',
  HELPER_LOST: 'Open Firstpass again from the menu of your programs.',
  HELPER_UNREACHABLE: 'Open Firstpass again from the menu of your programs.',
  INTERNAL_ERROR: 'Please report this with the text of the check-up.',
  LICENCE_REFUSED: 'Change the licence policy in the settings, or choose another model.',
  MODEL_CORRUPT: 'Download it again.',
  MODEL_DOWNLOAD_FAILED: 'Check the network, then try again.',
  MODEL_UNAVAILABLE: 'Download it again.',
  PAIRING_GONE: 'Let the panel ask again.',
  PAIRING_REFUSED: 'Ask again from the panel.',
  PANEL_UNKNOWN: 'It may have been revoked already.',
  ROUTE_MISSING: 'This window and the helper are of different versions: close it and open Firstpass again.',
}

export const hintFor = ({ code, hint }: { code: string; hint: string }): string =>
  hints[code] ?? (/`|--|\/v1\//.test(hint) ? '' : hint)

/** A report that can be shown to others: the home folder's path often holds a person's name. */
export const redactHome = (text: string): string =>
  text.replace(/\/(home|Users)\/[^/\s]+|\/root(?=\/|\s|$)|[A-Z]:\\Users\\([^\\/:*?"<>|\n]+(?=\\)|[^\\\s]+)/gi, '~')
