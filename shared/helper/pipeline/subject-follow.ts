import { kernels, type Region } from '#native'
import { choosePart } from './subject-choice'
import { type Parts, partsOf, sumsOver } from './matte-parts'
import type { Size } from './matte-steady'
import { carryPlane } from './plane-motion'
import { type Ghost, ghostOf, moveGhost, resetGhost, seeGhost, turnGhost, watchGhost } from './subject-ghost'
import { withOverlooked } from './subject-others'
import { leaningOf, likeness, type Looks, looksOf, mixLooks } from './subject-looks'

/** A frame as the follower sees it: planes of one size. */
export interface FollowFrame {
  /** All that the network takes for a subject, 0..1. */
  plane: Float32Array
  /** [3, height, width], as a display shows them. */
  colours: Float32Array
  /** Motion from here to the frame that was followed before; undefined beyond a cut. */
  toBefore: Float32Array | undefined
}

/** What a follower must remember. */
export interface FollowState {
  /** The subject, and all that is not it, on the frame before. */
  mine: Float32Array
  others: Float32Array
  looks: Looks | undefined
  otherLooks: Looks | undefined
  /** Samples that the subject covers when it is seen whole. */
  usualArea: number
  /** Both as they were when last seen apart, and where they must be by now. */
  ghosts: { mine: Ghost; others: Ghost }
  isLost: boolean
}

export type Following = 'seen' | 'lost' | 'found' | 'mingled' | 'gone'

export interface Followed {
  plane: Float32Array
  /** `lost` and `found` on the frame where it happens; `mingled` while it touches others. */
  what: Following
}

/** Shares of a part that must come from the subject (or from others) before it counts as theirs. */
const LEAST_SHARE = 0.12

/** Of its usual size; less of it is lost. */
const LOST_SHARE = 0.06

/** A part this much like the subject, and so much more than like the others, is the subject again. */
const LEAST_LIKENESS = 0.72
const LEAST_LEAD = 0.04

/** Smaller parts do not show who they are; share of the plane. */
const LEAST_FOUND = 0.003

/** Where less than this is left of what was seen a frame before, what looks like the subject is it too. */
const SHRUNK = 0.5

/** A part is divided between both, unless this little of it (or of the subject) is left to one. */
const CLEAR_SHARE = 0.2

/** A part this many times as large as the subject holds more than it. */
const LARGEST = 1.35

/** How little it says that a place was neither's on the frame before, or must be neither's by now; and what colours say. */
const DOUBT = 0.15
const GHOST_DOUBT = 0.25
const COLOUR_WEIGHT = 0.6

/** How fast what is remembered gives way to what is seen. */
const LEARNING = 0.1

/** Follows one subject through the mattes of a clip. */
export class SubjectFollower {
  private state: FollowState

  constructor(private readonly size: Size, state?: FollowState) {
    const nothing = (): Float32Array => new Float32Array(size.width * size.height)
    this.state = state ?? {
      mine: nothing(), others: nothing(), looks: undefined, otherLooks: undefined, usualArea: 0,
      ghosts: { mine: ghostOf(nothing()), others: ghostOf(nothing()) }, isLost: true,
    }
  }

  save(): FollowState {
    return this.state
  }

  load(state: FollowState): void {
    this.state = state
  }

  /** What is known for following it the other way in time, from this very frame on. */
  turn(): FollowState {
    const { ghosts } = this.state
    return { ...this.state, ghosts: { mine: turnGhost(ghosts.mine), others: turnGhost(ghosts.others) } }
  }

  /** What is left to know where the frames between are not: its looks and size. */
  forget(): FollowState {
    const { looks, otherLooks, usualArea } = this.state
    return { ...new SubjectFollower(this.size).state, looks, otherLooks, usualArea }
  }

  /** What is in the box is the subject from here on. */
  choose(frame: FollowFrame, box: Region): Followed {
    const { plane, colours } = frame
    const belongs = choosePart(partsOf(plane, this.size), plane, box, this.size)
    const mine = plane.map((value, i) => value * (belongs[i] as number))
    const weights = sum(mine) > 0 ? mine : boxPlane(box, this.size)
    this.state = { ...this.state, looks: looksOf(colours, weights), usualArea: area(weights), isLost: sum(mine) === 0 }
    this.remember({ ...frame, mine, isApart: true })
    return { plane: mine, what: this.state.isLost ? 'lost' : 'seen' }
  }

  next(frame: FollowFrame): Followed {
    const { plane, toBefore } = frame
    const parts = partsOf(plane, this.size)
    const carried = (before: Float32Array): Float32Array =>
      (toBefore === undefined ? new Float32Array(plane.length) : carryPlane(before, toBefore, this.size))
    const prior = { mine: carried(this.state.mine), others: carried(this.state.others) }
    const move = (ghost: Ghost): Ghost => (toBefore === undefined ? ghostOf(new Float32Array(plane.length)) : moveGhost(ghost))
    const { ghosts } = this.state
    this.state.ghosts = { mine: move(ghosts.mine), others: move(ghosts.others) }
    const { belongs, isMingled } = this.judge(frame, parts, prior)
    const mine = plane.map((value, i) => value * (belongs[i] as number))
    return this.conclude({ ...frame, known: prior.others }, mine, isMingled)
  }

  private judge(frame: FollowFrame, parts: Parts, prior: Prior): { belongs: Float32Array; isMingled: boolean } {
    const { usualArea, ghosts } = this.state
    const away = { mine: seeGhost(ghosts.mine, this.size), others: seeGhost(ghosts.others, this.size) }
    const came = { mine: sumsOver(parts, prior.mine), others: sumsOver(parts, prior.others) }
    const must = { mine: sumsOver(parts, away.mine), others: sumsOver(parts, away.others) }
    const shares = parts.areas.map(() => 0)
    const mingled: number[] = []
    const strangers: number[] = []
    for (let label = 1; label < parts.areas.length; label++) {
      const size = parts.areas[label] as number
      const [mine, others, ghost] = [came.mine[label] as number, came.others[label] as number, must.mine[label] as number]
      const least = LEAST_SHARE * Math.min(size, Math.max(1, usualArea))
      const isMine = mine > least || ghost > 3 * least
      const isOthers = others > LEAST_SHARE * size || (must.others[label] as number) > 2 * LEAST_SHARE * size
      const share = Math.max(mine, ghost) / Math.max(1, Math.max(mine, ghost) + Math.max(others, must.others[label] as number))
      if (isMine && isOthers && share > 1 - CLEAR_SHARE && size < LARGEST * usualArea) shares[label] = 1
      else if (isMine && isOthers) mingled.push(label)
      else if (isMine) shares[label] = 1
      else if (!isOthers) strangers.push(label)
    }
    const isHeld = (label: number): boolean => shares[label] === 1 || mingled.includes(label)
    const held = parts.areas.reduce((total, size, label) => total + (isHeld(label) ? size : 0), 0)
    const isWanting = held === 0 || held < SHRUNK * area(this.state.mine)
    for (const label of isWanting ? strangers : []) if (this.isAlike(frame, parts, label)) shares[label] = 1
    const plane = Float32Array.from(parts.labels, (label) => shares[label] as number)
    if (mingled.length > 0) this.divide(frame, { parts, mingled, prior, away, plane })
    return { belongs: spreadOut(plane, parts, this.size), isMingled: mingled.length > 0 }
  }

  /** Parts that hold the subject and others: pixel by pixel by where each came from, where each must be, and by colours. */
  private divide(frame: FollowFrame, { parts, mingled, prior, away, plane }: Dividing): void {
    const { looks, otherLooks } = this.state
    const leaning = looks && otherLooks ? leaningOf(looks, otherLooks, frame.colours, plane.length) : () => 0
    const sides = new Float32Array(plane.length)
    for (let i = 0; i < plane.length; i++) {
      if (!mingled.includes(parts.labels[i] as number)) continue
      const came = Math.log(((prior.mine[i] as number) + DOUBT) / ((prior.others[i] as number) + DOUBT))
      const must = Math.log(((away.mine[i] as number) + GHOST_DOUBT) / ((away.others[i] as number) + GHOST_DOUBT))
      sides[i] = came + must + COLOUR_WEIGHT * Math.min(2, Math.max(-2, leaning(i)))
    }
    kernels().gaussianBlur(sides, this.size.width, this.size.height, 1.5)
    const shares = sides.map((side) => 1 / (1 + Math.exp(-3 * side)))
    const sums = sumsOver(parts, shares)
    for (let i = 0; i < plane.length; i++) {
      const label = parts.labels[i] as number
      if (!mingled.includes(label)) continue
      const [mine, all] = [sums[label] as number, parts.areas[label] as number]
      const isNone = mine < CLEAR_SHARE * Math.min(all, this.state.usualArea)
      const isWhole = mine > (1 - CLEAR_SHARE) * all && all < LARGEST * this.state.usualArea
      plane[i] = isWhole ? 1 : isNone ? 0 : shares[i] as number
    }
  }

  private isAlike({ colours }: FollowFrame, { labels, areas }: Parts, label: number): boolean {
    const { looks, otherLooks } = this.state
    if (looks === undefined || (areas[label] as number) < LEAST_FOUND * labels.length) return false
    const seen = looksOf(colours, Float32Array.from(labels, (each) => (each === label ? 1 : 0)))
    if (seen === undefined) return false
    const like = likeness(looks, seen)
    return like >= LEAST_LIKENESS && (otherLooks === undefined || like >= likeness(otherLooks, seen) + LEAST_LEAD)
  }

  private conclude(frame: FollowFrame & Pick<Memory, 'known'>, mine: Float32Array, isMingled: boolean): Followed {
    const was = this.state
    const covered = area(mine)
    const isLost = covered < Math.max(LOST_SHARE * was.usualArea, 4)
    if (isLost) mine.fill(0)
    this.state = { ...was, isLost }
    this.remember({ ...frame, mine, isApart: !isMingled && !isLost })
    const what = isLost ? (was.isLost ? 'gone' : 'lost') : was.isLost ? 'found' : isMingled ? 'mingled' : 'seen'
    return { plane: mine, what }
  }

  private remember({ plane, mine, colours, toBefore, isApart, known }: Memory): void {
    const was = this.state
    const seen = plane.map((value, i) => value - (mine[i] as number))
    const others = known === undefined ? seen : withOverlooked(seen, { known, plane, size: this.size })
    const seenOthers = looksOf(colours, others)
    const otherLooks = isApart && seenOthers ? mixLooks(was.otherLooks, seenOthers, LEARNING) : was.otherLooks
    const watched = (ghost: Ghost, who: Float32Array): Ghost =>
      (toBefore === undefined ? ghost : watchGhost(ghost, who, toBefore, this.size))
    const ghosts = { mine: watched(was.ghosts.mine, mine), others: watched(was.ghosts.others, others) }
    this.state = { ...was, mine, others, otherLooks, ghosts }
    if (!isApart || was.isLost) return
    const seenLooks = looksOf(colours, mine)
    this.state = {
      ...this.state,
      ghosts: { mine: resetGhost(ghosts.mine, mine), others: resetGhost(ghosts.others, others) },
      looks: seenLooks ? mixLooks(was.looks, seenLooks, LEARNING) : was.looks,
      usualArea: was.usualArea + 0.2 * (area(mine) - was.usualArea),
    }
  }
}

interface Prior {
  mine: Float32Array
  others: Float32Array
}

interface Dividing {
  parts: Parts
  mingled: readonly number[]
  prior: Prior
  away: Prior
  plane: Float32Array
}

interface Memory extends FollowFrame {
  mine: Float32Array
  isApart: boolean
  /** The others of the frame before, where they are now. */
  known?: Float32Array
}

const sum = (plane: Float32Array): number => plane.reduce((total, value) => total + value, 0)
const area = (plane: Float32Array): number => plane.reduce((total, value) => total + (value > 0.5 ? 1 : 0), 0)

function boxPlane({ left, top, width, height }: Region, size: Size): Float32Array {
  return new Float32Array(size.width * size.height).map((_, i) => {
    const [x, y] = [i % size.width, Math.floor(i / size.width)]
    return x >= left && x < left + width && y >= top && y < top + height ? 1 : 0
  })
}

/** Soft edges go with the part that they lie around. */
function spreadOut(belongs: Float32Array, { labels }: Parts, { width, height }: Size): Float32Array {
  const near = belongs.slice()
  const all = Float32Array.from(labels, (label) => (label > 0 ? 1 : 0))
  kernels().gaussianBlur(near, width, height, 3)
  kernels().gaussianBlur(all, width, height, 3)
  const around = (i: number): number => ((all[i] as number) > 1e-4 ? (near[i] as number) / (all[i] as number) : 0)
  return belongs.map((value, i) => (labels[i] === 0 ? around(i) : value))
}
