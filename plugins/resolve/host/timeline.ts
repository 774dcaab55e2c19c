import { allowsDropFrame, type DoorValue, failure, rateFromNumber, type Rate } from '#protocol'
import { Batch, HOST, numberOf, recordOf, ROOT, textOf, type Thing, thingOf } from './batch'
import type { Answers, ResolveApi } from './batch'
import { type JobNote, NOTE_FIELD, readNotes } from './job-notes'
import { refused } from './refuse'

/** A clip of picture on a track, as it was read. Frames of timelines count their start timecode in. */
export interface Item {
  thing: Thing
  id: string
  name: string
  /** From 1, the lowest. */
  track: number
  start: number
  duration: number
  /** The media's frame that it plays first, and about where it ends: whether that is in or out is not documented. */
  from: number
  last: number
  isShown: boolean
  /** Of a generator, a title, an adjustment clip: undefined, ''. */
  media: Thing | undefined
  mediaId: string
  notes: readonly JobNote[]
}

export interface Track {
  index: number
  name: string
  isLocked: boolean
  /** Resolve said so: what it does not tell, or tells no place of, may lie there all the same. */
  isEmpty: boolean
  items: readonly Item[]
}

export interface Project {
  thing: Thing
  /** '' where it is not told. */
  id: string
  pool: Thing
  storage: Thing
  page: string
}

export interface Timeline {
  project: Project
  thing: Thing
  id: string
  name: string
  startFrame: number
  rate: Rate
  isDropFrame: boolean
  width: number
  height: number
  /** Of the playhead. */
  timecode: string
  /** Half-open, undefined where the user set none. */
  marked: { from: number; to: number } | undefined
  /** Undefined in versions that don't tell. */
  selectedIds: readonly string[] | undefined
  isCurrent: boolean
  /** The one that the user has open. */
  current: Thing | undefined
  tracks: readonly Track[]
}

/** Tracks that one batch asks for, whether they are there or not; each takes about a dozen calls. */
const TRACKS_AT_ONCE = 8

interface Opened {
  project: Project
  current: Thing | undefined
  currentId: string
  /** Of timelines; undefined where it is not told. */
  count: number | undefined
}

/** Undefined where no project is open. @throws HOST_BUSY while a window of Resolve's waits for an answer */
export async function openProject(api: ResolveApi): Promise<Opened | undefined> {
  const batch = new Batch()
  const tell = askProject(batch).tell
  return tell(await batch.run(api))
}

function askProject(batch: Batch): { current: Thing; tell(got: Answers): Opened | undefined } {
  const page = batch.make(ROOT, 'GetCurrentPage')
  const manager = batch.make(ROOT, 'GetProjectManager')
  const storage = batch.make(ROOT, 'GetMediaStorage')
  const project = batch.make(manager, 'GetCurrentProject')
  const id = batch.make(project, 'GetUniqueId')
  const pool = batch.make(project, 'GetMediaPool')
  const count = batch.make(project, 'GetTimelineCount')
  const current = batch.make(project, 'GetCurrentTimeline')
  const currentId = batch.make(current, 'GetUniqueId')
  const tell = (got: Answers): Opened | undefined => {
    const [isProject, isPool, isStorage] = [got.thing(project), got.thing(pool), got.thing(storage)]
    if (got.text(page) === '') {
      const reason = 'a window of it waits for an answer, or the Project Manager is open'
      throw failure('HOST_BUSY', { host: HOST, reason })
    }
    if (!isProject || !isPool || !isStorage) return undefined
    return {
      project: { thing: isProject, id: got.text(id), pool: isPool, storage: isStorage, page: got.text(page) },
      current: got.thing(current), currentId: got.text(currentId), count: got.number(count),
    }
  }
  return { current, tell }
}

/** @param id of a timeline, the current one where it is left out; undefined where there is none */
export async function readTimeline(api: ResolveApi, id?: string): Promise<Timeline | undefined> {
  // The one that is open is the one that is wanted, nearly always: all of it is asked for at once.
  const batch = new Batch()
  const asked = askProject(batch)
  const whole = askTimeline(batch, asked.current)
  const got = await batch.run(api)
  const opened = asked.tell(got)
  if (!opened) return undefined
  const isCurrent = id === undefined || id === opened.currentId
  const thing = isCurrent ? opened.current : await findTimeline(api, opened, id)
  if (!thing) return undefined
  const told = isCurrent ? whole(got) : await tellAlone(api, thing)
  const tracks = [...told.tracks]
  for (let first = tracks.length + 1; first <= told.count; first += TRACKS_AT_ONCE) {
    const more = new Batch()
    const tell = askTracks(more, thing, { first, last: Math.min(told.count, first + TRACKS_AT_ONCE - 1) })
    tracks.push(...tell(await more.run(api)))
  }
  const known = told.facts.id || (id ?? opened.currentId)
  return { ...told.facts, id: known, project: opened.project, thing, isCurrent, current: opened.current, tracks }
}

interface Told {
  facts: ReturnType<typeof tellFacts>
  /** Of all tracks; those that were asked for may be fewer. */
  count: number
  tracks: readonly Track[]
}

function askTimeline(batch: Batch, thing: Thing): (got: Answers) => Told {
  const facts = askFacts(batch, thing)
  const tell = askTracks(batch, thing, { first: 1, last: TRACKS_AT_ONCE })
  return (got) => {
    const count = got.number(facts.tracks) ?? 0
    return { facts: tellFacts(got, facts), count, tracks: tell(got).slice(0, count) }
  }
}

async function tellAlone(api: ResolveApi, thing: Thing): Promise<Told> {
  const batch = new Batch()
  const tell = askTimeline(batch, thing)
  return tell(await batch.run(api))
}

async function findTimeline(api: ResolveApi, opened: Opened, id: string): Promise<Thing | undefined> {
  return (await listTimelines(api, opened)).find((each) => each.id === id)?.thing
}

export interface ListedTimeline {
  thing: Thing
  id: string
  name: string
}

/** All of a project that it tells of. */
export async function listTimelines(api: ResolveApi, { project, count = 0 }: Opened): Promise<ListedTimeline[]> {
  const most = 80
  const all: ListedTimeline[] = []
  for (let first = 1; first <= count; first += most) {
    const batch = new Batch()
    const asked = Array.from({ length: Math.min(most, count - first + 1) }, (_none, index) => {
      const timeline = batch.make(project.thing, 'GetTimelineByIndex', first + index)
      return { timeline, id: batch.make(timeline, 'GetUniqueId'), name: batch.make(timeline, 'GetName') }
    })
    const got = await batch.run(api)
    all.push(...asked.flatMap(({ timeline, id, name }) => {
      const thing = got.thing(timeline)
      return thing ? [{ thing, id: got.text(id), name: got.text(name) }] : []
    }))
  }
  return all
}

type Facts = Record<
  'id' | 'name' | 'start' | 'rate' | 'width' | 'height' | 'timecode' | 'marked' | 'selected' | 'tracks', { $answer: number }
>

function askFacts(batch: Batch, timeline: Thing): Facts {
  const setting = (name: string): { $answer: number } => batch.make(timeline, 'GetSetting', name)
  const facts = {
    id: batch.make(timeline, 'GetUniqueId'), name: batch.make(timeline, 'GetName'),
    start: batch.make(timeline, 'GetStartFrame'), rate: setting('timelineFrameRate'),
    width: setting('timelineResolutionWidth'), height: setting('timelineResolutionHeight'),
    timecode: batch.make(timeline, 'GetCurrentTimecode'), marked: batch.make(timeline, 'GetMarkInOut'),
    tracks: batch.make(timeline, 'GetTrackCount', 'video'),
  }
  return { ...facts, selected: batch.each(batch.make(timeline, 'GetSelectedClips'), 'GetUniqueId') }
}

function tellFacts(got: Answers, facts: Facts): Omit<Timeline, 'project' | 'thing' | 'isCurrent' | 'current' | 'tracks'> {
  const startFrame = got.number(facts.start) ?? 0
  const rate = got.word(facts.rate)
  const timecode = got.text(facts.timecode)
  const perSecond = Number.parseFloat(rate)
  if (!(perSecond > 0)) throw refused('look at the timeline', 'it tells no frame rate of the timeline')
  const video = recordOf(got.record(facts.marked).video)
  const [first, last] = [numberOf(video.in), numberOf(video.out)]
  const selected = got.value(facts.selected)
  return {
    id: got.text(facts.id), name: got.text(facts.name), startFrame,
    isDropFrame: /DF/.test(rate) || (timecode.includes(';') && allowsDropFrame(rateFromNumber(perSecond))),
    rate: rateFromNumber(perSecond),
    width: Number(got.value(facts.width)), height: Number(got.value(facts.height)), timecode,
    marked: first === undefined || last === undefined ? undefined : { from: startFrame + first, to: startFrame + last + 1 },
    selectedIds: Array.isArray(selected) ? selected.map(textOf) : undefined,
  }
}

function askTracks(
  batch: Batch, timeline: Thing, { first, last }: { first: number; last: number },
): (got: Answers) => Track[] {
  const asked = Array.from({ length: last - first + 1 }, (_none, index) => {
    const track = first + index
    const items = batch.make(timeline, 'GetItemListInTrack', 'video', track)
    const media = batch.each(items, 'GetMediaPoolItem')
    return {
      track, items, media,
      name: batch.make(timeline, 'GetTrackName', 'video', track),
      isLocked: batch.make(timeline, 'GetIsTrackLocked', 'video', track),
      columns: [
        batch.each(items, 'GetUniqueId'), batch.each(items, 'GetName'), batch.each(items, 'GetStart'),
        batch.each(items, 'GetDuration'), batch.each(items, 'GetSourceStartFrame'), batch.each(items, 'GetSourceEndFrame'),
        batch.each(items, 'GetClipEnabled'), batch.each(media, 'GetUniqueId'),
        batch.each(media, 'GetThirdPartyMetadata', NOTE_FIELD),
      ],
    }
  })
  return (got) => asked.map(({ track, items, media, name, isLocked, columns }) => {
    const [things, medias, lists] = [got.list(items), got.list(media), columns.map((column) => got.list(column))]
    const row = (index: number): Row => ({
      track, thing: thingOf(things[index]), media: thingOf(medias[index]), cells: lists.map((list) => list[index]),
    })
    const all = things.map((_thing, index) => itemOf(row(index))).filter((item) => item !== undefined)
    const isEmpty = things.length === 0 && Array.isArray(got.value(items))
    return { index: track, name: got.text(name), isLocked: got.isYes(isLocked), isEmpty, items: all }
  })
}

interface Row {
  track: number
  thing: Thing | undefined
  media: Thing | undefined
  cells: readonly (DoorValue | undefined)[]
}

function itemOf({ track, thing, media, cells }: Row): Item | undefined {
  const [id, name, start, duration, from, last, isShown, mediaId, notes] = cells
  if (!thing || typeof start !== 'number' || typeof duration !== 'number') return undefined
  return {
    thing, track, start, duration, media, id: textOf(id), name: textOf(name), from: numberOf(from) ?? 0,
    last: numberOf(last) ?? 0, isShown: isShown !== false, mediaId: textOf(mediaId), notes: readNotes(textOf(notes)),
  }
}

export const allItems = ({ tracks }: Pick<Timeline, 'tracks'>): Item[] => tracks.flatMap(({ items }) => items)

/** Something of ours lies there as a clip of its own. */
export const isOurs = ({ notes }: Item): boolean => notes.some(({ form }) => form === 'clip')
