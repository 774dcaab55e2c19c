import { failure, type FailureJson, rateFromNumber, type Rate } from '#protocol'
import { type Answers, Batch, numberOf, type ResolveApi } from './batch'
import type { Item, Timeline } from './timeline'

/** What is known of a clip's media. */
export interface ClipFacts {
  /** '' where Resolve names no file. */
  path: string
  rate: Rate
  /** Of all of it. */
  frames: number
  /** "1920x1080" */
  resolution: string
  notes: string[]
  /** Why nothing can be done with it. */
  obstacle?: FailureJson
}

const STILLS = /^still/i
const NESTED = /^(timeline|compound|fusion|multicam|generator|matte)/i

/** Clips that one batch asks about, each with nine calls. */
const CLIPS_AT_ONCE = 25

export async function factsOf(api: ResolveApi, timeline: Timeline, item: Item): Promise<ClipFacts> {
  const batch = new Batch()
  const tell = askFacts(batch, timeline, item)
  return tell(await batch.run(api))
}

/** Of many, in their order. */
export async function factsOfAll(api: ResolveApi, timeline: Timeline, items: readonly Item[]): Promise<ClipFacts[]> {
  const all: ClipFacts[] = []
  for (let first = 0; first < items.length; first += CLIPS_AT_ONCE) {
    const batch = new Batch()
    const tellers = items.slice(first, first + CLIPS_AT_ONCE).map((item) => askFacts(batch, timeline, item))
    const got = await batch.run(api)
    all.push(...tellers.map((tell) => tell(got)))
  }
  return all
}

function askFacts(batch: Batch, timeline: Timeline, item: Item): (got: Answers) => ClipFacts {
  const { media, thing } = item
  const property = (name: string): { $answer: number } => batch.make(media ?? thing, 'GetClipProperty', name)
  const asked = {
    path: property('File Path'), type: property('Type'), fps: property('FPS'), frames: property('Frames'),
    resolution: property('Resolution'), proxy: property('Proxy'), status: property('Online Status'),
    comps: batch.make(thing, 'GetFusionCompCount'), speed: batch.make(thing, 'GetSpeed'),
  }
  return (got) => tellFacts(got, { asked, timeline, item })
}

interface Asked {
  asked: Record<'path' | 'type' | 'fps' | 'frames' | 'resolution' | 'proxy' | 'status' | 'comps' | 'speed', { $answer: number }>
  timeline: Timeline
  item: Item
}

function tellFacts(got: Answers, { asked, timeline, item }: Asked): ClipFacts {
  const { media } = item
  const text = (of: { $answer: number }): string => (media ? got.word(of) : '')
  const facts = {
    path: text(asked.path), rate: rateFromNumber(Number.parseFloat(text(asked.fps)) || 24),
    frames: Number(text(asked.frames)) || 0, resolution: text(asked.resolution),
  }
  const isOffline = /offline/i.test(text(asked.status))
  const speed = numberOf(got.record(asked.speed).Percentage) ?? 100
  const isRateTold = Number.parseFloat(text(asked.fps)) > 0
  const looked: Looked = { ...facts, hasMedia: media !== undefined, type: text(asked.type), isRateTold, isOffline, speed }
  const reason = whyNot(timeline, item, looked)
  const notes = notesOf({ hasProxy: !/^(none)?$/i.test(text(asked.proxy)), comps: got.number(asked.comps) ?? 0 })
  if (reason === undefined) return { ...facts, notes }
  return { ...facts, notes: [], obstacle: failure('TARGET_UNREADABLE', { name: `“${item.name}”`, reason }).toJSON() }
}

interface Looked {
  hasMedia: boolean
  path: string
  type: string
  rate: Rate
  isRateTold: boolean
  isOffline: boolean
  speed: number
}

function whyNot(
  timeline: Timeline, item: Item, { hasMedia, path, type, rate, isRateTold, isOffline, speed }: Looked,
): string | undefined {
  if (!hasMedia) return 'it is a title, a generator or an adjustment clip, which has no media'
  if (NESTED.test(type)) {
    return 'it is a timeline, a compound or a multicam clip: open it and choose the clips in it, or render it first'
  }
  if (STILLS.test(type)) return 'it is a still: the command line takes those'
  if (isOffline) return 'its media is offline: link it again'
  if (path === '') return 'Resolve names no file for it'
  if (/\[\d+-\d+\]/.test(path)) return 'it is made of numbered pictures: the command line takes those'
  if (!isRateTold) return 'Resolve tells no frame rate of its media'
  if (speed !== 100 || isRetimed(timeline, item, rate)) {
    return 'its speed was changed: place a copy at 100 % on top, or render it first'
  }
  return undefined
}

/** Versions before 21.1 tell no speed: what is played of the media is longer or shorter than its place on the timeline. */
function isRetimed({ rate: own }: Timeline, { from, last, duration }: Item, rate: Rate): boolean {
  if (last === 0) return false
  const wanted = duration * own.den * rate.num / (own.num * rate.den)
  // A frame for the last one, which may be in or out, and one for rates that are floored.
  return Math.abs(last - from - wanted) > 2 + wanted / 500
}

function notesOf({ hasProxy, comps }: { hasProxy: boolean; comps: number }): string[] {
  return [
    ...(hasProxy ? ['Its full-size media is read, not its proxy.'] : []),
    ...(comps > 0 ? ['Its Fusion effects stay on the original: a result on a track above has its grade and framing only.'] : []),
  ]
}
