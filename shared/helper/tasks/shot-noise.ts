import type { FrameGlance } from '#helper/pipeline/cut'
import { identityCurve } from '#helper/pipeline/light-curve'
import { evenNoise, measureHalved, measureNoise, type NoiseLevel } from '#helper/pipeline/noise-level'
import type { PictureFile } from '#helper/pipeline/picture-file'

/** Frames of a shot's beginning whose levels are compared; the median of three is not misled by one. */
const FRAMES = 3

/** Where the mean luminance has moved by this since the level was measured, a fade has shown what was dark: once more. */
const OTHER_LIGHT = 0.1

const ignore = (): void => undefined

/** The noise of several frames of one shot: the median at each luminance, of those that have flat areas. */
export function noiseOfFrames(frames: readonly PictureFile[]): NoiseLevel {
  const levels = frames.slice(0, FRAMES).map((frame) => measureNoise(frame, identityCurve, ignore))
  const known = levels.filter(({ isMeasured }) => isMeasured)
  const [first] = known
  if (!first) return levels[0] ?? evenNoise(0)
  const channel = (c: 0 | 1 | 2): number => median(known.map(({ perChannel }) => perChannel[c]))
  return {
    sigma: first.sigma.map((_, band) => median(known.map(({ sigma }) => sigma[band] as number))),
    perChannel: [channel(0), channel(1), channel(2)],
    halved: median(known.map(({ halved }) => halved)),
    isMeasured: true,
  }
}

/** A level that was given, on 0..1; what of it is left at half size is seen in a frame. */
export const givenNoise = (sigma: number, frame: PictureFile): NoiseLevel =>
  evenNoise(sigma, measureHalved(frame, identityCurve, ignore))

/** Of two values the lower: too little is taken rather than too much. */
function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)] as number
}

interface State {
  level: Omit<NoiseLevel, 'sigma' | 'left'> & { sigma: number[] }
  /** Mean luminance where it was measured. */
  light: number
  /** Of all shots so far. */
  shots: number
  /** A shot before this one ended without a level. */
  wasUnmeasured: boolean
}

/** The noise level of the shot that is being cleaned: measured where it begins, so that it doesn't flicker. */
export class ShotNoise {
  private state: State | undefined

  /** @param given the level on 0..1, if it was given */
  constructor(private readonly given: number | undefined) {}

  /** Of the shot that `frames` belong to, of which the first is the current one, seen as `glance`. */
  levelAt(frames: readonly PictureFile[], glance: FrameGlance, isNewShot: boolean): NoiseLevel {
    const { state } = this
    const isOther = this.given === undefined && state !== undefined && Math.abs(state.light - glance.mean) > OTHER_LIGHT
    const known = !isNewShot && !isOther && state?.level.isMeasured ? state : this.measure(frames, glance, isNewShot)
    return { ...known.level, sigma: Float32Array.from(known.level.sigma) }
  }

  get shots(): number {
    return this.state?.shots ?? 0
  }

  /** Some shot had no flat area in any of its frames. */
  get isUnmeasured(): boolean {
    return this.state !== undefined && (this.state.wasUnmeasured || !this.state.level.isMeasured)
  }

  save(): Buffer {
    return Buffer.from(JSON.stringify(this.state ?? null))
  }

  load(state: Buffer): void {
    this.state = (JSON.parse(state.toString()) as State | null) ?? undefined
  }

  private measure(frames: readonly PictureFile[], glance: FrameGlance, isNewShot: boolean): State {
    const [first] = frames
    const level = this.given === undefined || !first ? noiseOfFrames(frames) : givenNoise(this.given, first)
    // Where nothing can be measured any more, what was known of the shot is better than nothing.
    const before = isNewShot ? undefined : this.state
    const { perChannel, halved, isMeasured, sigma } = level
    const kept = !isMeasured && before ? before.level : { perChannel, halved, isMeasured, sigma: [...sigma] }
    this.state = {
      level: kept, light: glance.mean, shots: this.shots + (before ? 0 : 1),
      wasUnmeasured: before ? before.wasUnmeasured : this.isUnmeasured,
    }
    return this.state
  }
}
