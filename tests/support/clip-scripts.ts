import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { garden, photograph } from './backdrops'
import type { Actor, Bend, CutOut, Pose, Script, Shot } from './clips-with-truth'
import { readCutOut, STAMPS } from './matte-set'

const { PI, max, sin } = Math

const FRAME = { width: 640, height: 360 }

/** Legs that swing against each other, and a head that nods. `stride`: frames of a step; `swing`: pixels of the cut-out. */
const walking = (stride: number, swing: number): Bend => (u, v, frame) => {
  const phase = (2 * PI * frame) / stride
  const leg = max(0, (v - 0.55) / 0.45)
  const head = max(0, (0.35 - v) / 0.35)
  return { du: swing * leg * sin(phase + (u < 0.5 ? 0 : PI)), dv: 0.25 * swing * head * sin(2 * phase) }
}

const moving = (from: Pose, step: Partial<Pose>, bob = 0): Actor['pose'] => (frame) => ({
  x: from.x + (step.x ?? 0) * frame,
  y: from.y + (step.y ?? 0) * frame + bob * sin(frame / 3),
  scale: from.scale * (1 + (step.scale ?? 0) * frame),
  turn: from.turn + (step.turn ?? 0) * sin(frame / 5),
})

const stamp = (path: string): Promise<CutOut> => readCutOut(join(STAMPS, `${path}.png`))

const still = (x: number, y: number, scale: number): Pose => ({ x, y, scale, turn: 0 })

interface Sets {
  pasture: Shot['backdrop']
  leaves: Shot['backdrop']
}

const panOf = (from: Pose, dx: number, dy = 0): Shot['camera'] => moving(from, { x: dx, y: dy, scale: 0.0005 })

/** One who walks, seen from near, and after a cut another subject before another backdrop. */
async function walk({ pasture, leaves }: Sets): Promise<Script> {
  const [fireman, bear] = [await stamp('people/fireman240a'), await stamp('animals/mammals/bears/european-bear')]
  return {
    name: 'walk, cut', ...FRAME, shutter: 0.5, noise: 3, seed: 1,
    shots: [{
      frames: 36, backdrop: pasture, camera: panOf(still(360, 180, 0.85), -1.5),
      actors: [{
        cutOut: fireman, isSubject: true, bend: walking(16, 14), pose: moving(still(150, 190, 0.85), { x: 7, turn: 0.03 }, 3),
      }],
    }, {
      frames: 24, backdrop: leaves, camera: panOf(still(330, 180, 1.2), 1.2),
      actors: [{
        cutOut: bear, isSubject: true, bend: walking(20, 10), pose: moving(still(260, 195, 0.85), { x: 4, turn: 0.02 }, 2),
      }],
    }],
  }
}

/** Two of one kind cross: the subject first behind, then (the way back) in front of the other. */
async function crossing({ pasture }: Sets): Promise<Script> {
  const [one, other] = [await stamp('people/fireman240a'), await stamp('people/fireman200b')]
  const to = (frame: number): number => (frame < 30 ? frame : 60 - frame)
  const subject = moving(still(140, 190, 0.75), { x: 11 }, 2)
  const passer = moving(still(500, 192, 0.72), { x: -11 }, 2)
  const walkers: Actor[] = [
    { cutOut: one, isSubject: true, bend: walking(16, 12), pose: (frame) => subject(to(frame)) },
    { cutOut: other, bend: walking(15, 12), pose: (frame) => passer(to(frame)) },
  ]
  const half = { frames: 30, backdrop: pasture, camera: panOf(still(330, 180, 0.85), 0.8) }
  const later = (actor: Actor): Actor => ({
    ...actor, pose: (frame) => actor.pose(frame + 30),
    bend: (u, v, frame) => (actor.bend as Bend)(u, v, frame + 30),
  })
  return {
    name: 'two cross', ...FRAME, shutter: 0.5, noise: 3, seed: 2,
    shots: [
      { ...half, actors: walkers },
      { ...half, camera: (frame) => half.camera(frame + 30), actors: [...walkers].reverse().map(later) },
    ],
  }
}

/** A bear that goes behind a tree and comes out again. */
async function occluded({ pasture }: Sets): Promise<Script> {
  const [bear, tree] = [await stamp('animals/mammals/bears/european-bear'), await stamp('plants/trees/tree336')]
  return {
    name: 'behind a tree', ...FRAME, shutter: 0.5, noise: 3, seed: 3,
    shots: [{
      frames: 48, backdrop: pasture, camera: panOf(still(340, 180, 0.85), -0.8),
      actors: [
        { cutOut: bear, isSubject: true, bend: walking(20, 10), pose: moving(still(150, 220, 0.75), { x: 7, turn: 0.02 }, 2) },
        { cutOut: tree, pose: moving(still(400, 170, 0.9), { x: -1.2 }) },
      ],
    }],
  }
}

/** One who leaves the picture, is gone for a while, and comes back larger. */
async function exit({ leaves }: Sets): Promise<Script> {
  const dog = await stamp('animals/mammals/dogs/dog')
  const path = (frame: number): number => (frame < 24 ? 300 + 26 * frame : 300 + 26 * (54 - frame))
  return {
    name: 'leaves and comes back', ...FRAME, shutter: 0.5, noise: 3, seed: 4,
    shots: [{
      frames: 54, backdrop: leaves, camera: panOf(still(330, 180, 1.2), 0.7),
      actors: [{
        cutOut: dog, isSubject: true, bend: walking(12, 8),
        pose: (frame) => ({ x: path(frame), y: 190 + 3 * sin(frame / 2), scale: 1.15 + 0.003 * frame, turn: 0 }),
      }],
    }],
  }
}

/** Fast, with the shutter open all the time, in bad light. */
async function blurred({ pasture }: Sets): Promise<Script> {
  const koala = await stamp('animals/marsupials/koala')
  return {
    name: 'fast, in bad light', ...FRAME, shutter: 0.9, noise: 9, seed: 5,
    shots: [{
      frames: 36, backdrop: pasture, camera: panOf(still(300, 190, 0.95), 2, 0.4),
      actors: [{
        cutOut: koala, isSubject: true, bend: walking(18, 7),
        pose: (frame) => ({
          x: 320 + 130 * sin(frame / 5), y: 190 + 12 * sin(frame / 3), scale: 0.95, turn: 0.08 * sin(frame / 4),
        }),
      }],
    }],
  }
}

/** One far away, who walks through a wide view: 3 % of the frame. */
async function distant({ pasture }: Sets): Promise<Script> {
  const fireman = await stamp('people/fireman240a')
  return {
    name: 'far away', ...FRAME, shutter: 0.5, noise: 3, seed: 6,
    shots: [{
      frames: 50, backdrop: pasture, camera: panOf(still(360, 180, 0.85), -1),
      actors: [{
        cutOut: fireman, isSubject: true, bend: walking(14, 12),
        pose: moving(still(180, 205, 0.42), { x: 6, scale: 0.002, turn: 0.02 }, 2),
      }],
    }],
  }
}

/** Clips whose matte is known; undefined where the cut-outs (Debian's tuxpaint-stamps-default) are not installed. */
export async function clipScripts(): Promise<Script[] | undefined> {
  if (!existsSync(STAMPS)) return undefined
  const sets: Sets = {
    pasture: await photograph('march-pastoral'), leaves: garden(700, 420, 5),
  }
  return Promise.all([walk, crossing, occluded, exit, blurred, distant].map((write) => write(sets)))
}
