import type { ClipNeeds, ClipReading, Target } from '#host'
import { failure, failureFromJson } from '#protocol'
import { factsOf } from './clip-facts'
import { needTarget, playedRange, targetId } from './clip-place'
import { stampOf } from './stamp'
import { originalOf } from './swap-media'
import { describeClip } from './targets'
import type { Hosting } from './timeline'
import { rateOfFrame, secondsOfTicks } from './ticks'

/** @throws TARGET_GONE, TARGET_UNREADABLE */
export async function readClipTarget(hosting: Hosting, target: Target, { region }: ClipNeeds): Promise<ClipReading> {
  const found = await needTarget(hosting, { target: target.id, place: { name: target.name } })
  const { project, sequence, clip, key } = found
  const facts = await factsOf(hosting.modules, sequence, clip)
  if (facts.obstacle) throw failureFromJson(facts.obstacle)
  const range = playedRange(clip, key.part)
  if (range.end <= range.start) throw failure('TARGET_GONE', { name: `“${facts.name}” between in and out` })
  const rate = rateOfFrame(BigInt(await sequence.getTimebase()))
  const described = await describeClip({ sequence, clip, facts, ...(key.part ? { part: key.part } : {}) })
  const [folder, original] = [folderOf(project.path), await originalOf(hosting, found)]
  return {
    target: described,
    stamp: await stampOf(hosting, target.id, found),
    placement: {
      host: 'premiere', target: targetId(key), bounds: described.bounds,
      place: {
        name: facts.name, item: facts.item?.getId() ?? '', path: facts.path,
        start: String(range.start), end: String(range.end), in: String(range.in),
      },
    },
    media: {
      path: original ?? facts.path, rate,
      ...(region === 'played'
        ? { source: { in: secondsOfTicks(range.in), out: secondsOfTicks(range.in + range.end - range.start) } } : {}),
      ...(folder === undefined ? {} : { projectFolder: folder }),
    },
    notes: [...facts.notes, ...(original === undefined ? [] : ['Its media was exchanged by Firstpass: the original is read.'])],
  }
}

/** Undefined of a project that was never saved. */
const folderOf = (path: string): string | undefined => /^(.+)[\\/][^\\/]+$/.exec(path)?.[1]
