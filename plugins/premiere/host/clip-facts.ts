import { failure, type FailureJson } from '#protocol'
import type { ClipProjectItem, HostModules, ProjectItem, Sequence } from './modules'
import { chainOf, effectNames } from './framing'
import { type Clip, itemOf } from './timeline'
import { ticksOf } from './ticks'

/** What is known of a clip's media. */
export interface ClipFacts {
  name: string
  item: ProjectItem | undefined
  media: ClipProjectItem | undefined
  /** As the operating system names it; '' where Premiere names no file. */
  path: string
  /** Why nothing can be done with it. */
  obstacle?: FailureJson
  notes: string[]
}

const STILLS = /\.(jpe?g|png|tiff?|psd|psb|bmp|gif|tga|dpx|exr|webp|heic|heif|ai|eps)$/i
const COMPOSITIONS = /\.(aepx?|mogrt|aegraphic|prgraphic|prproj)$/i

/** What Windows puts before a long path says nothing to others. */
export const plainPath = (path: string): string => path.replace(/^\\\\\?\\UNC\\/, '\\\\').replace(/^\\\\\?\\/, '')

export async function factsOf(modules: HostModules, sequence: Sequence, clip: Clip): Promise<ClipFacts> {
  const [name, item] = [await clip.handle.getName(), await itemOf(clip.handle)]
  const media = item && castClip(modules, item)
  const path = media ? await pathOf(media) : ''
  const reason = await whyNot({ sequence, clip, media, path })
  const facts = { name, item, media, path }
  if (reason === undefined) return { ...facts, notes: await notesOf(clip, media) }
  return { ...facts, notes: [], obstacle: failure('TARGET_UNREADABLE', { name: `“${name}”`, reason }).toJSON() }
}

/** Undefined of what is no clip. */
export function castClip({ premierepro }: HostModules, item: ProjectItem): ClipProjectItem | undefined {
  try {
    return premierepro.ClipProjectItem.cast(item) as ClipProjectItem | null ?? undefined
  } catch {
    return undefined
  }
}

/** Of titles, sequences and lost media Premiere names none. */
export async function pathOf(media: ClipProjectItem): Promise<string> {
  try {
    return plainPath(await media.getMediaFilePath() as string | null ?? '')
  } catch {
    return ''
  }
}

interface Looked {
  sequence: Sequence
  clip: Clip
  media: ClipProjectItem | undefined
  path: string
}

async function whyNot({ sequence, clip, media, path }: Looked): Promise<string | undefined> {
  const { handle } = clip
  if (await handle.isAdjustmentLayer()) return 'it is an adjustment layer, which has no picture of its own'
  if (!media) return 'it has no media in the project'
  if (await media.isSequence()) return 'it is a nested sequence: open it and choose the clips in it, or render it first'
  if (await media.isOffline()) return 'its media is offline: link it again'
  if (await media.isMulticamClip()) return 'it is a multicam clip: flatten it first'
  if (await media.isMergedClip()) return 'it is a merged clip: use its video file itself'
  if (path === '') return 'Premiere names no file for it'
  if (COMPOSITIONS.test(path)) return 'it is a graphic or a composition: render it first'
  if (STILLS.test(path)) return 'it is a still, or numbered pictures: the command line takes both'
  if (await isRetimed(sequence, clip)) {
    return 'its speed was changed, and no plugin can set a speed: place a copy at 100 % on top, or render it first'
  }
  return undefined
}

async function isRetimed(sequence: Sequence, { handle, start, end, in: first, out }: Clip): Promise<boolean> {
  const speed = Number(await handle.getSpeed())
  if ((speed !== 1 && speed !== 100) || await handle.isSpeedReversed()) return true
  // A time remapping or a frozen frame says that its speed is 1.
  const apart = (out - first) - (end - start)
  return (apart < 0n ? -apart : apart) > ticksOf({ ticks: await sequence.getTimebase() })
}

async function notesOf({ handle }: Clip, media: ClipProjectItem | undefined): Promise<string[]> {
  const effects = await effectNames(await chainOf(handle))
  return [
    ...(await media?.hasProxy() ? ['Its full-size media is read, not its proxy.'] : []),
    ...(effects.length === 0 ? []
      : [`Its effects (${effects.join(', ')}) stay on the original: a result on a track above has the framing only.`]),
  ]
}
