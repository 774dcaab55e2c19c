import type { Following } from '#helper/pipeline/subject-follow'

/** What is known of a frame's matte when it is time to say whether it deserves a look. */
export interface MatteFacts {
  /** Undefined where nobody is followed. */
  what: Following | undefined
  startsShot: boolean
  /** Share of the frame that the matte covers. */
  share: number
  /** How undecided the matte is for its size: 0 all 0 or 1, 1 all halves. */
  doubt: number
}

/** Frames without a remark before the same one is made again. */
const GAP_FRAMES = 24

/** More remarks than this nobody reads. */
const MOST_MARKS = 60

/** A matte that changes by this from a frame to the next has lost or won something. */
const SUDDEN = 0.35

/** Below this share of the frame, changes are nothing to speak of. */
const LEAST_SHARE = 0.004

/** As undecided as this, and this much more than it usually is. */
const LEAST_DOUBT = 0.2
const MORE_THAN_USUAL = 1.6

export type Mark = (score: number, reason: string) => void

/** What the marks of frames yet to come depend on. */
export interface MarkState {
  count: number
  /** By reason, the last frame that it was seen on. */
  seen: Record<string, number>
  before: { share: number } | undefined
  usualDoubt: number
}

/** Says which frames deserve a look; a run of frames with one reason is marked where it begins. */
export class FrameMarks {
  constructor(public state: MarkState = { count: 0, seen: {}, before: undefined, usualDoubt: 0 }) {}

  look(frame: number, { what, startsShot, share, doubt }: MatteFacts, mark: Mark): void {
    const { before, usualDoubt } = this.state
    const say = (score: number, reason: string): void => this.say(frame, mark, { score, reason })
    if (what === 'lost') say(0.9, 'The subject is gone from here.')
    if (what === 'found') say(0.7, 'The subject is back: is it the same?')
    if (what === 'mingled') say(0.6, 'The subject touches another: where does it end?')
    const was = before === undefined || startsShot ? share : before.share
    const change = Math.abs(share - was) / Math.max(share, was, LEAST_SHARE)
    const isKnown = what === 'lost' || what === 'found'
    if (change > SUDDEN && !isKnown) say(Math.min(1, change), 'The matte changes all at once.')
    if (doubt > Math.max(LEAST_DOUBT, MORE_THAN_USUAL * usualDoubt) && share > LEAST_SHARE) {
      say(Math.min(1, 2 * doubt), 'The model is unsure here.')
    }
    this.state.before = { share }
    this.state.usualDoubt = usualDoubt === 0 ? doubt : usualDoubt + 0.05 * (doubt - usualDoubt)
  }

  private say(frame: number, mark: Mark, { score, reason }: { score: number; reason: string }): void {
    const { seen, count } = this.state
    const last = seen[reason]
    seen[reason] = frame
    if ((last !== undefined && frame - last <= GAP_FRAMES) || count >= MOST_MARKS) return
    this.state.count++
    mark(score, reason)
  }
}
