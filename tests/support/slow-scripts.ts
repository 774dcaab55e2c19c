import { photograph } from './backdrops'
import type { Backdrop } from './composites'
import type { Actor, CutOut, Pose, Script, Shot } from './clips-with-truth'
import { random } from './composite-random'

const FRAME = { width: 640, height: 360 }
const { PI, atan2, cos, hypot, max, min, round } = Math

/** A part of a photograph with a wavy outline and an edge of two pixels. */
function cutBlob(photo: Backdrop, radius: number, seed: number): CutOut {
  const next = random(seed)
  const side = 2 * round(radius * 1.5)
  const left = round((photo.width - side) * next())
  const top = round((photo.height - side) * next())
  const waves = [1, 2, 3, 4, 5, 6].map((k) => ({ k, size: (next() - 0.5) / 2 / k, phase: 2 * PI * next() }))
  const data = new Uint8Array(side * side * 3)
  const alpha = new Uint8Array(side * side)
  for (let y = 0, i = 0; y < side; y++) {
    for (let x = 0; x < side; x++, i++) {
      const from = ((top + y) * photo.width + left + x) * 3
      data.set(photo.data.subarray(from, from + 3), i * 3)
      const [dx, dy] = [x + 0.5 - side / 2, y + 0.5 - side / 2]
      const angle = atan2(dy, dx)
      const edge = radius * (1 + waves.reduce((sum, { k, size, phase }) => sum + size * cos(k * angle + phase), 0))
      alpha[i] = round(255 * min(1, max(0, (edge - hypot(dx, dy)) / 2 + 0.5)))
    }
  }
  return { width: side, height: side, data, alpha }
}

/** Steady motion per frame; `turn` in radians, `scale` as a share. */
const drift = (from: Pose, step: Pose): Actor['pose'] => (frame) => ({
  x: from.x + step.x * frame, y: from.y + step.y * frame,
  scale: from.scale * (1 + step.scale * frame), turn: from.turn + step.turn * frame,
})

interface Wish {
  name: string
  seed: number
  /** Pixels a frame: of the camera at most, and of what moves in front of it. */
  camera: number
  actors: number
  shutter?: number
  frames?: number
}

function shotOf(photos: readonly Backdrop[], { seed, camera, actors, frames = 13 }: Wish): Shot {
  const next = random(seed)
  const within = (most: number): number => most * (2 * next() - 1)
  const pick = (at: number): Backdrop => photos[at % photos.length] as Backdrop
  const backdrop = pick(seed)
  const fit = 1.15 * max(FRAME.width / backdrop.width, FRAME.height / backdrop.height)
  const middle = { x: FRAME.width / 2, y: FRAME.height / 2, scale: max(0.5, fit), turn: 0 }
  return {
    frames, backdrop,
    camera: drift(middle, { x: within(camera), y: within(camera * 0.6), scale: within(0.004), turn: within(0.005) }),
    actors: [0, 1].map((index) => {
      const from = { x: FRAME.width * (0.3 + 0.4 * next()), y: FRAME.height * (0.35 + 0.3 * next()), scale: 1, turn: 0 }
      const step = { x: within(actors), y: within(actors * 0.6), scale: within(0.006), turn: within(0.02) }
      return { cutOut: cutBlob(pick(seed + 1 + index), 40 + 50 * next(), seed + 10 * index), pose: drift(from, step) }
    }),
  }
}

const wishes: readonly Wish[] = [
  { name: 'slow pan', seed: 1, camera: 1.5, actors: 3 },
  { name: 'pan and zoom', seed: 2, camera: 4, actors: 6 },
  { name: 'motion blur', seed: 3, camera: 4, actors: 8, shutter: 0.5 },
  { name: 'fast', seed: 4, camera: 6, actors: 12 },
  { name: 'fast, motion blur', seed: 5, camera: 5, actors: 14, shutter: 0.5 },
  { name: 'still camera', seed: 6, camera: 0, actors: 9 },
  { name: 'turning', seed: 7, camera: 3, actors: 5 },
  { name: 'very fast', seed: 8, camera: 8, actors: 18 },
]

/** Photographs and parts of them on ways of their own, each frame exactly where it belongs; the last has cuts. */
export async function slowScripts(): Promise<Script[]> {
  const photos = [await photograph('march-pastoral'), await photograph('acanthus-mollis')]
  const scripts = wishes.map((wish): Script => ({
    name: wish.name, ...FRAME, shots: [shotOf(photos, wish)], shutter: wish.shutter ?? 0, noise: 1, seed: wish.seed,
  }))
  const shots = [11, 12, 13, 14].map((seed) => shotOf(photos, { name: '', seed, camera: 3, actors: 6, frames: 6 }))
  return [...scripts, { name: 'cuts', ...FRAME, shots, shutter: 0, noise: 1, seed: 20 }]
}
