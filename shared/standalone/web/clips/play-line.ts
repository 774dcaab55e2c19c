import type { FrameRange, Rate } from '#protocol'

export type Side = 'original' | 'result'

/**
 * The frames that are stepped through while an original and a result of it are compared: the source's own, or the result's
 * where that has another number of them (slow motion, another rate). One clock for both.
 */
export interface PlayLine {
  frames: number
  rate: Rate
  /** Whose frames those of the line are. */
  clock: Side
  /** Where a side is when the line is at `position`, whole frames and parts of them; undefined where it has nothing. */
  at(side: Side, position: number): number | undefined
  /** The first frame of the line that shows a side's frame, or the nearest one where none does. */
  of(side: Side, frame: number): number
}

export interface Played {
  frames: number
  rate: Rate
}

/** A result's own frames, and which of the source they were made from. */
export interface Made extends Played {
  range: FrameRange
  isRetimed: boolean
}

const clamp = (value: number, frames: number): number => Math.max(0, Math.min(frames - 1, value))

export function playLine(original: Played, made?: Made): PlayLine {
  return made?.isRetimed === true ? retimedLine(made) : sourceLine(original, made?.range)
}

function sourceLine({ frames, rate }: Played, range: FrameRange | undefined): PlayLine {
  return {
    frames, rate, clock: 'original',
    at(side, position) {
      if (side === 'original') return position
      return range && position >= range.in && position < range.out ? position - range.in : undefined
    },
    of: (side, frame) => clamp(side === 'original' ? frame : frame + (range?.in ?? 0), frames),
  }
}

/** Both last as long as each other: frame k of m shows source frame floor(k n / m) of n. */
function retimedLine({ frames, rate, range }: Made): PlayLine {
  const count = range.out - range.in
  return {
    frames, rate, clock: 'result',
    at: (side, position) => side === 'result' ? position : range.in + position * count / frames,
    of: (side, frame) => clamp(side === 'result' ? frame : Math.ceil((frame - range.in) * frames / count), frames),
  }
}

/** The frame that a side shows at a frame of the line. */
export function frameAt(line: PlayLine, side: Side, frame: number): number | undefined {
  const at = line.at(side, frame)
  return at === undefined ? undefined : Math.floor(at)
}

export const framesPerSecond = ({ num, den }: Rate): number => num / den
