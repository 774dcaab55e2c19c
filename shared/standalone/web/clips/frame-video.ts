import type { Rate } from '#protocol'
import { framesPerSecond } from './play-line'

/** The part of a video element that is used. */
export type VideoPart = Pick<HTMLVideoElement,
  'currentTime' | 'playbackRate' | 'paused' | 'readyState' | 'play' | 'pause' | 'addEventListener' | 'removeEventListener'> &
  Partial<Pick<HTMLVideoElement, 'requestVideoFrameCallback' | 'cancelVideoFrameCallback'>>

export interface FrameVideoSettings {
  frames: number
  rate: Rate
  /** Whenever another frame is seen. */
  onFrame(): void
  onEnd(): void
}

const HAS_METADATA = 1

/** Browsers take no slower playback than this; below it a video is stepped. */
const SLOWEST = 0.0625

/** Seconds into its time at which a frame is asked for, as a share of it: files round their times to milliseconds. */
const WITHIN_FRAME = 0.5

/** One video that is spoken to in frames. */
export class FrameVideo {
  /** The frame that is seen; -1 before any is. */
  presented = -1
  private wanted: number | undefined
  private sought: number | undefined
  private readonly waiting = new Set<() => void>()
  private readonly perSecond: number
  private handle = 0
  private isClosed = false

  constructor(readonly element: VideoPart, private readonly settings: FrameVideoSettings) {
    this.perSecond = framesPerSecond(settings.rate)
    element.addEventListener('seeked', this.endSeek)
    element.addEventListener('loadedmetadata', this.pump)
    element.addEventListener('ended', this.tellEnd)
    this.listen()
  }

  /** Frames since the first, with the part of the current one that is over. */
  get clock(): number {
    return this.element.currentTime * this.perSecond
  }

  get isPlaying(): boolean {
    return !this.element.paused
  }

  /** Shows a frame; of many that are asked for while one is sought only the last is. */
  seek(frame: number): void {
    this.wanted = Math.max(0, Math.min(this.settings.frames - 1, frame))
    this.pump()
  }

  /** Resolves when the last frame asked for is there. */
  settled(): Promise<void> {
    if (this.isClosed || (this.wanted === undefined && this.sought === undefined)) return Promise.resolve()
    return new Promise((resolve) => this.waiting.add(resolve))
  }

  /** @param speed 1 as fast as it was filmed @returns false where that is too slow to be played */
  play(speed: number): boolean {
    if (speed < SLOWEST) {
      this.pause()
      return false
    }
    this.setSpeed(speed)
    // Refused where the browser wants a click first, and broken off by the next pause: both are seen in `isPlaying`.
    if (this.element.paused) this.element.play().catch(() => undefined)
    return true
  }

  setSpeed(speed: number): void {
    const taken = Math.max(SLOWEST, Math.min(16, speed))
    if (this.element.playbackRate !== taken) this.element.playbackRate = taken
  }

  pause(): void {
    if (!this.element.paused) this.element.pause()
  }

  close(): void {
    this.isClosed = true
    this.element.removeEventListener('seeked', this.endSeek)
    this.element.removeEventListener('loadedmetadata', this.pump)
    this.element.removeEventListener('ended', this.tellEnd)
    if (this.element.cancelVideoFrameCallback) this.element.cancelVideoFrameCallback(this.handle)
    else cancelAnimationFrame(this.handle)
    this.release()
  }

  private readonly pump = (): void => {
    if (this.wanted === undefined || this.sought !== undefined || this.element.readyState < HAS_METADATA) return
    this.sought = this.wanted
    this.wanted = undefined
    this.element.currentTime = (this.sought + WITHIN_FRAME) / this.perSecond
  }

  private readonly endSeek = (): void => {
    const { sought } = this
    this.sought = undefined
    if (this.wanted !== undefined) return this.pump()
    if (sought !== undefined) this.take(sought)
    this.release()
  }

  private readonly tellEnd = (): void => this.settings.onEnd()

  private release(): void {
    for (const resolve of this.waiting) resolve()
    this.waiting.clear()
  }

  /** By the browser's own word on each frame; where it gives none, by looking at the clock. */
  private listen(): void {
    if (this.isClosed) return
    if (this.element.requestVideoFrameCallback) {
      this.handle = this.element.requestVideoFrameCallback((_now, { mediaTime }) => {
        this.take(Math.round(mediaTime * this.perSecond))
        this.listen()
      })
    } else {
      this.handle = requestAnimationFrame(() => {
        if (this.isPlaying) this.take(Math.floor(this.clock))
        this.listen()
      })
    }
  }

  private take(frame: number): void {
    if (this.isClosed) return
    this.presented = Math.max(0, Math.min(this.settings.frames - 1, frame))
    this.settings.onFrame()
  }
}
