import type { Value } from './values'

interface Range {
  least: number
  most: number
  start: number
  /** Times the timeline's width or height. */
  by?: 'width' | 'height'
  isWhole?: boolean
}

const within = (least: number, most: number, start = 0): Range => ({ least, most, start })
const whole = (most: number): Range => ({ least: 0, most, start: 0, isWhole: true })

const ranges: Record<string, Range> = {
  Pan: { least: -4, most: 4, start: 0, by: 'width' }, Tilt: { least: -4, most: 4, start: 0, by: 'height' },
  ZoomX: within(0, 100, 1), ZoomY: within(0, 100, 1), RotationAngle: within(-360, 360),
  AnchorPointX: { least: -4, most: 4, start: 0, by: 'width' }, AnchorPointY: { least: -4, most: 4, start: 0, by: 'height' },
  Pitch: within(-1.5, 1.5), Yaw: within(-1.5, 1.5),
  CropLeft: { least: 0, most: 1, start: 0, by: 'width' }, CropRight: { least: 0, most: 1, start: 0, by: 'width' },
  CropTop: { least: 0, most: 1, start: 0, by: 'height' }, CropBottom: { least: 0, most: 1, start: 0, by: 'height' },
  CropSoftness: within(-100, 100), DynamicZoomEase: whole(3), CompositeMode: whole(31), Opacity: within(0, 100, 100),
  Distortion: within(-1, 1), RetimeProcess: whole(3), MotionEstimation: whole(6), Scaling: whole(4), ResizeFilter: whole(15),
}

const switches: Record<string, boolean> = { ZoomGang: true, FlipX: false, FlipY: false, CropRetain: false }

const names = [...Object.keys(ranges), ...Object.keys(switches)]

/** V7: what `SetProperty` keeps: one value for all frames, clipped to its range without a word; nothing of an unknown name. */
export class PropertySheet {
  private readonly values: Record<string, number | boolean> = {}

  constructor(private readonly size: { width: number; height: number }) {}

  get(name: string): number | boolean | undefined {
    return this.values[name] ?? ranges[name]?.start ?? switches[name]
  }

  all(): { [name: string]: Value } {
    const made: { [name: string]: Value } = {}
    for (const name of names) made[name] = this.get(name)
    return made
  }

  set(name: string, value: unknown): boolean {
    const range = ranges[name]
    if (range === undefined) {
      if (switches[name] === undefined) return false
      this.values[name] = value === true || value === 1
      return true
    }
    if (typeof value !== 'number' || value !== value || (range.isWhole === true && value !== Math.floor(value))) return false
    const unit = range.by === undefined ? 1 : this.size[range.by]
    this.values[name] = Math.min(range.most * unit, Math.max(range.least * unit, value))
    return true
  }

  copyTo(other: PropertySheet): void {
    for (const name of names) {
      const value = this.values[name]
      if (value !== undefined) other.values[name] = value
    }
  }
}
