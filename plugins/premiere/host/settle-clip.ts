import { failure } from '#protocol'
import { addKeys, describeMissing, easeKeys, missingOf, type ParamReading, settle } from './framing'
import type { Action, HostModules, Sequence } from './modules'
import type { ClipPlan } from './plan-clip'
import { HOST } from './refuse'
import { type Clip, clipsOn, type Hosting } from './timeline'
import { timeOf } from './ticks'
import type { Edits } from './transact'

interface Settling {
  sequence: Sequence
  itemId: string
  placed: Clip
  plan: ClipPlan
  framing: readonly ParamReading[]
}

/**
 * Corrects where and what of a clip landed, gives it the target's framing, and reads all of it back.
 * @throws HOST_REFUSED where Premiere has it anywhere but where it must be
 */
export async function settleClip({ modules }: Hosting, edits: Edits, settling: Settling): Promise<Clip> {
  const { plan, framing } = settling
  const placed = await correctTrim(modules, edits, settling)
  const by = plan.start - placed.start
  const missing = await missingOf(placed.handle, framing)
  if (by !== 0n || missing.length > 0) {
    // What is refused is read back, and said, below.
    const framed = missing.map((each) => ({ make: () => [settle(each)] }))
    const move = (): Action[] => [placed.handle.createMoveAction(timeOf(modules.premierepro, by))]
    edits.runWith('Firstpass: Framing', framed, by === 0n ? undefined : move)
  }
  const there = await findAt(modules, settling, plan.start)
  if (!there || !isPlanned(there, settling)) throw misplaced(there, settling)
  return copyKeys(modules, edits, { settling, there })
}

/** By where it is; of several of the same file, that one. */
async function findAt(modules: HostModules, { sequence, itemId, placed }: Settling, start: bigint): Promise<Clip | undefined> {
  const onTrack = await clipsOn(modules, sequence, { track: placed.track, item: itemId })
  return onTrack.find((clip) => clip.start === start) ?? (onTrack.length === 1 ? onTrack[0] : undefined)
}

const isPlanned = ({ start, end, in: first }: Clip, { plan }: Settling): boolean =>
  start === plan.start && end - start === plan.length && first === plan.in

/** Where Premiere did not heed the item's in and out. Setting the in-point moves the clip, too. */
async function correctTrim(modules: HostModules, edits: Edits, settling: Settling): Promise<Clip> {
  const { plan } = settling
  const { premierepro } = modules
  const { placed } = settling
  const { handle } = placed
  const start = placed.start + plan.in - placed.in
  if (placed.in === plan.in && placed.end - placed.start === plan.length) return placed
  edits.run('Firstpass: Trim', () => [
    ...(placed.in === plan.in ? [] : [handle.createSetInPointAction(timeOf(premierepro, plan.in))]),
    ...(placed.end - start === plan.length ? [] : [handle.createSetEndAction(timeOf(premierepro, start + plan.length))]),
  ])
  return await findAt(modules, settling, start) ?? placed
}

function misplaced(there: Clip | undefined, { plan }: Settling): Error {
  const range = (first: bigint, length: bigint): string => `${first} to ${first + length}`
  const why = !there ? 'it is not where it was placed'
    : there.start !== plan.start ? `it came to tick ${there.start} instead of ${plan.start}`
      : `it plays ticks ${range(there.in, there.end - there.start)} of the file instead of ${range(plan.in, plan.length)}`
  const reason = `${why}; the file is in the bin “Firstpass”`
  return failure('HOST_REFUSED', { host: HOST, action: 'place the result', reason })
}

/** Keyframes want a transaction after the one that allowed them, their easing a further one. */
async function copyKeys(
  modules: HostModules, edits: Edits, { settling, there }: { settling: Settling; there: Clip },
): Promise<Clip> {
  const { plan, framing } = settling
  const keyed = (await missingOf(there.handle, framing)).filter(({ keys }) => keys.length > 0)
  let clip = there
  if (keyed.length > 0) {
    edits.runIfPossible('Firstpass: Keyframes', {
      make: () => addKeys(modules, keyed), otherwise: 'Keyframes of the framing were not taken over: copy them by hand.',
    })
    clip = await findAt(modules, settling, plan.start) ?? there
    const eased = await easeKeys(modules, clip.handle, framing)
    edits.differs.push(...eased.differs)
    if (eased.isNeeded) {
      const otherwise = 'Keyframes are linear here: set their easing by hand.'
      edits.runIfPossible('Firstpass: Easing', { make: eased.make, otherwise })
      clip = await findAt(modules, settling, plan.start) ?? clip
    }
  }
  edits.differs.push(...describeMissing(await missingOf(clip.handle, framing)))
  return clip
}
