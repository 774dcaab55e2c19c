import { CloseLook, type ClosePart } from '#helper/pipeline/close-look'
import { type FrameGlance, isCut } from '#helper/pipeline/cut'
import { type FrameSeen, motionOf } from '#helper/pipeline/frame-sight'
import { carryBack, type Carrying, carryOverlooked, NOTHING } from '#helper/pipeline/matte-carry'
import { JUDGED_BY, judgeByMotion } from '#helper/pipeline/matte-motion'
import { type MotionBetween, neighboursOf, type Sight, type Size, steadyPlane } from '#helper/pipeline/matte-steady'
import type { State } from '#helper/pipeline/packed-state'
import type { PictureFile } from '#helper/pipeline/picture-file'
import { type FollowState, type Followed, type Following, SubjectFollower } from '#helper/pipeline/subject-follow'
import type { Viewer } from './mask-clip-model'
import type { Followee } from './mask-clip-subject'

/** A frame that was looked at. */
export interface SeenFrame extends Sight {
  glance: FrameGlance
  what: Following | undefined
  /** The matte as motion has mended it; made once the frames after it are known. */
  judged?: Float32Array
  carrying: Carrying
}

/** How frames are looked at. */
export interface Looking {
  /** A subject that the network overlooks is taken from the frame before, or from as many after; 0 for neither. */
  carries: number
  /**
   * Every other frame is shown to the network mirrored: what it gets wrong the same way on frame after frame, it gets wrong
   * another way there, and the mean of both is nearer to the truth than either.
   */
  mirrors: boolean
}

/** The frames around the one that is made, each looked at once, in order. */
export class Sights {
  private frames: SeenFrame[] = []
  /** Of `frames`. */
  private first = 0
  private readonly follower: SubjectFollower | undefined
  private readonly motions = new Map<string, Float32Array>()
  private readonly closer: CloseLook
  readonly size: Size

  constructor(viewer: Viewer, private readonly followee: Followee | undefined, private readonly looking: Looking) {
    const { width, height } = viewer.shape
    this.size = { width, height }
    this.closer = new CloseLook(viewer)
    this.follower = followee === undefined ? undefined : new SubjectFollower(this.size, followee.start)
  }

  /** The next frame that was not looked at. */
  get next(): number {
    return this.first + this.frames.length
  }

  /** The first that is still known. */
  get earliest(): number {
    return this.first
  }

  /** Knows nothing of what was, and goes on at a frame. */
  restart(frame: number): void {
    this.frames = []
    this.first = frame
    this.motions.clear()
    this.closer.part = undefined
  }

  at(frame: number): SeenFrame {
    return this.frames[frame - this.first] as SeenFrame
  }

  async look(picture: PictureFile): Promise<void> {
    const { closer, followee, next } = this
    const before = this.frames.at(-1)
    const isShown = followee?.frame === next
    if (isShown) closer.aim(followee.box, picture.header)
    else if (next === 0 && followee?.start !== undefined) closer.follow(followee.start.mine, picture.header)
    const seen = await closer.look(picture, isShown ? undefined : before?.glance, this.isMirrored(next))
    const startsShot = before === undefined || isCut(before.glance, seen.glance)
    const sight = { plane: seen.plane, gray: seen.gray, startsShot, glance: seen.glance }
    const { followed, carrying } = this.follow(seen, sight, before)
    const plane = followed?.plane ?? seen.plane
    closer.follow(plane, picture.header)
    this.frames.push({ ...sight, plane, carrying, what: followed?.what, isEmpty: isMissing(followed?.what) })
    if (followed?.what === 'found') this.carryBack()
  }

  /** By its number alone, so that a frame is seen the same in whatever order; the one where the subject is shown as it is. */
  private isMirrored(frame: number): boolean {
    return this.looking.mirrors && (frame - (this.followee?.frame ?? 0)) % 2 !== 0
  }

  /** The subject is found on the last frame: it was there already on those before on which its motion leads back to it. */
  private carryBack(): void {
    let after = this.frames.at(-1) as SeenFrame
    const mass = after.plane.reduce((sum, value) => sum + value, 0)
    const last = this.frames.length - 1
    for (let at = last - 1; at >= Math.max(0, last - this.looking.carries); at--) {
      const frame = this.frames[at] as SeenFrame
      if (after.startsShot || frame.isEmpty !== true) return
      const toAfter = this.motion(this.first + at, this.first + at + 1)
      const plane = carryBack(frame.gray, after, { toAfter, size: this.size, mass })
      if (plane === undefined) return
      after.what = 'seen'
      after = this.frames[at] = { ...frame, plane, what: 'found', isEmpty: false }
    }
  }

  private follow(
    seen: FrameSeen, sight: Sight, before: SeenFrame | undefined,
  ): { followed: Followed | undefined; carrying: Carrying } {
    const { follower, followee, next, size } = this
    if (follower === undefined || followee === undefined) return { followed: undefined, carrying: NOTHING }
    const { colours } = seen
    const still = (): Float32Array => new Float32Array(2 * seen.plane.length)
    const toBefore = before === undefined ? still() : sight.startsShot ? undefined : motionOf(sight, before, size)
    if (before !== undefined && toBefore !== undefined) this.motions.set(`${next} ${next - 1}`, toBefore)
    if (next === followee.frame) {
      return { followed: follower.choose({ plane: seen.plane, colours, toBefore: undefined }, followee.box), carrying: NOTHING }
    }
    const isCarried = this.looking.carries > 0 && before !== undefined && toBefore !== undefined && before.isEmpty !== true
    const { plane, carrying } = isCarried
      ? carryOverlooked(seen, before, { toBefore, size }) : { plane: seen.plane, carrying: NOTHING }
    return { followed: follower.next({ plane, colours, toBefore }), carrying }
  }

  /** The matte of a frame, at the network's size. */
  steady(frame: number, reach: number): Float32Array {
    if (reach === 0 || this.isAway(frame)) return this.at(frame).plane
    const at = frame - this.first
    for (let i = Math.max(0, at - reach); i <= Math.min(this.frames.length - 1, at + reach); i++) this.judge(i)
    return steadyPlane(this.frames.map((each) => ({ ...each, plane: each.judged ?? each.plane })), at, reach, this.lead())
  }

  private judge(index: number): void {
    const sight = this.frames[index] as SeenFrame
    if (sight.judged !== undefined || sight.isEmpty === true) return
    const witnesses = neighboursOf(this.frames, index, JUDGED_BY, this.lead())
    sight.judged = judgeByMotion(sight, witnesses.map(({ index: other, way }) =>
      ({ way, gray: (this.frames[other] as SeenFrame).gray })), this.size)
  }

  /** The subject is not there; missing on a single frame it was only overlooked. */
  private isAway(frame: number): boolean {
    const isGone = (at: number): boolean => isMissing(this.frames[at - this.first]?.what)
    return isGone(frame) && (isGone(frame - 1) || isGone(frame + 1))
  }

  /** Frames that show the same things as this one, and the way to each, at the network's size. */
  around(frame: number, reach: number): { frame: number; way: Float32Array }[] {
    const found = reach === 0 ? [] : neighboursOf(this.frames, frame - this.first, reach, this.lead())
    return found.map(({ index, way }) => ({ frame: this.first + index, way }))
  }

  private lead(): { size: Size; motion: MotionBetween } {
    return { size: this.size, motion: (from, to) => this.motion(this.first + from, this.first + to) }
  }

  private motion(from: number, to: number): Float32Array {
    const key = `${from} ${to}`
    const known = this.motions.get(key)
    if (known !== undefined) return known
    const found = motionOf(this.at(from), this.at(to), this.size)
    this.motions.set(key, found)
    return found
  }

  /** Frames before this one are not asked for again. */
  forget(before: number): void {
    while (this.first < before && this.frames.length > 1) {
      this.frames.shift()
      for (const key of this.motions.keys()) if (key.split(' ').map(Number).includes(this.first)) this.motions.delete(key)
      this.first++
    }
  }

  save(): State {
    const planes: State['planes'] = {}
    const frames = this.frames.map(({ plane, gray, judged, startsShot, glance, what, carrying }, i) => {
      const { light, levels, ...rest } = glance
      Object.assign(planes, { [`plane-${i}`]: plane, [`gray-${i}`]: gray, [`light-${i}`]: light, [`levels-${i}`]: levels })
      if (judged) planes[`judged-${i}`] = judged
      return { startsShot, what, carrying, glance: rest }
    })
    const state = this.follower?.save()
    const { part } = this.closer
    if (state === undefined) return { facts: { first: this.first, frames, part }, planes }
    const { mine, others, looks, otherLooks, ghosts, ...rest } = state
    const bare = ({ dx, dy, speed }: FollowState['ghosts']['mine']): object => ({ dx, dy, speed })
    Object.assign(planes, { mine, others, 'ghost-mine': ghosts.mine.plane, 'ghost-others': ghosts.others.plane })
    if (looks) planes.looks = looks
    if (otherLooks) planes.otherLooks = otherLooks
    const follow = { ...rest, mine: bare(ghosts.mine), others: bare(ghosts.others) }
    return { facts: { first: this.first, frames, part, follow }, planes }
  }

  load({ facts, planes }: State): void {
    const { first, frames, part, follow } = facts as SavedFacts
    const of = (name: string): Float32Array => planes[name] as Float32Array
    this.first = first
    this.motions.clear()
    this.closer.part = part
    this.frames = frames.map(({ startsShot, what, carrying, glance }, i) => ({
      startsShot, what, carrying, isEmpty: isMissing(what), plane: of(`plane-${i}`), gray: of(`gray-${i}`),
      ...(planes[`judged-${i}`] === undefined ? {} : { judged: of(`judged-${i}`) }),
      glance: { ...glance, light: of(`light-${i}`), levels: of(`levels-${i}`) },
    }))
    if (follow === undefined || this.follower === undefined) return
    const { mine, others, ...rest } = follow
    this.follower.load({
      ...rest, mine: of('mine'), others: of('others'), looks: planes.looks as Float32Array | undefined,
      otherLooks: planes.otherLooks as Float32Array | undefined,
      ghosts: { mine: { ...mine, plane: of('ghost-mine') }, others: { ...others, plane: of('ghost-others') } },
    })
  }
}

const isMissing = (what: Following | undefined): boolean => what === 'lost' || what === 'gone'

type BareGhost = Omit<FollowState['ghosts']['mine'], 'plane'>

interface SavedFacts {
  first: number
  frames: (Pick<SeenFrame, 'startsShot' | 'what' | 'carrying'> & { glance: Omit<FrameGlance, 'light' | 'levels'> })[]
  part?: ClosePart
  follow?: Pick<FollowState, 'usualArea' | 'isLost'> & { mine: BareGhost; others: BareGhost }
}
