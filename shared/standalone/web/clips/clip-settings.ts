import { type Changes, withFields } from '#panel'
import {
  clipFields, type DenoiseClipOptions, describeIssues, type Encoding, failure, type FrameRange, type MaskClipOptions,
  type SlowOptions, type Subject, tasks, type UpscaleClipOptions,
} from '#protocol'
import { clipTasks, type ClipTask, type OpenClip } from './clip'

type Without<T> = Omit<T, keyof typeof clipFields | 'subject'>

/** What the user chose for each task: its options, but for those that say which clip, and which part of it. */
export interface ClipSettings {
  'mask-clip': Without<MaskClipOptions>
  'denoise-clip': Without<DenoiseClipOptions>
  'upscale-clip': Without<UpscaleClipOptions>
  'slow': Without<SlowOptions>
}

/** Where settings outlive the tab. */
export interface SettingsKeep {
  get(key: string): string | undefined
  set(key: string, value: string): void
}

/** What no default of the protocol says. */
const firstChoice: { [T in ClipTask]: object } = {
  'mask-clip': {}, 'denoise-clip': {}, 'upscale-clip': { scale: 2 }, 'slow': { factor: 2 },
}

/** A page gets one file: no folders of pictures. Those with alpha come first. */
export const encodingsWithAlpha = ['prores-4444', 'ffv1'] as const satisfies readonly Encoding[]
export const encodings = ['prores-422-hq', 'prores-4444', 'ffv1', 'h264'] as const satisfies readonly Encoding[]

/** @throws OPTION_INVALID naming what is wrong */
export function checkSettings<T extends ClipTask>(task: T, settings: object): ClipSettings[T] {
  const parsed = tasks[task].options.safeParse(settings)
  if (!parsed.success) throw failure('OPTION_INVALID', { option: task, reason: describeIssues(parsed.error) })
  return bare(parsed.data) as ClipSettings[T]
}

const notSettings: readonly string[] = [...Object.keys(clipFields), 'subject']

const bare = (options: object): object =>
  Object.fromEntries(Object.entries(options).filter(([name]) => !notSettings.includes(name)))

const KEY = 'clip-settings'

/** The last ones, or the protocol's defaults where there are none, or another version's. */
export function readSettings(keep: SettingsKeep): ClipSettings {
  const kept = readKept(keep)
  const settingsOf = <T extends ClipTask>(task: T): ClipSettings[T] => {
    try {
      return checkSettings(task, kept[task] as object | undefined ?? firstChoice[task])
    } catch {
      return checkSettings(task, firstChoice[task])
    }
  }
  return {
    'mask-clip': settingsOf('mask-clip'), 'denoise-clip': settingsOf('denoise-clip'),
    'upscale-clip': settingsOf('upscale-clip'), 'slow': settingsOf('slow'),
  }
}

/** @returns all settings after the change, kept. @throws OPTION_INVALID */
export function changeSettings<T extends ClipTask>(
  { keep, settings }: { keep: SettingsKeep; settings: ClipSettings }, task: T, changes: Changes<ClipSettings[T]>,
): ClipSettings {
  const changed = { ...settings, [task]: checkSettings(task, withFields(settings[task], changes)) }
  keep.set(KEY, JSON.stringify(changed))
  return changed
}

function readKept(keep: SettingsKeep): Record<string, unknown> {
  try {
    const kept: unknown = JSON.parse(keep.get(KEY) ?? '{}')
    return typeof kept === 'object' && kept !== null ? kept as Record<string, unknown> : {}
  } catch {
    return {}
  }
}

/** A job's options: the settings, and what of the clip is worked on. */
export function jobOptions(
  task: ClipTask, settings: ClipSettings, { name, range, subject }: Pick<OpenClip, 'name' | 'range' | 'subject'>,
): Record<string, unknown> {
  const part: { name: string; range?: FrameRange; subject?: Subject } = { name, ...(range ? { range } : {}) }
  return { ...settings[task], ...part, ...(task === 'mask-clip' && subject ? { subject } : {}) }
}

export const isClipTask = (name: string): name is ClipTask => (clipTasks as readonly string[]).includes(name)
