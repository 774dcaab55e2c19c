import type {
  ClipHost, ClipNeeds, ClipReading, Form, HostCapabilities, HostChange, Landed, MadeClip, PlaceClipHow, Placement, Scope, Stamp,
  StampState, Target,
} from '#host'
import {
  addRatios, compareRatios, failure, type FailureJson, multiplyRatios, type Ratio, ratio, type Rate, subtractRatios,
} from '#protocol'

/** A piece of a media on a track of a timeline. All moments are seconds. */
export interface MemoryClip {
  id: string
  name: string
  track: number
  path: string
  /** Where on the timeline it begins. */
  at: Ratio
  /** What of its media it plays. */
  source: { in: Ratio; out: Ratio }
  isShown: boolean
  made?: MadeClip
  form?: Form
  job?: { id: string; recipe: string }
  /** The clip that it was made of. */
  of?: string
  /** Of a clip whose media was exchanged: what it was before. */
  before?: string
  obstacle?: FailureJson
}

export interface MemoryTimeline {
  name: string
  rate: Rate
  clips: MemoryClip[]
  /** Labels of the steps, oldest first. */
  history: string[]
}

/** A host of clips that is nothing but memory, behaves like one, and can be told what goes wrong. */
export class MemoryClipHost implements ClipHost {
  readonly id = 'premiere'
  readonly kind = 'clip'
  readonly timeline: MemoryTimeline = { name: 'Cut', rate: { num: 24000, den: 1001 }, clips: [], history: [] }
  /** Those that are selected, by their ids; all otherwise. */
  selected: string[] | undefined
  inOut: { in: Ratio; out: Ratio } | undefined
  projectFolder: string | undefined
  can: HostCapabilities = {
    name: 'Memory 1.0', forms: ['clip', 'media', 'proxy'], canCombine: false, hasLiveFeather: false, hasSelection: false,
    findsSubject: false, undoesInOneStep: false, undoSteps: { clip: 3, media: 1, proxy: 0 }, scopes: ['active', 'in-out'],
    limits: ['It only remembers.'],
  }
  revealed: Ratio[] = []
  placings: { clip: MadeClip; how: PlaceClipHow }[] = []
  needed: ClipNeeds[] = []
  stillFile = ''
  cannotRemove: string[] = []
  /** Called at these moments; may throw, or change the timeline. */
  onRead: () => void | Promise<void> = () => undefined
  onPlace: () => void | Promise<void> = () => undefined
  private readonly listeners = new Set<(change: HostChange) => void>()
  private count = 0

  /** On the lowest track; by default its media from the first frame on. */
  add(path: string, played: { at?: Ratio; in?: Ratio; seconds: Ratio; name?: string }): MemoryClip {
    const { at = ratio(0n), in: first = ratio(0n), seconds, name = `Clip ${this.count + 1}` } = played
    const clip: MemoryClip = {
      id: `clip-${++this.count}`, name, track: 0, path, at, source: { in: first, out: addRatios(first, seconds) }, isShown: true,
    }
    this.timeline.clips.push(clip)
    return clip
  }

  tell(change: HostChange): void {
    for (const listener of [...this.listeners]) listener(change)
  }

  capabilities(): HostCapabilities {
    return this.can
  }

  watch(act: (change: HostChange) => void): () => void {
    this.listeners.add(act)
    return () => {
      this.listeners.delete(act)
    }
  }

  async targets(scope: Scope): Promise<Target[]> {
    const own = this.timeline.clips.filter(({ made }) => made === undefined)
    return own.filter((clip) => this.isMeant(clip, scope)).map((clip) => this.target(clip))
  }

  async read(target: Target, needs: ClipNeeds): Promise<ClipReading> {
    await this.onRead()
    this.needed.push(needs)
    const clip = this.find(target.id)
    return {
      target, stamp: this.stamp(clip),
      placement: { host: this.id, target: clip.id, bounds: target.bounds, place: { timeline: this.timeline.name } },
      media: {
        path: clip.before ?? clip.path, rate: this.timeline.rate,
        ...(needs.region === 'played' ? { source: clip.source } : {}),
        ...(this.projectFolder === undefined ? {} : { projectFolder: this.projectFolder }),
      },
      notes: ['Read from memory.'],
    }
  }

  async check(stamp: Stamp): Promise<StampState> {
    const clip = this.timeline.clips.find(({ id }) => id === stamp.target)
    if (!clip) return 'gone'
    return this.stamp(clip).state.where === stamp.state.where ? 'same' : 'changed'
  }

  async place(placement: Placement, clip: MadeClip, how: PlaceClipHow): Promise<Landed | undefined> {
    this.placings.push({ clip, how })
    how.progress(0, 3)
    await this.onPlace()
    if (how.isCancelled()) return undefined
    const target = this.find(placement.target)
    if (how.instead) this.take(how.instead)
    const { history, clips } = this.timeline
    history.push(how.step)
    how.progress(3, 3)
    const landed = (id: string): Landed => ({
      host: this.id, place: { clip: id }, form: how.form, where: `${how.form} of “${target.name}”`, differs: [], undoSteps: 3,
    })
    if (how.form !== 'clip') {
      target.before ??= target.path
      Object.assign(target, { path: clip.path, form: how.form, job: how.job })
      return landed(target.id)
    }
    const show = (moment: Ratio): Ratio => multiplyRatios(subtractRatios(moment, clip.begins), clip.stretch)
    const made: MemoryClip = {
      id: `clip-${++this.count}`, name: how.name, track: 1 + clips.filter(({ track }) => track > 0).length, path: clip.path,
      at: target.at, source: { in: show(target.source.in), out: show(target.source.out) }, isShown: true,
      made: clip, form: how.form, job: how.job, of: target.id,
    }
    clips.push(made)
    return landed(made.id)
  }

  async remove(landed: Landed): Promise<void> {
    this.take(landed)
  }

  async show(landed: Landed, isVisible: boolean): Promise<void> {
    this.find(String(landed.place.clip)).isShown = isVisible
  }

  async earlier(target: Pick<Target, 'id'>): Promise<{ landed: Landed; job: { id: string; recipe: string } }[]> {
    const own = this.timeline.clips.filter(({ id, of }) => id === target.id || of === target.id)
    return own.flatMap(({ id, job, form }) => job && form
      ? [{ landed: { host: this.id, place: { clip: id }, form, where: '', differs: [], undoSteps: 3 }, job }] : [])
  }

  async reveal(placement: Placement, at: Ratio): Promise<void> {
    const { source, at: begins } = this.find(placement.target)
    this.revealed.push(addRatios(begins, subtractRatios(at, source.in)))
  }

  async still(): Promise<string> {
    return this.stillFile
  }

  async removeAll(_: Target): Promise<readonly string[]> {
    this.timeline.clips = this.timeline.clips.filter(({ made }) => made === undefined)
    return this.cannotRemove
  }

  find(id: string): MemoryClip {
    const clip = this.timeline.clips.find((each) => each.id === id)
    if (!clip) throw failure('TARGET_GONE', { name: id })
    return clip
  }

  private isMeant({ id, at, source }: MemoryClip, scope: Scope): boolean {
    if (scope !== 'in-out') return this.selected?.includes(id) ?? true
    const end = addRatios(at, subtractRatios(source.out, source.in))
    return this.inOut !== undefined && compareRatios(at, this.inOut.out) < 0 && compareRatios(end, this.inOut.in) > 0
  }

  private target({ id, name, obstacle }: MemoryClip): Target {
    return {
      id, kind: 'clip', name, document: this.timeline.name, bounds: { left: 0, top: 0, right: 96, bottom: 64 },
      hasMask: false, hasSelection: false, notes: [], ...(obstacle ? { obstacle } : {}),
    }
  }

  private stamp({ id, at, source, path, before }: MemoryClip): Stamp {
    const where = [at, source.in, source.out].map(({ num, den }) => `${num}/${den}`)
    return { target: id, state: { where: [before ?? path, ...where].join(' ') } }
  }

  private take({ form, place }: Landed): void {
    const { timeline } = this
    if (form === 'clip') timeline.clips = timeline.clips.filter(({ id }) => id !== place.clip)
    else for (const clip of timeline.clips) if (clip.id === place.clip && clip.before !== undefined) swapBack(clip)
  }
}

function swapBack(clip: MemoryClip): void {
  clip.path = clip.before ?? clip.path
  delete clip.before
  delete clip.form
  delete clip.job
}
