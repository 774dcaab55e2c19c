import type { FrameWork } from '#helper/tasks/clip-work'
import { openBand, type PictureFile } from '#helper/pipeline/picture-file'
import { driveClip } from '../../support/drive-clip'
import { headerOf, jobFolder, paint, readSamples, toFile } from '../../support/run-task'

const folder = jobFolder()
const header = headerOf(4, 2)
const frames = [0.1, 0.2, 0.3, 0.4, 0.5].map((value) => toFile(folder, header, paint(header, () => value)))

const valueOf = (picture: PictureFile): number => {
  const band = openBand(picture, { top: 0, height: 1 })
  const value = band.raster.data[0] as number
  band.close()
  return value
}

/** Each frame becomes the sum of its neighbours and of all frames made before. */
function summing(): FrameWork {
  let sum = 0
  return {
    before: 1, after: 1, frames: frames.length, rate: { num: 25, den: 1 }, header,
    sourceOf: (index) => index,
    render: async ({ at, target, mark, source }) => {
      const value = [-1, 0, 1].reduce((total, offset) => {
        const picture = at(offset)
        return total + (picture ? valueOf(picture) : 0)
      }, 0)
      sum = (sum + value) % 256
      if (source === 3) mark(0.5, 'third')
      const band = openBand(target, { top: 0, height: 2 }, true)
      band.raster.data.fill(sum)
      band.close()
    },
    save: () => Buffer.from([sum]),
    load: (state) => { sum = state[0] as number },
    finish: () => ({ method: 'traditional', notes: [], facts: {}, inferMs: 0 }),
  }
}

describe('a clip driven without ffmpeg', () => {
  it('gives each frame its neighbours, and the same frames wherever it is broken off', async () => {
    const whole = await driveClip(summing, frames, { folder })
    const values = whole.frames.map((frame) => readSamples(frame)[0] as number)
    // 26, 51, 77, 102, 128 with their neighbours: 77, 154, 230, 307, 230, added up.
    expect(values).toEqual([77, 231, 461 % 256, 768 % 256, 998 % 256])
    expect(whole.markers).toEqual([{ frame: 3, score: 0.5, reason: 'third' }])
    const broken = await driveClip(summing, frames, { folder, breaks: [1, 3] })
    expect(broken.frames.map((frame) => readSamples(frame)[0] as number)).toEqual(values)
  })

  it('refuses a frame beyond what was asked for', async () => {
    const far = (): FrameWork => ({ ...summing(), render: async ({ at }) => { at(2) } })
    await expect(driveClip(far, frames, { folder })).rejects.toThrow('a frame 2 from its own')
  })
})
