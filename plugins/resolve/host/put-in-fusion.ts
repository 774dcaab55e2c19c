import type { Landed } from '#host'
import { type CompositionOrder, failureFromJson, isSameRate, type MadeComposition } from '#protocol'
import { Batch, type ResolveApi } from './batch'
import { factsOf } from './clip-facts'
import type { FoundClip } from './clip-place'
import { namesOf, ownComps, removeComp } from './compositions'
import { countTools, isOwn, lookInto, OWN_NAME, UNSEEN } from './look-into-comp'
import { changeNotes, FORGOTTEN, noteOf, type Placing } from './notes-of'
import { STEPS, watchSteps } from './place-clip'
import { type ClipPlan, planClip } from './plan-clip'
import { refused } from './refuse'
import { markClip } from './settle-clip'
import { originalOf } from './takes'
import { allItems, readTimeline } from './timeline'

/** Writes the composition's file. */
export type Compose = (order: CompositionOrder) => Promise<MadeComposition>

const refuse = (reason: string): Error => refused('cut the clip in Fusion', reason)

interface Composing {
  found: FoundClip
  placing: Placing
  made: MadeComposition
  /** Of the item's, before ours. */
  names: readonly string[]
  /** The user's own, which ours hides. */
  hidden: string
}

/**
 * As a composition on the target itself, beside what compositions it has: its clip, cut by the matte's pictures.
 * @returns undefined if it was cancelled @throws HOST_REFUSED, TARGET_UNREADABLE, and what `compose` throws
 */
export async function putInFusion(
  api: ResolveApi, found: FoundClip, { placing, compose }: { placing: Placing; compose: Compose },
): Promise<Landed | undefined> {
  const { placement, clip } = placing
  const isEnded = watchSteps(placing)
  if (isEnded(0)) return undefined
  const plan = planClip(placement, clip, found.timeline.rate)
  await checkFit(api, found, { placing, plan })
  const names = await namesOf(api, found.item.thing)
  if (!names) throw refuse('it does not tell what compositions the clip has')
  const own = ownComps(await originalOf(api, found.item)).map(({ comp }) => comp)
  const theirs = names.filter((name) => !own.includes(name))
  if (theirs.length > 1) {
    throw refuse(`the clip has ${theirs.length} compositions, and which of them it shows is told to nobody: keep one`)
  }
  const made = await compose({ folder: clip.path, frames: clip.frames, before: plan.from, length: found.item.duration })
  if (isEnded(1)) return undefined
  const composing: Composing = { found, placing, made, names, hidden: theirs[0] ?? '' }
  try {
    const landed = await put(api, composing, isEnded)
    if (landed) return landed
  } catch (thrown) {
    await takeBack(api, composing)
    throw thrown
  }
  await takeBack(api, composing)
  return undefined
}

/** A composition sees its clip's own frames in its own size, as many of them as are played. */
async function checkFit(
  api: ResolveApi, { timeline, item, key }: FoundClip, { placing: { clip }, plan }: { placing: Placing; plan: ClipPlan },
): Promise<void> {
  const facts = await factsOf(api, timeline, item)
  if (facts.obstacle) throw failureFromJson(facts.obstacle)
  if (key.part) throw refuse('only a part of the clip was worked on')
  if (!isSameRate(clip.rate, timeline.rate)) throw refuse('its media has another rate than the timeline: place it above')
  if (plan.reached !== item.duration) throw refuse('the matte is not as long as the clip')
  const size = `${clip.width}x${clip.height}`
  if (facts.resolution !== '' && facts.resolution !== size) throw refuse(`the matte is ${size} and the clip ${facts.resolution}`)
}

async function put(
  api: ResolveApi, composing: Composing, isEnded: (done: number) => boolean,
): Promise<Landed | undefined> {
  const { found: { timeline, item }, placing, made, hidden } = composing
  const { placement, clip, how: { job } } = placing
  const wanted = { item, first: made.first }
  let comp = await importComp(api, composing)
  let seen = await lookInto(api, { ...wanted, comp })
  if (seen.isDrifted) {
    // Its frames may be off by one after the first import, never after the second.
    await removeComp(api, item, { comp, job: job.id, hidden: '' })
    comp = await importComp(api, composing)
    seen = await lookInto(api, { ...wanted, comp })
  }
  if (seen.fault !== undefined) throw refuse(seen.fault)
  await checkAlone(api, composing)
  if (isEnded(2)) return undefined
  const source = await originalOf(api, item)
  const counted = await countTools(api, item, comp)
  const tools = counted === undefined ? {} : { tools: counted }
  const note = { ...noteOf(placing), comp, hidden, ...tools }
  const isKept = source.media !== undefined && await changeNotes(api, source.media, (notes) => [...notes, note])
  const marks = await markClip(api, item, { placing, timeline })
  if (isEnded(3) || isEnded(STEPS)) return undefined
  return {
    host: 'resolve', form: 'fusion', where: `Fusion composition “${comp}” of “${String(placement.place.name)}” on V${item.track}`,
    place: {
      project: timeline.project.id, timeline: timeline.id, item: item.id, media: source.mediaId, path: clip.path, job: job.id,
      comp, hidden, ...tools,
    },
    differs: [
      ...(hidden === '' ? [] : [`Its own composition “${hidden}” is not shown while this one is: “Remove” shows it again.`]),
      ...(seen.isSeen ? [] : [UNSEEN]), ...(isKept ? [] : [FORGOTTEN]), ...marks,
    ],
    undoSteps: 0,
  }
}

/** Beside those that are there, under a name of its own. @returns its name @throws HOST_REFUSED */
async function importComp(
  api: ResolveApi, { found: { item }, placing: { how: { job } }, made, names }: Composing,
): Promise<string> {
  const batch = new Batch()
  batch.make(item.thing, 'ImportFusionComp', made.path)
  await batch.run(api)
  const now = await namesOf(api, item.thing) ?? []
  const [given, ...more] = now.filter((name) => !names.includes(name))
  if (given === undefined || more.length > 0) throw refuse('no composition came up on the clip')
  const short = `${OWN_NAME}${job.id.slice(-6)}`
  let wanted = short
  for (let count = 2; now.includes(wanted); count += 1) wanted = `${short} ${count}`
  const renaming = new Batch()
  renaming.make(item.thing, 'RenameFusionCompByName', given, wanted)
  await renaming.run(api)
  return (await namesOf(api, item.thing))?.includes(wanted) ? wanted : given
}

/** Nothing else may have changed by it. @throws HOST_REFUSED */
async function checkAlone(api: ResolveApi, { found, names }: Composing): Promise<void> {
  const now = await readTimeline(api, found.timeline.id)
  const there = now && allItems(now).find(({ id }) => id === found.item.id)
  const isInPlace = there?.start === found.item.start && there.duration === found.item.duration
  if (!isInPlace) throw refuse('the clip changed its place or length by it: undo in Resolve')
  const left = await namesOf(api, found.item.thing) ?? []
  const lost = names.find((name) => !left.includes(name))
  if (lost !== undefined) throw refuse(`“${lost}” went by it: undo in Resolve`)
}

/** Of those that came up on the clip since: the user may have made one. @throws HOST_REFUSED */
async function takeBack(api: ResolveApi, { found: { item }, placing, names, hidden }: Composing): Promise<void> {
  const now = await namesOf(api, item.thing)
  if (!now) throw refuse('it does not tell what compositions the clip has: look for one of Firstpass there')
  for (const comp of now.filter((name) => !names.includes(name))) {
    if (await isOwn(api, item, comp)) await removeComp(api, item, { comp, job: placing.how.job.id, hidden })
  }
}
