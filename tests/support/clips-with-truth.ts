import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PictureFile } from '#helper/pipeline/picture-file'
import { type Bounds, plainHeader } from '#protocol'
import { gauss, random } from './composite-random'
import type { Backdrop } from './composites'

// Looked up once: in jest's sandbox a global costs as much as the arithmetic.
const { cos, floor, max, min, round, sin } = Math

export type CutOut = Backdrop & { alpha: Uint8Array }

/** Where a thing's centre lies in the frame's pixels, how large it is drawn, and its turn clockwise in radians. */
export interface Pose {
  x: number
  y: number
  scale: number
  turn: number
}

/** How a cut-out's limbs are displaced, in its own pixels; `u`, `v` on 0..1 of its sides. Small against its size. */
export type Bend = (u: number, v: number, frame: number) => { du: number; dv: number }

/** Something that moves in front of the backdrop. Frames are counted within the shot, and may be fractions. */
export interface Actor {
  cutOut: CutOut
  pose(frame: number): Pose
  bend?: Bend
  isSubject?: true
}

/** Frames without a cut. The backdrop's pose is that of its centre. */
export interface Shot {
  frames: number
  backdrop: Backdrop
  camera(frame: number): Pose
  /** The last is in front. */
  actors: readonly Actor[]
}

export interface Script {
  name: string
  width: number
  height: number
  shots: readonly Shot[]
  /** Share of a frame's time in which light falls in: 0.5 is a film camera's. */
  shutter: number
  /** Standard deviation on 0..255. */
  noise: number
  seed: number
}

export interface TrueFrame {
  /** Interleaved RGB. */
  picture: Uint8Array
  /** The subject's alpha where it is seen, 0..1. */
  truth: Float32Array
  /** Of all the actors together. */
  anyone: Float32Array
  /**
   * [2, height, width]: from a pixel to where what it shows was one frame before; no number where that can't be said: on
   * the first frame of a shot.
   */
  motion: Float32Array
}

/** Moments of a frame that are averaged, each a little beside the pixel's centre. */
const MOMENTS = 6

export const framesOf = ({ shots }: Script): number => shots.reduce((sum, { frames }) => sum + frames, 0)

/** First frames of all shots but the first. */
export function cutsOf({ shots }: Script): number[] {
  let at = 0
  return shots.slice(0, -1).map(({ frames }) => (at += frames))
}

/** One frame of a script; the same each time, whatever was asked before. */
export function shoot(script: Script, index: number): TrueFrame {
  const { width, height } = script
  const { shot, frame } = shotAt(script, index)
  const sums = new Float32Array(width * height * 3)
  const truth = new Float32Array(width * height)
  const anyone = new Float32Array(width * height)
  for (let moment = 0; moment < MOMENTS; moment++) {
    const at = frame + script.shutter * ((moment + 0.5) / MOMENTS - 0.5)
    const jitter = { dx: ((moment * 0.618) % 1) - 0.5, dy: (moment + 0.5) / MOMENTS - 0.5 }
    expose({ ...script, shot, at, jitter }, { sums, truth, anyone })
  }
  const rng = random(script.seed * 7919 + index)
  const picture = Uint8Array.from(sums, (sum) => min(255, max(0, round(sum / MOMENTS + script.noise * gauss(rng)))))
  for (const plane of [truth, anyone]) for (let i = 0; i < plane.length; i++) plane[i] = plane[i]! / MOMENTS
  return { picture, truth, anyone, motion: motionOf(script, shot, frame) }
}

function shotAt({ shots }: Script, index: number): { shot: Shot; frame: number } {
  let frame = index
  for (const shot of shots) {
    if (frame < shot.frames) return { shot, frame }
    frame -= shot.frames
  }
  throw new Error(`frame ${index} is not in the script`)
}

interface Exposure {
  width: number
  height: number
  shot: Shot
  at: number
  jitter: { dx: number; dy: number }
}

const RGBA = new Float32Array(4)

type Light = Pick<TrueFrame, 'truth' | 'anyone'> & { sums: Float32Array }

function expose({ width, height, shot, at, jitter }: Exposure, into: Light): void {
  const behind = finderOf(shot.camera(at), shot.backdrop)
  const layers = shot.actors.map((actor) => ({ actor, find: finderOf(actor.pose(at), actor.cutOut) }))
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const [px, py] = [x + 0.5 + jitter.dx, y + 0.5 + jitter.dy]
      const place = behind(px, py)
      mirrored(shot.backdrop, place.u, place.v)
      let [r, g, b] = [RGBA[0]!, RGBA[1]!, RGBA[2]!]
      let subject = 0
      let any = 0
      for (const { actor, find } of layers) {
        const { u, v } = find(px, py)
        if (u < -40 || v < -40 || u > actor.cutOut.width + 40 || v > actor.cutOut.height + 40) continue
        const material = unbend(actor, u, v, at)
        const alpha = covered(actor.cutOut, material.u, material.v)
        if (alpha === 0) continue
        r += alpha * (RGBA[0]! - r)
        g += alpha * (RGBA[1]! - g)
        b += alpha * (RGBA[2]! - b)
        subject = subject * (1 - alpha) + (actor.isSubject ? alpha : 0)
        any += alpha * (1 - any)
      }
      into.sums[i * 3] = into.sums[i * 3]! + r
      into.sums[i * 3 + 1] = into.sums[i * 3 + 1]! + g
      into.sums[i * 3 + 2] = into.sums[i * 3 + 2]! + b
      into.truth[i] = into.truth[i]! + subject
      into.anyone[i] = into.anyone[i]! + any
    }
  }
}

interface Place {
  u: number
  v: number
}

/** From the frame's pixels to those of the thing. */
function finderOf(pose: Pose, { width, height }: { width: number; height: number }): (x: number, y: number) => Place {
  const [c, s] = [cos(pose.turn) / pose.scale, sin(pose.turn) / pose.scale]
  return (x, y) => ({
    u: c * (x - pose.x) + s * (y - pose.y) + width / 2, v: c * (y - pose.y) - s * (x - pose.x) + height / 2,
  })
}

function placeIn(pose: Pose, { width, height }: { width: number; height: number }, { u, v }: Place): { x: number; y: number } {
  const [c, s] = [cos(pose.turn) * pose.scale, sin(pose.turn) * pose.scale]
  const [du, dv] = [u - width / 2, v - height / 2]
  return { x: pose.x + c * du - s * dv, y: pose.y + c * dv + s * du }
}

/** What was at rest where now there is (u, v): solved by repetition, for bends are slight. */
function unbend({ cutOut, bend }: Actor, u: number, v: number, at: number): Place {
  if (bend === undefined) return { u, v }
  let rest = { u, v }
  for (let round = 0; round < 2; round++) {
    const { du, dv } = bend(rest.u / cutOut.width, rest.v / cutOut.height, at)
    rest = { u: u - du, v: v - dv }
  }
  return rest
}

/** Leaves the straight colour in RGBA. */
function covered({ width, height, data, alpha }: CutOut, u: number, v: number): number {
  const [left, top] = [floor(u - 0.5), floor(v - 0.5)]
  const [fx, fy] = [u - 0.5 - left, v - 0.5 - top]
  let [r, g, b, a] = [0, 0, 0, 0]
  for (let k = 0; k < 4; k++) {
    const [x, y] = [left + (k & 1), top + (k >> 1)]
    if (x < 0 || y < 0 || x >= width || y >= height) continue
    const i = y * width + x
    const weight = ((k & 1) === 0 ? 1 - fx : fx) * (k < 2 ? 1 - fy : fy) * (alpha[i]! / 255)
    r += weight * data[i * 3]!
    g += weight * data[i * 3 + 1]!
    b += weight * data[i * 3 + 2]!
    a += weight
  }
  if (a === 0) return 0
  RGBA[0] = r / a
  RGBA[1] = g / a
  RGBA[2] = b / a
  return a
}

const fold = (i: number, count: number): number => {
  const turned = ((i % (2 * count)) + 2 * count) % (2 * count)
  return turned < count ? turned : 2 * count - 1 - turned
}

/** A picture that goes on mirrored beyond its sides; leaves the colour in RGBA. */
function mirrored({ width, height, data }: Backdrop, u: number, v: number): void {
  const [left, top] = [floor(u - 0.5), floor(v - 0.5)]
  const [fx, fy] = [u - 0.5 - left, v - 0.5 - top]
  RGBA.fill(0)
  for (let k = 0; k < 4; k++) {
    const at = (fold(top + (k >> 1), height) * width + fold(left + (k & 1), width)) * 3
    const weight = ((k & 1) === 0 ? 1 - fx : fx) * (k < 2 ? 1 - fy : fy)
    for (let c = 0; c < 3; c++) RGBA[c] = RGBA[c]! + weight * data[at + c]!
  }
}

function motionOf({ width, height }: Script, shot: Shot, frame: number): Float32Array {
  const motion = new Float32Array(2 * width * height).fill(NaN)
  if (frame === 0) return motion
  const behind = finderOf(shot.camera(frame), shot.backdrop)
  const layers = shot.actors.map((actor) => ({ actor, find: finderOf(actor.pose(frame), actor.cutOut) })).reverse()
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [(i % width) + 0.5, floor(i / width) + 0.5]
    let was = placeIn(shot.camera(frame - 1), shot.backdrop, behind(x, y))
    for (const { actor, find } of layers) {
      const place = find(x, y)
      const rest = unbend(actor, place.u, place.v, frame)
      if (covered(actor.cutOut, rest.u, rest.v) < 0.5) continue
      const { du, dv } = actor.bend?.(rest.u / actor.cutOut.width, rest.v / actor.cutOut.height, frame - 1) ?? { du: 0, dv: 0 }
      was = placeIn(actor.pose(frame - 1), actor.cutOut, { u: rest.u + du, v: rest.v + dv })
      break
    }
    motion[i] = was.x - x
    motion[width * height + i] = was.y - y
  }
  return motion
}

/** The box around what of a plane is more than a half; undefined where nothing is. */
export function boxAround(plane: Float32Array, { width, height }: { width: number; height: number }): Bounds | undefined {
  const box = { left: width, top: height, right: 0, bottom: 0 }
  plane.forEach((value, i) => {
    if (value <= 0.5) return
    const [x, y] = [i % width, floor(i / width)]
    box.left = min(box.left, x)
    box.top = min(box.top, y)
    box.right = max(box.right, x + 1)
    box.bottom = max(box.bottom, y + 1)
  })
  return box.right > box.left ? box : undefined
}

/** A frame of a script as a clip job gets it. */
export function frameFile(folder: string, script: Script, frame: TrueFrame, name: string): PictureFile {
  const header = plainHeader(script, 'rgb', 'u8')
  const file = join(folder, name)
  writeFileSync(file, frame.picture)
  return { file, offset: 0, header }
}

/** All frames of a script as files in a folder. */
export function framesIn(folder: string, script: Script): PictureFile[] {
  return Array.from({ length: framesOf(script) }, (_, i) => frameFile(folder, script, shoot(script, i), `true-${i}`))
}
