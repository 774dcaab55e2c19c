import type * as official from '@adobe/premierepro'
import { ClipItem } from './clip-items'
import { expose, ownOf } from './expose'
import { HostError, illegalType, scriptActionFailed } from './host-error'
import type { Machine } from './machine'

class Segments {
  constructor(readonly text: string) {}
}

const keysOf: Readonly<Record<string, readonly string[]>> = {
  root: ['language', 'segments', 'speakers'], segments: ['start', 'duration', 'language', 'speaker', 'words'],
  words: ['start', 'duration', 'confidence', 'eos', 'tags', 'text', 'type'], speakers: ['id', 'name'],
}

/** R14: every field that there is, and none besides. */
function checkSchema(value: unknown, kind: keyof typeof keysOf = 'root'): void {
  const refuse = (): never => { throw new HostError('Invalid transcript JSON') }
  if (typeof value !== 'object' || value === null) return refuse()
  const names = Object.keys(value).sort()
  if (names.join() !== [...keysOf[kind] ?? []].sort().join()) return refuse()
  for (const [name, inside] of Object.entries(value)) {
    if (keysOf[name] === undefined || !Array.isArray(inside)) continue
    if (inside.length === 0) return refuse()
    for (const each of inside as unknown[]) checkSchema(each, name)
  }
}

/** R14: reported to throw in 26.2.2. */
export const transcriptStatics = (machine: Machine): Partial<official.TranscriptStatic> => expose(machine, {
  importFromJSON: (text: string) => {
    if (machine.knobs.transcript === 'throws') throw scriptActionFailed()
    if (typeof text !== 'string') throw illegalType()
    checkSchema(JSON.parse(text))
    return new Segments(text) as unknown as official.TextSegments
  },
  createImportTextSegmentsAction: (segments: official.TextSegments, given: official.ClipProjectItem) => {
    const own = ownOf(ClipItem, given)
    if (ownOf(Segments, segments) === undefined || own === undefined) throw illegalType()
    return own.action('importTranscript', (item) => { item.hasTranscript = true })
  },
  hasTranscript: (given: official.ClipProjectItem) => ownOf(ClipItem, given)?.state.hasTranscript ?? false,
}, { importFromJSON: 1, createImportTextSegmentsAction: 2 })
