import type { Landed } from '#host'
import { compareRatios, failureFromJson, isSameRate, ratio } from '#protocol'
import { Batch, type ResolveApi, textOf, type Thing } from './batch'
import { isSamePath } from './bin'
import { type ClipFacts, factsOf } from './clip-facts'
import type { FoundClip } from './clip-place'
import { changeNotes, FORGOTTEN, noteOf, type Placing } from './notes-of'
import { STEPS, watchSteps } from './place-clip'
import { refused } from './refuse'
import { originalOf } from './takes'
import type { Project } from './timeline'

const HOW_TO_USE = 'On the Color page choose Add Matte in the clip\'s node menu: no plugin can connect it.'

/**
 * As external matte of the target's source, wherever that is used. Resolve lays it over the source by frames from the first,
 * in its size: it must be of all of the source.
 * @returns undefined if it was cancelled @throws HOST_REFUSED, TARGET_UNREADABLE
 */
export async function attachMatte(api: ResolveApi, found: FoundClip, placing: Placing): Promise<Landed | undefined> {
  const { clip, placement, how } = placing
  const isEnded = watchSteps(placing)
  if (isEnded(0)) return undefined
  const { project } = found.timeline
  const item = await originalOf(api, found.item)
  const facts = await factsOf(api, found.timeline, item)
  if (facts.obstacle) throw failureFromJson(facts.obstacle)
  const reason = whyNot(facts, placing)
  const media = item.media
  if (reason !== undefined || !media) throw refused('attach the matte', reason ?? 'the clip has no media')
  if (isEnded(1) || isEnded(2)) return undefined
  const attached = { media, path: clip.path }
  try {
    const isKept = await attach(api, { project, media, placing })
    if (!isEnded(3) && !isEnded(STEPS)) {
      return {
        host: 'resolve', form: 'external-matte', where: `External matte of “${String(placement.place.name)}”`,
        place: {
          project: project.id, path: clip.path, media: item.mediaId, timeline: found.timeline.id, item: item.id, job: how.job.id,
        },
        differs: [HOW_TO_USE, ...(isKept ? [] : [FORGOTTEN])], undoSteps: 0,
      }
    }
  } catch (thrown) {
    await detachMatte(api, project, attached)
    throw thrown
  }
  await detachMatte(api, project, attached)
  return undefined
}

/** @returns whether the project remembers it */
async function attach(
  api: ResolveApi, { project, media, placing }: { project: Project; media: Thing; placing: Placing },
): Promise<boolean> {
  const { path } = placing.clip
  const batch = new Batch()
  batch.make(project.storage, 'AddClipMattesToMediaPool', media, [path] as never)
  await batch.run(api)
  if (!(await mattesOf(api, project, media)).some((matte) => isSamePath(matte, path))) {
    throw refused('attach the matte', 'it is not among the clip\'s mattes afterwards')
  }
  return changeNotes(api, media, (notes) => [...notes, noteOf(placing)])
}

function whyNot({ frames, resolution, rate }: ClipFacts, { clip }: Placing): string | undefined {
  const isInStep = compareRatios(clip.begins, ratio(0n)) === 0 && compareRatios(clip.stretch, ratio(1n)) === 0
  const isAll = clip.frames === frames && isInStep
  if (!isAll) return `it has ${clip.frames} frames and the source ${frames}: an external matte is of all of its source`
  if (!isSameRate(rate, clip.rate)) return 'it has another rate than the source'
  if (resolution !== '' && resolution !== `${clip.width}x${clip.height}`) {
    return `it is ${clip.width}x${clip.height} and the source ${resolution}`
  }
  return undefined
}

export async function mattesOf(api: ResolveApi, { pool }: Project, media: Thing): Promise<string[]> {
  const batch = new Batch()
  const mattes = batch.make(pool, 'GetClipMatteList', media)
  return (await batch.run(api)).list(mattes).map(textOf)
}

/** Harmless where it is gone. @throws HOST_REFUSED */
export async function detachMatte(
  api: ResolveApi, project: Project, { media, path }: { media: Thing; path: string },
): Promise<void> {
  const there = (await mattesOf(api, project, media)).filter((matte) => isSamePath(matte, path))
  if (there.length > 0) {
    const batch = new Batch()
    batch.make(project.pool, 'DeleteClipMattes', media, there as never)
    await batch.run(api)
    const left = await mattesOf(api, project, media)
    if (left.some((matte) => isSamePath(matte, path))) throw refused('take the matte away', 'it stays with the clip')
  }
  await changeNotes(api, media, (notes) => notes.filter((note) => note.form !== 'external-matte' || !isSamePath(note.path, path)))
}
