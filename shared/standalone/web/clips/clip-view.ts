import { asProblem } from '#panel'
import { asFailure, type Bounds, type Marker, readPlace } from '#protocol'
import { type ClipResult, type OpenClip, shownResult, wholeOf } from './clip'
import type { ClipDesk } from './clip-desk'
import { isRetimed } from './clip-runs'
import { type PlayLine, playLine } from './play-line'
import type { Player } from './player'

export const compareModes = ['side', 'wipe', 'original', 'result'] as const
export type CompareMode = (typeof compareModes)[number]

export interface ClipViewState {
  mode: CompareMode
  /** Left of this share of the picture the original is seen. */
  split: number
  /** A subject is being chosen on the frame that is seen. */
  isPicking: boolean
}

/** What of the desk's clip is seen, and where in it. Keeps the player at the clip and the result that the desk shows. */
export class ClipView {
  private current: ClipViewState = { mode: 'side', split: 0.5, isPicking: false }
  private readonly watchers = new Set<() => void>()
  private line: PlayLine | undefined
  private lineKey = ''
  /** By clip, the source's frame that was seen last. */
  private readonly places = new Map<string, number>()

  constructor(readonly desk: ClipDesk, readonly player: Player) {
    this.setUp()
    desk.watch(() => this.setUp())
    player.watch(() => {
      if (desk.active) this.places.set(desk.active.id, this.frame)
    })
  }

  get state(): ClipViewState {
    return this.current
  }

  /** The source's frame that is seen. */
  get frame(): number {
    const at = this.line?.at('original', this.player.state.frame)
    return Math.max(0, Math.min((this.desk.active?.info.frames ?? 1) - 1, Math.floor(at ?? 0)))
  }

  get frames(): number {
    return this.line?.frames ?? 1
  }

  get shown(): ClipResult | undefined {
    return this.desk.active && shownResult(this.desk.active)
  }

  get markers(): readonly Marker[] {
    return this.shown?.markers ?? []
  }

  watch(act: () => void): () => void {
    this.watchers.add(act)
    return () => void this.watchers.delete(act)
  }

  set(changes: Partial<ClipViewState>): void {
    this.current = { ...this.current, ...changes }
    for (const act of [...this.watchers]) act()
  }

  /** A frame of the source's. */
  goTo(frame: number): void {
    this.player.seek(this.lineFrame(frame))
  }

  /** Where a frame of the source's is on the line. */
  lineFrame(frame: number): number {
    return this.line?.of('original', frame) ?? 0
  }

  /** @param by 1 the next marker, -1 the one before */
  goToMarker(by: 1 | -1): void {
    const { frame, markers } = this
    const next = by > 0 ? markers.find((marker) => marker.frame > frame) : markers.findLast((marker) => marker.frame < frame)
    if (next) this.goTo(next.frame)
  }

  setIn(frame = this.frame): void {
    const { active } = this.desk
    if (!active) return
    const { out } = active.range ?? wholeOf(active)
    this.desk.setRange({ in: frame, out: out > frame ? out : active.info.frames })
  }

  /** The frame is the last one that belongs to it. */
  setOut(frame = this.frame): void {
    const { active } = this.desk
    if (!active) return
    const { in: first } = active.range ?? wholeOf(active)
    this.desk.setRange({ in: first <= frame ? first : 0, out: frame + 1 })
  }

  /** @param text frames or timecode; what is neither is said */
  enterPlace(which: 'in' | 'out', text: string): void {
    const { active } = this.desk
    if (!active) return
    try {
      const frame = Math.min(readPlace(text, active.info), active.info.frames - 1)
      if (which === 'in') this.setIn(frame)
      else this.setOut(frame)
      this.desk.say(undefined)
    } catch (thrown) {
      this.desk.say(asProblem(asFailure(thrown).toJSON()))
    }
  }

  startPicking(): void {
    this.player.pause()
    this.set({ isPicking: true, ...(this.current.mode === 'result' ? { mode: 'original' } : {}) })
  }

  pick(box: Bounds): void {
    this.desk.setSubject({ frame: this.frame, box })
    this.set({ isPicking: false })
  }

  private setUp(): void {
    const clip = this.desk.active
    if (!clip) {
      this.player.pause()
      this.lineKey = ''
      if (this.current.isPicking) this.set({ isPicking: false })
      return
    }
    const result = shownResult(clip)
    const key = keyOf(clip, result)
    if (key !== this.lineKey) {
      this.lineKey = key
      this.line = lineOf(clip, result)
      this.player.setLine(this.line, this.line.of('original', this.places.get(clip.id) ?? 0))
    }
    const { range } = clip
    this.player.setSpan(range && { in: this.lineFrame(range.in), out: this.lineFrame(range.out - 1) + 1 })
  }
}

const keyOf = (clip: OpenClip, result: ClipResult | undefined): string =>
  [clip.id, result?.job, result?.proxy.kind].join('/')

function lineOf({ info: { frames, rate } }: OpenClip, result: ClipResult | undefined): PlayLine {
  if (result?.proxy.kind !== 'ready') return playLine({ frames, rate })
  return playLine({ frames, rate }, {
    frames: result.proxy.frames, rate: result.proxy.rate, range: result.range, isRetimed: isRetimed(result),
  })
}
