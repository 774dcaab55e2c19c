import path from 'node:path'
import {
  describeIssues, failure, type Rate, type Timeline, type TimelineFormat, timelineFormatSchema, timelineSchema, z,
} from '#protocol'
import { checkTimeline } from './check-timeline'
import { writeEdl } from './edl'
import { writeFcpxml } from './fcpxml'
import { writeMlt } from './mlt'
import { writeOtio } from './otio'
import type { Found, Written } from './places'
import { readEdl } from './read-edl'
import { readFcpxml } from './read-fcpxml'
import { readMlt } from './read-mlt'
import { readOtio } from './read-otio'
import { readXmeml } from './read-xmeml'
import { writeXmeml } from './xmeml'

interface Format {
  write(timeline: Timeline): Written
  read(text: string, rate?: Rate): Found
}

const formats: Readonly<Record<TimelineFormat, Format>> = {
  otio: { write: writeOtio, read: readOtio },
  fcpxml: { write: writeFcpxml, read: readFcpxml },
  xml: { write: writeXmeml, read: readXmeml },
  edl: { write: writeEdl, read: readEdl },
  mlt: { write: writeMlt, read: readMlt },
}

/** By the extension of a name. @throws OPTION_INVALID */
export function formatOf(file: string): TimelineFormat {
  const parsed = timelineFormatSchema.safeParse(path.extname(file).slice(1).toLowerCase())
  if (parsed.success) return parsed.data
  throw failure('OPTION_INVALID', { option: 'path', reason: `"${path.extname(file)}" is none of .otio .fcpxml .xml .edl .mlt` })
}

/** @throws TIMELINE_INVALID, TIMELINE_UNSUPPORTED, TIMECODE_INVALID */
export function writeTimeline(timeline: Timeline, format: TimelineFormat): Written {
  checkTimeline(timeline)
  return formats[format].write(timeline)
}

/**
 * A timeline as a file has it; what we do not know of a format is left out and noted.
 * @param file its name, for messages @throws TIMELINE_UNREADABLE
 */
export function readTimeline(text: string, format: TimelineFormat, { file, rate }: { file: string; rate?: Rate | undefined }): {
  timeline: Timeline
  notes: string[]
} {
  try {
    const { timeline, notes } = formats[format].read(text, rate)
    const parsed = timelineSchema.parse(timeline)
    checkTimeline(parsed)
    return { timeline: parsed, notes: [...new Set(notes)] }
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error)
    const reason = error instanceof z.core.$ZodError ? describeIssues(error) : words
    throw failure('TIMELINE_UNREADABLE', { path: file, reason: reason.replace(/\.$/, '').slice(0, 500) }, error)
  }
}
