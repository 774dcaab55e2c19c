import fs from 'node:fs'
import path from 'node:path'
import sharp from 'sharp'
import { plainHeader, tasks, type ViewOptions } from '#protocol'
import { viewTask } from '#helper/document/view'
import type { PictureFile } from '#helper/tasks/task'
import { contextFor, newFolder, openFile, rawPicture, samplesOf } from './document-job'

async function view(inputs: Record<string, PictureFile>, wish: ViewOptions): Promise<PictureFile> {
  const done = await viewTask(contextFor(inputs), tasks.view.options.parse(wish))
  const { entry, file, offset } = done.results.view!
  if (entry.kind !== 'picture') throw new Error('no picture')
  return { file: file ?? '', offset: offset ?? 0, header: entry.header }
}

describe('what a screen shows of a picture', () => {
  const ramp = rawPicture(plainHeader({ width: 40, height: 20 }, 'rgb', 'u16'),
    (x, y, channel) => [x * 257, y * 257, 65535][channel]!)

  it('is 8 bits; small enough already, it is the very pixels', async () => {
    const shown = await view({ picture: ramp }, { maxPx: 100 })
    expect(shown.header).toMatchObject({ width: 40, height: 20, channels: 'rgb', sample: 'u8', max: 255 })
    const samples = samplesOf(shown)
    expect([samples[0], samples[1], samples[2]]).toEqual([0, 0, 255])
    expect([...samples.slice((7 * 40 + 33) * 3, (7 * 40 + 33) * 3 + 3)]).toEqual([33, 7, 255])
  })

  it('is a region, cut to the picture', async () => {
    const shown = await view({ picture: ramp }, { maxPx: 100, region: { left: 30, top: -5, right: 99, bottom: 3 } })
    expect(shown.header).toMatchObject({ width: 10, height: 3 })
    expect([...samplesOf(shown).slice(0, 3)]).toEqual([30, 0, 255])
    await expect(view({ picture: ramp }, { maxPx: 9, region: { left: 40, top: 0, right: 60, bottom: 9 } }))
      .rejects.toMatchObject({ code: 'BOX_OUTSIDE' })
  })

  it('is shrunk, and keeps alpha and gray as they are', async () => {
    const soft = rawPicture(plainHeader({ width: 64, height: 32 }, 'gray-alpha', 'u8'), (_x, _y, channel) => [200, 128][channel]!)
    const shown = await view({ picture: soft }, { maxPx: 16 })
    expect(shown.header).toMatchObject({ width: 16, height: 8, channels: 'gray-alpha', alpha: 'straight' })
    const [gray, alpha] = samplesOf(shown)
    expect(alpha).toBe(128)
    expect(Math.abs(gray! - 200)).toBeLessThanOrEqual(1)
  })

  it('is sRGB whatever profile the opened file has, also for pixels that a task made of it', async () => {
    const file = path.join(newFolder(), 'p3.png')
    const green = { create: { width: 8, height: 8, channels: 3, background: { r: 60, g: 200, b: 60 } } } as const
    await sharp(green).withIccProfile('p3').png().toFile(file)
    const opened = await openFile(file)
    const stored = [...samplesOf(opened.picture).slice(0, 3)]
    const made = rawPicture(opened.picture.header, (_x, _y, channel) => stored[channel]!)
    expect(stored[0]).toBeGreaterThan(70)
    const shown = await view({ picture: made, metadata: opened.picture }, { maxPx: 8 })
    for (const [channel, value] of [60, 200, 60].entries()) {
      expect(Math.abs(samplesOf(shown)[channel]! - value)).toBeLessThanOrEqual(2)
    }
    expect([...samplesOf(await view({ picture: made }, { maxPx: 8 })).slice(0, 3)]).toEqual(stored)
  })

  it('leaves nothing but the view in the job folder', async () => {
    const context = contextFor({ picture: ramp })
    await viewTask(context, { maxPx: 4 })
    expect(fs.readdirSync(context.order.folder)).toEqual(['view.v'])
  })
})
