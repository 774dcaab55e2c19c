import { seeFrame } from '#helper/pipeline/cut'
import type { PictureFile } from '#helper/pipeline/picture-file'
import { noiseOfFrames, ShotNoise } from '#helper/tasks/shot-noise'
import { headerOf, jobFolder, paint, toFile } from '../../support/run-task'
import { gaussianNumbers } from '../../support/sensor-noise'

const folder = jobFolder()
const header = headerOf(128, 96, { sample: 'u16' })

/** An even gray with noise. */
const frame = (gray: number, sigma: number, seed: number): PictureFile => {
  const noise = gaussianNumbers(seed)
  return toFile(folder, header, paint(header, () => gray + sigma * noise()))
}

const levelAt = (noise: ShotNoise, picture: PictureFile, isNewShot = false): number =>
  noise.levelAt([picture], seeFrame(picture), isNewShot).perChannel[1]

describe('the noise of a shot', () => {
  it('is measured where it begins, and stays until the next or until its light is another', () => {
    const noise = new ShotNoise(undefined)
    const first = levelAt(noise, frame(0.5, 0.02, 1), true)
    expect(first).toBeCloseTo(0.02, 2)
    expect(levelAt(noise, frame(0.5, 0.05, 2))).toBe(first)
    expect(levelAt(noise, frame(0.8, 0.04, 3))).toBeCloseTo(0.04, 2)
    expect(noise.shots).toBe(1)
    expect(levelAt(noise, frame(0.8, 0.01, 4), true)).toBeCloseTo(0.01, 2)
    expect([noise.shots, noise.isUnmeasured]).toEqual([2, false])
  })

  it('is measured as soon as it can be; what was known is not forgotten where it no longer can', () => {
    const black = toFile(folder, header, paint(header, () => 0))
    const noise = new ShotNoise(undefined)
    expect(noise.levelAt([black], seeFrame(black), true).isMeasured).toBe(false)
    expect(noise.isUnmeasured).toBe(true)
    const level = levelAt(noise, frame(0.05, 0.01, 5))
    expect(level).toBeGreaterThan(0.005)
    expect([noise.shots, noise.isUnmeasured]).toEqual([1, false])
    const white = toFile(folder, header, paint(header, () => 1))
    expect(levelAt(noise, white)).toBe(level)
  })

  it('goes on from what was saved', () => {
    const [noise, later] = [new ShotNoise(undefined), new ShotNoise(undefined)]
    const first = levelAt(noise, frame(0.5, 0.02, 6), true)
    later.load(noise.save())
    expect(levelAt(later, frame(0.5, 0.05, 7))).toBe(first)
    expect(later.shots).toBe(1)
    const fresh = new ShotNoise(undefined)
    fresh.load(new ShotNoise(undefined).save())
    expect(fresh.shots).toBe(0)
  })

  it('is the given one where it was given', () => {
    const noise = new ShotNoise(0.1)
    expect(levelAt(noise, frame(0.5, 0.02, 8), true)).toBe(0.1)
    expect(levelAt(noise, frame(0.9, 0.02, 9))).toBe(0.1)
  })

  it('of several frames is that of the middle one', () => {
    const frames = [frame(0.5, 0.02, 10), frame(0.5, 0.08, 11), frame(0.5, 0.03, 12)]
    expect(noiseOfFrames(frames).perChannel[0]).toBeCloseTo(0.03, 2)
  })
})
