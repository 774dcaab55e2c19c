import { type FrameGlance, isCut, seeFrame } from '#helper/pipeline/cut'
import type { Backdrop } from '../../support/composites'
import { garden, photograph } from '../../support/backdrops'
import { headerOf, jobFolder, paint, toFile } from '../../support/run-task'
import { gaussianNumbers } from '../../support/sensor-noise'

// Looked up once: in jest's sandbox a global costs as much as the arithmetic.
const { max, min, round } = Math

const folder = jobFolder()
const WIDTH = 160
const HEIGHT = 90

type Scene = (x: number, y: number, channel: number) => number

/** What a camera sees of a photograph, 0..1: `zoom` photograph pixels per frame pixel around `x`, `y` (shares of its size). */
function view(of: Backdrop, { x, y, zoom }: { x: number; y: number; zoom: number }): Scene {
  const inside = (v: number, most: number): number => min(most - 1, max(0, round(v)))
  return (column, row, c) => {
    const left = inside(x * of.width + (column - WIDTH / 2) * zoom, of.width)
    const top = inside(y * of.height + (row - HEIGHT / 2) * zoom, of.height)
    return (of.data[(top * of.width + left) * 3 + c] as number) / 255
  }
}

const see = (scene: Scene): FrameGlance => {
  const header = headerOf(WIDTH, HEIGHT)
  return seeFrame(toFile(folder, header, paint(header, scene)))
}

const lit = (scene: Scene, gain: number): Scene => (...at) => gain * scene(...at)
const mixed = (a: Scene, b: Scene, share: number): Scene => (...at) => (1 - share) * a(...at) + share * b(...at)
const before = (scene: Scene, object: Scene, left: number): Scene => (x, y, c) =>
  (x > left && x < left + 60 && y > 20 ? object(x - round(left), y, c) : scene(x, y, c))
const noisy = (scene: Scene, seed: number): Scene => {
  const noise = gaussianNumbers(seed)
  return (...at) => scene(...at) + 0.1 * noise()
}

interface Shots { flowers: Backdrop; meadow: Backdrop; leaves: Backdrop }
let shots: Shots

beforeAll(async () => {
  const [flowers, meadow] = await Promise.all([photograph('acanthus-mollis'), photograph('march-pastoral')])
  shots = { flowers, meadow, leaves: garden(480, 320, 5) }
})

const middle = { x: 0.5, y: 0.5, zoom: 2 }

describe('cuts', () => {
  it('are found between all scenes, in noise and in the dark too', () => {
    const scenes = [view(shots.flowers, middle), view(shots.meadow, middle), view(shots.leaves, middle)]
    for (const a of scenes) {
      for (const b of scenes.filter((other) => other !== a)) {
        expect(isCut(see(a), see(b))).toBe(true)
        expect(isCut(see(noisy(a, 1)), see(noisy(b, 2)))).toBe(true)
        expect(isCut(see(lit(a, 0.4)), see(lit(b, 0.4)))).toBe(true)
      }
    }
  })

  it('are found between two views of one scene in the same colours, and are no zoom', () => {
    const at = (x: number, zoom: number): FrameGlance => see(view(shots.meadow, { x, y: 0.5, zoom }))
    // With the same colours nothing but the structure tells them apart.
    const alike = (glance: FrameGlance): FrameGlance => ({ ...glance, levels: at(0.5, 1).levels })
    expect(isCut(alike(at(0.25, 1)), alike(at(0.75, 1)))).toBe(true)
    expect(isCut(alike(at(0.5, 1)), alike(at(0.5, 0.8)))).toBe(false)
  })

  it('are found to a black frame and from a title', () => {
    const scene = see(view(shots.meadow, middle))
    expect(isCut(scene, see(() => 0))).toBe(true)
    expect(isCut(see(() => 1), scene)).toBe(true)
  })

  it('are no pans, zooms, noise or frames that stand still', () => {
    for (const photo of [shots.flowers, shots.meadow, shots.leaves]) {
      const at = (x: number, y: number, zoom: number): FrameGlance => see(view(photo, { x, y, zoom }))
      const still = at(0.5, 0.5, 1)
      const tenth = (0.1 * WIDTH) / photo.width
      expect(isCut(still, still)).toBe(false)
      expect(isCut(still, at(0.5 + tenth, 0.5, 1))).toBe(false)
      expect(isCut(still, at(0.5 - tenth, 0.5 + tenth / 2, 1))).toBe(false)
      expect(isCut(still, at(0.5, 0.5, 0.9))).toBe(false)
      expect(isCut(at(0.5, 0.5, 0.9), still)).toBe(false)
      expect(isCut(see(noisy(view(photo, middle), 3)), see(noisy(view(photo, middle), 4)))).toBe(false)
    }
  })

  it('are no large object that moves a seventh of the frame', () => {
    const [scene, object] = [view(shots.meadow, middle), view(shots.flowers, middle)]
    for (const left of [10, 33, 56]) {
      expect(isCut(see(before(scene, object, left)), see(before(scene, object, left + 23)))).toBe(false)
    }
  })

  it('are no fade or dissolve, at any of their frames', () => {
    const [from, to] = [view(shots.flowers, middle), view(shots.meadow, middle)]
    const fades = Array.from({ length: 13 }, (_, i) => [see(lit(to, i / 12)), see(mixed(from, to, i / 12))] as const)
    for (let i = 1; i < fades.length; i++) {
      const [earlier, later] = [fades[i - 1], fades[i]] as [[FrameGlance, FrameGlance], [FrameGlance, FrameGlance]]
      expect(isCut(earlier[0], later[0])).toBe(false)
      expect(isCut(later[0], earlier[0])).toBe(false)
      expect(isCut(earlier[1], later[1])).toBe(false)
    }
  })

  it('are no flash, of one frame or two; without the frames beside it a white one is', () => {
    const [scene, moved] = [see(view(shots.leaves, middle)), see(view(shots.leaves, { ...middle, x: 0.52 }))]
    const flash = see(mixed(view(shots.leaves, middle), () => 1, 0.96))
    expect(isCut(scene, flash)).toBe(true)
    expect(isCut(scene, flash, { later: [moved] })).toBe(false)
    expect(isCut(scene, flash, { later: [flash, moved] })).toBe(false)
    expect(isCut(flash, moved, { earlier: [scene] })).toBe(false)
    expect(isCut(flash, moved, { earlier: [flash, scene] })).toBe(false)
  })

  it('are found beside a flash: another scene follows it', () => {
    const [scene, other] = [see(view(shots.leaves, middle)), see(view(shots.flowers, middle))]
    const flash = see(mixed(view(shots.leaves, middle), () => 1, 0.96))
    expect(isCut(scene, flash, { later: [other, other] })).toBe(true)
    expect(isCut(flash, other, { earlier: [scene], later: [other] })).toBe(true)
  })
})

it('sees frames of any shape, gray and with alpha', () => {
  for (const [width, height, channels] of [[1, 1, 'gray'], [90, 500, 'rgb-alpha'], [700, 3, 'gray-alpha']] as const) {
    const header = headerOf(width, height, { channels, sample: 'u16' })
    const even = (value: number): FrameGlance => seeFrame(toFile(folder, header, paint(header, () => value)))
    expect(max(even(0.5).width, even(0.5).height)).toBe(min(64, max(width, height)))
    expect(even(1).mean).toBeCloseTo(1, 3)
    expect(isCut(even(0.9), even(0.1))).toBe(true)
    expect(isCut(even(0.5), even(0.5))).toBe(false)
  }
})
