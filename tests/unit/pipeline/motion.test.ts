import { glanceAt, type MotionGlance, motionBetween, seenInBoth, warpPlanes } from '#helper/pipeline/motion'
import { pave } from '../../support/composite-layer'
import { headerOf, jobFolder, paint, toFile } from '../../support/run-task'

const { hypot } = Math
const folder = jobFolder()
const WIDTH = 200
const HEIGHT = 120

/** Smooth noise of several sizes. */
const texture = (x: number, y: number): number =>
  (pave(x / 40, y / 40, 1) + pave(x / 17, y / 17, 2) + 0.7 * pave(x / 7, y / 7, 3)) / 3

type Scene = (x: number, y: number, channel: number) => number

const see = (scene: Scene, sidePx?: number): MotionGlance => {
  const header = headerOf(WIDTH, HEIGHT, { sample: 'u16' })
  return glanceAt(toFile(folder, header, paint(header, scene)), sidePx)
}

describe('motion between frames', () => {
  it('is found at the working size, to a fraction of a pixel', () => {
    const [from, to] = [see(texture, 100), see((x, y) => texture(x - 7, y + 3), 100)]
    const motion = motionBetween(from, to)
    expect([motion.width, motion.height, motion.pictureWidth, motion.pictureHeight]).toEqual([100, 60, WIDTH, HEIGHT])
    for (const [x, y] of [[20, 20], [50, 30], [75, 45]] as const) {
      const at = y * 100 + x
      expect(hypot((motion.data[at] as number) - 3.5, (motion.data[6000 + at] as number) + 1.5)).toBeLessThan(0.1)
    }
  })

  it('brings planes of any size onto the frame that it is of', () => {
    const motion = motionBetween(see(texture), see((x, y) => texture(x - 6, y - 4)))
    const step = Float32Array.from({ length: 50 * 30 }, (_, i) => (i % 50) / 100)
    const warped = warpPlanes(step, { width: 50, height: 30 }, motion)
    // A quarter of the size: 6 px are 1.5.
    expect(warped[15 * 50 + 20] as number).toBeCloseTo(0.215, 2)
    const even = new Float32Array(3 * 1500).fill(0.25)
    expect(warpPlanes(even, { width: 50, height: 30 }, motion)).toEqual(even)
  })

  it('says what an object covers: seen before, not after', () => {
    const object: (left: number) => Scene = (left) => (x, y) =>
      (x >= left && x < left + 50 && y > 30 && y < 90 ? texture(3 * (x - left) + 40, 2 * y) : texture(x, y))
    const [a, b] = [see(object(60)), see(object(76))]
    const seen = seenInBoth(motionBetween(a, b), motionBetween(b, a))
    const meanOf = (left: number, right: number): number => {
      let sum = 0
      for (let y = 40; y < 80; y++) for (let x = left; x < right; x++) sum += seen[y * WIDTH + x] as number
      return sum / (40 * (right - left))
    }
    expect(meanOf(114, 122)).toBeLessThan(0.4)
    expect(meanOf(70, 100)).toBeGreaterThan(0.95)
    expect(meanOf(150, 190)).toBeGreaterThan(0.95)
  })
})
