import type { ClipNeeds } from '#host'
import { asFailure, type DoorValue, failure, type ScratchPlace } from '#protocol'
import { Batch, HOST, numberOf, recordOf, type ResolveApi, textOf } from './batch'
import type { FoundClip } from './clip-place'
import { copyTimeline, planCopy, takeBack } from './copy-timeline'
import {
  checkIdle, checkStorage, chooseCodec, giveDeliveryBack, keepDelivery, lookAtJob, openPage, pageNow, refuseRender,
} from './deliver'
import { onTimeline } from './on-timeline'
import { deleteItems } from './take-out'
import { allItems, readTimeline, type Timeline } from './timeline'
import { twice } from './twice'

/** What rendering needs beside Resolve. */
export interface Rendering {
  /** Where what is rendered goes, in a folder that is there. */
  place(source: string): Promise<ScratchPlace>
  remove(place: ScratchPlace): Promise<void>
  wait(ms: number): Promise<void>
}

interface Wish {
  found: FoundClip
  /** Frames of the timeline, half-open. */
  from: number
  to: number
  place: ScratchPlace
  watch: ClipNeeds['watch']
  wait: Rendering['wait']
}

const POLL_MS = 500
/** A job at which nothing moves for so many looks is stuck, at a window that waits for an answer most likely. */
const PATIENT_LOOKS = 60

/**
 * Renders frames of a clip as Resolve shows it, alone: on a copy of its timeline on which nothing else is left, so that neither
 * the timeline nor its marks nor its tracks are touched; the Deliver page is given back.
 * @returns the file, and sentences on what is not as it was @throws HOST_REFUSED, HOST_BUSY
 */
export async function renderGraded(api: ResolveApi, wish: Wish): Promise<{ path: string; notes: readonly string[] }> {
  const { timeline, item } = wish.found
  const { project } = timeline
  if (!item.isShown) throw refuseRender('the clip is disabled')
  await checkIdle(api, project)
  await checkStorage(api, project, wish.place.folder)
  const { codec, format } = await chooseCodec(api, project)
  const copying = await planCopy(api, timeline, 'Firstpass render')
  const end = (): Promise<readonly string[]> => twice(() => takeBack(api, timeline, copying)).catch(() =>
    [`“${copying.name}” may be left in the project: delete it there.`])
  let made: Awaited<ReturnType<typeof deliver>>
  try {
    const copy = await copyTimeline(api, timeline, copying)
    made = await onTimeline(api, copy, async () => {
      await leaveAlone(api, copy, wish)
      return deliver(api, copy, { wish, codec, format })
    })
  } catch (thrown) {
    throw withNotes(thrown, await end())
  }
  return { ...made, notes: [...made.notes, ...await end()] }
}

/** Tracks that are turned off can't be told from others; clips that are gone can. @throws HOST_REFUSED */
async function leaveAlone(api: ResolveApi, copy: Timeline, { found: { item } }: Wish): Promise<void> {
  const isIt = ({ track, start, duration }: typeof item): boolean =>
    track === item.track && start === item.start && duration === item.duration
  const locked = copy.tracks.filter(({ isLocked }) => isLocked)
  if (locked.length > 0) {
    const batch = new Batch()
    for (const { index } of locked) batch.make(copy.thing, 'SetTrackLock', 'video', index, false)
    await batch.run(api)
  }
  const others = allItems(copy).filter((each) => !isIt(each))
  if (others.length > 0) await deleteItems(api, copy, others)
  const left = await readTimeline(api, copy.id)
  const [alone, ...more] = left ? allItems(left) : []
  // What is on a track that is not told of would be in the picture.
  const isTold = left?.tracks.every(({ index, isEmpty }) => index === item.track || isEmpty) === true
  const isAlone = isTold && alone !== undefined && isIt(alone) && more.length === 0 && alone.mediaId === item.mediaId
  if (!isAlone) throw refuseRender('the clip is not alone on the copy of the timeline')
}

interface Delivering {
  wish: Wish
  format: string
  codec: string
}

/** On its own page, where presets of all kinds are kept and loaded. */
async function deliver(
  api: ResolveApi, copy: Timeline, { wish, format, codec }: Delivering,
): Promise<{ path: string; notes: readonly string[] }> {
  const { project } = copy
  try {
    if (project.page !== 'deliver') await openPage(api, 'deliver')
    const kept = await keepDelivery(api, project, wish.place.name)
    let path: string
    try {
      path = await renderJob(api, copy, { wish, format, codec })
    } catch (thrown) {
      throw withNotes(thrown, await giveDeliveryBack(api, project, kept))
    }
    return { path, notes: await giveDeliveryBack(api, project, kept) }
  } finally {
    await twice(() => leaveDeliver(api, project.page))
  }
}

/** What is not as it was is said, too, where nothing was rendered. */
function withNotes(thrown: unknown, notes: readonly string[]): unknown {
  if (notes.length === 0) return thrown
  const { code, data, message } = asFailure(thrown)
  const reason = [code === 'HOST_REFUSED' ? String(data.reason) : message, ...notes].join('. ')
  return failure('HOST_REFUSED', { host: HOST, action: 'render the clip', reason }, thrown)
}

/** To the page that the user had open, unless they went elsewhere. */
async function leaveDeliver(api: ResolveApi, page: string): Promise<void> {
  if (page === 'deliver' || await pageNow(api) !== 'deliver') return
  await openPage(api, page)
  if (await pageNow(api) === 'deliver') throw refuseRender(`the ${page} page did not open again`)
}

/** @returns the file that it wrote */
async function renderJob(api: ResolveApi, copy: Timeline, { wish, format, codec }: Delivering): Promise<string> {
  const { from, to, place: { folder, name } } = wish
  const { project } = copy
  let isStarted = false
  try {
    const job = await addJob(api, copy, { wish, format, codec })
    const file = fileOf(await findJobs(api, project, { job, name }), { copy, frames: to - from }) ?? `${name}.${format}`
    const starting = new Batch()
    const answer = starting.make(project.thing, 'StartRendering', job)
    isStarted = (await starting.run(api)).isYes(answer)
    if (!isStarted) throw refuseRender('it did not start')
    await finish(api, project, { job, wish })
    return `${folder}${folder.includes('\\') ? '\\' : '/'}${file}`
  } finally {
    await twice(() => dropJobs(api, project, { name, isStarted }))
  }
}

/** @returns its id */
async function addJob(api: ResolveApi, copy: Timeline, { wish, format, codec }: Delivering): Promise<string> {
  const { from, to, place: { folder, name } } = wish
  const { project: { thing }, width, height } = copy
  const batch = new Batch()
  // A job is of the timeline that is open, and the user may have opened another one by now.
  batch.need(thing, 'SetCurrentTimeline', copy.thing)
  const isChosen = batch.need(thing, 'SetCurrentRenderFormatAndCodec', format, codec)
  batch.need(thing, 'SetCurrentRenderMode', 1)
  const isSet = batch.need(thing, 'SetRenderSettings', {
    SelectAllFrames: false, MarkIn: from, MarkOut: to - 1, TargetDir: folder, CustomName: name, ExportVideo: true,
    ExportAudio: false, FormatWidth: width, FormatHeight: height,
  })
  const job = batch.make(thing, 'AddRenderJob')
  const got = await batch.run(api)
  if (got.text(job) !== '') return got.text(job)
  throw refuseRender(`it took no ${got.isYes(isSet) ? 'job' : got.isYes(isChosen) ? 'settings' : codec}`)
}

type Job = Readonly<Record<string, DoorValue>>

/** Ours in the queue, by its id or by the file that it makes. */
async function findJobs(
  api: ResolveApi, { thing }: Timeline['project'], { job, name }: { job?: string; name: string },
): Promise<Job[]> {
  const batch = new Batch()
  const jobs = batch.make(thing, 'GetRenderJobList')
  const told = (await batch.run(api)).value(jobs)
  if (!Array.isArray(told)) throw refuseRender('it does not tell what is in the render queue')
  return told.map(recordOf)
    .filter(({ JobId, OutputFilename: file }) => (job !== undefined && JobId === job) || textOf(file).startsWith(name))
}

/** What the queue says of it: its file's name, where this version tells. @throws HOST_REFUSED where it is of other frames */
function fileOf([job]: readonly Job[], { copy, frames }: { copy: Timeline; frames: number }): string | undefined {
  const [first, last] = [numberOf(job?.MarkIn), numberOf(job?.MarkOut)]
  if (first !== undefined && last !== undefined && last - first + 1 !== frames) {
    throw refuseRender(`it would render ${last - first + 1} frames instead of ${frames}`)
  }
  const timeline = textOf(job?.TimelineName)
  if (timeline !== '' && timeline !== copy.name) throw refuseRender(`it would render “${timeline}”`)
  return textOf(job?.OutputFilename) || undefined
}

async function finish(api: ResolveApi, project: Timeline['project'], { job, wish }: { job: string; wish: Wish }): Promise<void> {
  const { watch, wait } = wish
  let [last, stuck] = [-1, 0]
  for (;;) {
    const { isBusy, percent, error } = await lookAtJob(api, project, job)
    if (error !== '') throw refuseRender(error)
    if (percent >= 100 && !isBusy) return
    if (watch?.isCancelled()) throw refuseRender('it was cancelled')
    watch?.progress(percent, 100)
    stuck = percent > last ? 0 : stuck + 1
    last = Math.max(last, percent)
    if (stuck >= PATIENT_LOOKS && !isBusy) throw refuseRender('it does not get on: close any window that waits in it')
    await wait(POLL_MS)
  }
}

/** Ours alone; one that still runs is stopped first. What the user renders goes on. */
async function dropJobs(
  api: ResolveApi, project: Timeline['project'], { name, isStarted }: { name: string; isStarted: boolean },
): Promise<void> {
  const own = await findJobs(api, project, { name })
  if (own.length === 0) return
  const states = await Promise.all(own.map(({ JobId }) => lookAtJob(api, project, textOf(JobId))))
  // Of one whose start was not answered only what is done tells.
  const isRunning = states.some(({ isBusy, percent, error }) =>
    isBusy && percent < 100 && error === '' && (isStarted || percent > 0))
  const batch = new Batch()
  if (isRunning) batch.make(project.thing, 'StopRendering')
  for (const { JobId } of own) batch.make(project.thing, 'DeleteRenderJob', textOf(JobId))
  await batch.run(api)
  const left = await findJobs(api, project, { name })
  if (left.length > 0) throw refuseRender('its job stays in the render queue: delete it there')
}
