import { allowsDropFrame, FirstpassError, formatTimecode, parseTimecode } from '#protocol'
import type { Timeline } from './timeline'

type Labelled = Pick<Timeline, 'rate' | 'isDropFrame'>

/** Frame of the timeline, its start counted in, of what Resolve calls a timecode; undefined where it says none. */
export function frameOf(text: string, { rate, isDropFrame }: Labelled): number | undefined {
  // Resolve tells dropped labels by the last separator, but takes and gives either.
  const parts = text.replaceAll(';', ':')
  const label = isDropFrame && allowsDropFrame(rate) ? parts.replace(/:(\d+)$/, ';$1') : parts
  try {
    return parseTimecode(label, rate).frame
  } catch (thrown) {
    if (thrown instanceof FirstpassError) return undefined
    throw thrown
  }
}

export const timecodeOf = (frame: number, { rate, isDropFrame }: Labelled): string =>
  formatTimecode({ frame, isDropFrame }, rate)
