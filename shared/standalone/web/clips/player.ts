import type { Rate } from '#protocol'
import { FrameVideo, type VideoPart } from './frame-video'
import { frameAt, framesPerSecond, type PlayLine, playLine, type Side } from './play-line'

export interface PlayerState {
  /** Of the line. */
  frame: number
  isPlaying: boolean
  isLooping: boolean
}

/** Half-open, in frames of the line. */
export interface Span {
  in: number
  out: number
}

interface Track {
  video: FrameVideo
  rate: Rate
}

/** A second video that is off by more is sought anew, in frames. */
const FAR_FRAMES = 8
/** What is off by less catches up: a frame in a fifth of a second. */
const CATCH_UP = 5
const MOST_CATCH_UP = 0.3

/**
 * Plays an original and a result in step. One of the two is the clock: the original, or the result where that has frames of
 * its own; the other follows it.
 */
export class Player {
  private line: PlayLine = playLine({ frames: 1, rate: { num: 25, den: 1 } })
  private span: Span | undefined
  private readonly tracks: { [S in Side]?: Track } = {}
  private readonly watchers = new Set<() => void>()
  private current: PlayerState = { frame: 0, isPlaying: false, isLooping: true }
  /** Rises with every start and stop: what was begun before is over. */
  private turn = 0

  get state(): PlayerState {
    return this.current
  }

  watch(act: () => void): () => void {
    this.watchers.add(act)
    return () => void this.watchers.delete(act)
  }

  /** Another clip, or another result of it. @param frame where to stand */
  setLine(line: PlayLine, frame: number): void {
    this.pause()
    this.line = line
    this.seek(frame)
  }

  /** What is played again and again, or to its end; undefined: all of the line. */
  setSpan(span: Span | undefined): void {
    this.span = span
  }

  attach(side: Side, element: VideoPart, { frames, rate }: { frames: number; rate: Rate }): () => void {
    const video = new FrameVideo(element, { frames, rate, onFrame: () => this.take(side), onEnd: () => this.takeEnd(side) })
    const track = { video, rate }
    this.pause()
    this.tracks[side] = track
    this.seek(this.current.frame)
    return () => {
      video.close()
      if (this.tracks[side] !== track) return
      delete this.tracks[side]
      this.pause()
    }
  }

  /** The frame that a side shows; undefined where it shows none. */
  presented(side: Side): number | undefined {
    const track = this.tracks[side]
    return track && track.video.presented >= 0 ? track.video.presented : undefined
  }

  /** The frame that a side is to show; undefined where it has none at this place. */
  frameOf(side: Side): number | undefined {
    return frameAt(this.line, side, this.current.frame)
  }

  setLooping(isLooping: boolean): void {
    this.change({ isLooping })
  }

  seek(frame: number): void {
    if (this.current.isPlaying) this.pause()
    this.change({ frame: Math.max(0, Math.min(this.line.frames - 1, frame)) })
    this.seekTracks()
  }

  step(by: number): void {
    this.seek(this.current.frame + by)
  }

  toggle(): void {
    if (this.current.isPlaying) this.pauseHere()
    else void this.play()
  }

  /** From the frame that is seen; from the start of what is played where that is at its end. */
  async play(): Promise<void> {
    const { start, end } = this.bounds
    const turn = ++this.turn
    this.change({ isPlaying: true })
    const { frame } = this.current
    if (frame < start || frame >= end - 1) this.change({ frame: start })
    this.seekTracks()
    await Promise.all(this.each(({ video }) => video.settled()))
    if (this.turn !== turn) return
    const master = this.master
    if (!master) return this.pause()
    master.video.play(this.speedOf(this.masterSide))
    this.follow()
  }

  pause(): void {
    this.turn += 1
    this.each(({ video }) => video.pause())
    if (this.current.isPlaying) this.change({ isPlaying: false })
  }

  /** Both stand on the very frame that was seen last. */
  private pauseHere(): void {
    this.pause()
    this.seek(this.current.frame)
  }

  private get bounds(): { start: number; end: number } {
    const { frames } = this.line
    const start = Math.max(0, Math.min(frames - 1, this.span?.in ?? 0))
    return { start, end: Math.max(start + 1, Math.min(frames, this.span?.out ?? frames)) }
  }

  private get masterSide(): Side {
    const { clock } = this.line
    return this.tracks[clock] ? clock : other(clock)
  }

  private get master(): Track | undefined {
    return this.tracks[this.masterSide]
  }

  private each<T>(act: (track: Track) => T): T[] {
    return Object.values(this.tracks).map(act)
  }

  private seekTracks(): void {
    for (const side of ['original', 'result'] as const) {
      const frame = this.frameOf(side)
      if (frame !== undefined) this.tracks[side]?.video.seek(frame)
    }
  }

  /** How fast a side plays so that it lasts as long as the line. */
  private speedOf(side: Side): number {
    const track = this.tracks[side]
    const [from, to] = [this.line.at(side, this.current.frame), this.line.at(side, this.current.frame + 1)]
    if (!track || from === undefined || to === undefined) return 1
    return (to - from) * framesPerSecond(this.line.rate) / framesPerSecond(track.rate)
  }

  private take(side: Side): void {
    if (!this.current.isPlaying) return this.tell()
    const presented = this.presented(side)
    if (side !== this.masterSide || presented === undefined) return
    const frame = this.line.of(side, presented)
    if (frame >= this.bounds.end) return this.endSpan()
    this.change({ frame })
    this.follow()
  }

  private takeEnd(side: Side): void {
    if (this.current.isPlaying && side === this.masterSide) this.endSpan()
  }

  private endSpan(): void {
    const { start, end } = this.bounds
    if (!this.current.isLooping) return this.seek(end - 1)
    this.pause()
    this.change({ frame: start })
    void this.play()
  }

  /** Brings the other video to where the clock is: by its speed where it is near, else by a jump. */
  private follow(): void {
    const [master, side] = [this.master, other(this.masterSide)]
    const track = this.tracks[side]
    if (!master || !track) return
    const whole = Math.floor(master.video.clock)
    const wanted = this.line.at(side, this.line.of(this.masterSide, whole) + master.video.clock - whole)
    if (wanted === undefined) return track.video.pause()
    const speed = this.speedOf(side)
    const behind = wanted - track.video.clock
    const isStepped = !track.video.play(speed)
    if (isStepped ? Math.floor(wanted) !== track.video.presented : Math.abs(behind) > FAR_FRAMES) {
      track.video.seek(Math.floor(wanted))
    } else if (!isStepped) {
      const catchUp = behind * CATCH_UP / framesPerSecond(track.rate)
      track.video.setSpeed(speed * (1 + Math.max(-MOST_CATCH_UP, Math.min(MOST_CATCH_UP, catchUp))))
    }
  }

  private change(changes: Partial<PlayerState>): void {
    this.current = { ...this.current, ...changes }
    this.tell()
  }

  private tell(): void {
    for (const act of [...this.watchers]) act()
  }
}

const other = (side: Side): Side => side === 'original' ? 'result' : 'original'
