import {
  addRatios, divideRatios, frameAt, markerColourSchema, type MarkerColour, type Rate, rateFromNumber, rateRatio, rateSchema,
  type Ratio, ratio, type TimelineInput, type TimelineMedia, timelineMediaSchema, z,
} from '#protocol'
import { baseName, isStillPath, pathFromUrl } from './media-url'
import { decimalRatio, ensureStream, type Found, type FoundMedia, LinkNames, MediaShelf, sourceOf, startOf } from './places'

/** Absent, or null as OTIO writes it. */
const maybe = <T extends z.ZodMiniType>(schema: T) => z.pipe(z.nullish(schema), z.transform((value) => value ?? undefined))

const timeSchema = z.looseObject({ value: z.number(), rate: z.number().check(z.positive()) })
type Time = z.infer<typeof timeSchema>
const rangeSchema = z.looseObject({ start_time: timeSchema, duration: timeSchema })
const text = z.pipe(z.nullish(z.string()), z.transform((value) => value ?? ''))
const metadataSchema = z._default(z.record(z.string(), z.unknown()), {})

const markerSchema = z.looseObject({
  name: text, color: text, comment: text, marked_range: rangeSchema,
})
const referenceSchema = z.looseObject({
  OTIO_SCHEMA: z.string(), name: text, target_url: z.optional(z.string()), available_range: maybe(rangeSchema),
  metadata: metadataSchema,
})
const effectSchema = z.looseObject({ OTIO_SCHEMA: z.string(), metadata: metadataSchema, time_scalar: z.optional(z.number()) })
const itemSchema = z.looseObject({
  OTIO_SCHEMA: z.string(),
  name: text,
  kind: z.optional(z.string()),
  source_range: maybe(rangeSchema),
  metadata: metadataSchema,
  effects: z._default(z.array(effectSchema), []),
  markers: z._default(z.array(markerSchema), []),
  children: z._default(z.array(z.unknown()), []),
  media_references: z.optional(z.record(z.string(), referenceSchema)),
  active_media_reference_key: z.optional(z.string()),
  media_reference: maybe(referenceSchema),
})
type Item = z.infer<typeof itemSchema>
const documentSchema = z.looseObject({
  OTIO_SCHEMA: z.string().check(z.regex(/^Timeline\./, 'is no Timeline')),
  name: text, global_start_time: maybe(timeSchema), metadata: metadataSchema, tracks: itemSchema,
})

/** What we wrote beside OTIO's own fields; believed only where it fits them. */
const ownSchema = z.looseObject({
  rate: z.optional(rateSchema), isDropFrame: z.optional(z.boolean()), speed: z.optional(rateSchema),
  ...z.partial(z.pick(timelineMediaSchema, { picture: true, hasAlpha: true, isStill: true, audio: true })).shape,
})
type Own = Partial<z.infer<typeof ownSchema>>

function ownOf(metadata: Record<string, unknown>): Own {
  const parsed = ownSchema.safeParse(metadata.firstpass)
  return parsed.success ? parsed.data : {}
}

/** @throws ZodError, SyntaxError */
export function readOtio(file: string): Found {
  const document = documentSchema.parse(JSON.parse(file))
  const own = ownOf(document.metadata)
  const tracks = document.tracks.children.map((child) => itemSchema.parse(child)).filter(isSchema('Track'))
  const rate = exactRate(document.global_start_time?.rate ?? firstRate(tracks) ?? 24, own.rate)
  const reader: Reader = { rate, shelf: new MediaShelf(), links: new LinkNames(), notes: [] }
  const read = tracks.map((track) => readTrack(track, reader))
  const start = document.global_start_time
  return {
    timeline: {
      name: document.name,
      rate,
      ...startOf(start === undefined ? 0 : frameAt(secondsOfTime(start, rate), rate, 'nearest'), own.isDropFrame === true),
      ...(own.picture === undefined ? {} : { picture: own.picture }),
      media: reader.shelf.media,
      tracks: read,
      markers: document.tracks.markers.map((marker) => readMarker(marker, rate)),
    },
    notes: reader.notes,
  }
}

interface Reader {
  rate: Rate
  shelf: MediaShelf
  links: LinkNames
  notes: string[]
}

const isSchema = (name: string) => ({ OTIO_SCHEMA }: { OTIO_SCHEMA: string }): boolean => OTIO_SCHEMA.startsWith(`${name}.`)

/** The rate that a decimal stands for: ours, where it is that very one. */
const exactRate = (decimal: number, own: Rate | undefined): Rate =>
  (own !== undefined && Math.abs(own.num / own.den - decimal) < 1e-9 * decimal ? own : rateFromNumber(decimal))

const secondsOfTime = ({ value }: Time, rate: Rate): Ratio => divideRatios(decimalRatio(value), rateRatio(rate))

function firstRate(tracks: readonly Item[]): number | undefined {
  const [first] = tracks.flatMap(({ children }) => children)
  const parsed = itemSchema.safeParse(first)
  return parsed.success ? parsed.data.source_range?.duration.rate : undefined
}

function readTrack(track: Item, reader: Reader): TimelineInput['tracks'][number] {
  const clips: TimelineInput['tracks'][number]['clips'] = []
  let at = ratio(0n)
  for (const child of track.children) {
    const item = itemSchema.parse(child)
    if (isSchema('Transition')(item)) {
      reader.notes.push(`The transition "${item.name}" was left out; it is a cut here.`)
      continue
    }
    const { duration, made } = readItem(item, { at, isAudio: track.kind === 'Audio' }, reader)
    at = addRatios(at, duration)
    if (made !== undefined) clips.push(made)
  }
  return { kind: track.kind === 'Audio' ? 'audio' : 'video', name: track.name, clips }
}

interface Made {
  duration: Ratio
  made?: TimelineInput['tracks'][number]['clips'][number]
}

/** A clip; gaps, and what can't be read as a clip of a file, only take their time. */
function readItem(item: Item, { at, isAudio }: { at: Ratio; isAudio: boolean }, reader: Reader): Made {
  const reference = item.media_references?.[item.active_media_reference_key ?? 'DEFAULT_MEDIA'] ?? item.media_reference
  const taken = item.source_range ?? reference?.available_range
  if (taken === undefined) throw new Error(`the item "${item.name}" has no duration`)
  const own = reference === undefined ? {} : ownOf(reference.metadata)
  const rate = exactRate(taken.duration.rate, own.rate ?? reader.rate)
  const duration = secondsOfTime(taken.duration, rate)
  if (isSchema('Gap')(item)) return { duration }
  if (!isSchema('Clip')(item) || reference?.target_url === undefined) {
    reader.notes.push(`"${item.name}" is no clip of a file and was left out.`)
    return { duration }
  }
  const media = reader.shelf.put(reference.target_url, () => readMedia(reference, taken, { rate, own }))
  const record = { in: frameAt(at, reader.rate, 'nearest'), out: frameAt(addRatios(at, duration), reader.rate, 'nearest') }
  const first = frameAt(secondsOfTime(taken.start_time, rate), media.rate, 'nearest') - (media.start?.frame ?? 0)
  const warp = item.effects.find(isSchema('LinearTimeWarp'))
  const speed = warp === undefined ? { num: 1, den: 1 } : exactRate(warp.time_scalar ?? 1, ownOf(warp.metadata).speed)
  return {
    duration,
    made: {
      name: item.name, media: media.id, record, speed, source: sourceOf({ media, first, record, rate: reader.rate, speed }),
      ...readResolve(item, { media, isAudio }, reader),
    },
  }
}

type Reference = z.infer<typeof referenceSchema>

function readMedia(
  reference: Reference, taken: z.infer<typeof rangeSchema>, { rate, own }: { rate: Rate; own: Own },
): FoundMedia {
  const path = pathFromUrl(reference.target_url ?? '')
  const available = reference.available_range ?? taken
  const isStill = own.isStill ?? isStillPath(path)
  const { picture, hasAlpha, audio } = own
  return {
    name: reference.name === '' ? baseName(path) : reference.name,
    path,
    rate,
    frames: isStill ? 1 : Math.max(1, frameAt(secondsOfTime(available.duration, rate), rate, 'nearest')),
    ...startOf(frameAt(secondsOfTime(available.start_time, rate), rate, 'nearest'), own.isDropFrame === true),
    isStill,
    ...(picture === undefined ? {} : { picture }),
    ...(hasAlpha === undefined ? {} : { hasAlpha }),
    ...(audio === undefined ? {} : { audio }),
  }
}

const resolveSchema = z.looseObject({
  'Link Group ID': z.optional(z.number()),
  Channels: z.optional(z.array(z.looseObject({ 'Source Channel ID': z.number(), 'Source Track ID': z.number() }))),
})

/** Links and channels, in Resolve's words; without them a clip of sound is all of the first stream. */
function readResolve(
  item: Item, { media, isAudio }: { media: TimelineMedia; isAudio: boolean }, { links }: Reader,
): Pick<TimelineInput['tracks'][number]['clips'][number], 'link' | 'sound'> {
  const parsed = resolveSchema.safeParse(item.metadata.Resolve_OTIO)
  const { 'Link Group ID': group, Channels: channels } = parsed.success ? parsed.data : {}
  const all = Array.from({ length: media.audio[0]?.channels ?? 0 }, (_, channel) => channel)
  const named = channels?.map((each) => each['Source Channel ID']) ?? all
  const link = group === undefined ? {} : { link: links.of(String(group)) }
  if (!isAudio || named.length === 0) return link
  const sound = { stream: channels?.[0]?.['Source Track ID'] ?? 0, channels: named }
  ensureStream(media, sound)
  return { ...link, sound }
}

function readMarker(marker: z.infer<typeof markerSchema>, rate: Rate): NonNullable<TimelineInput['markers']>[number] {
  const { start_time: start, duration } = marker.marked_range
  return {
    frame: frameAt(secondsOfTime(start, exactRate(start.rate, rate)), rate, 'nearest'),
    frames: Math.max(1, frameAt(secondsOfTime(duration, exactRate(duration.rate, rate)), rate, 'nearest')),
    name: marker.name,
    note: marker.comment,
    colour: readColour(marker.color),
  }
}

function readColour(name: string): MarkerColour {
  const parsed = markerColourSchema.safeParse(name.toLowerCase())
  return parsed.success ? parsed.data : name === 'PINK' ? 'magenta' : 'red'
}
