import fs from 'node:fs'
import path from 'node:path'
import sharp from 'sharp'
import { plainHeader, tasks } from '#protocol'
import { saveTask } from '#helper/document/save'
import { readPsdStructure } from '../../support/psd-structure'
import { contextFor, newFolder, rawPicture, saveFile } from './document-job'

const size = { width: 4, height: 1 }
const red = rawPicture(plainHeader(size, 'rgb', 'u8'), (_x, _y, channel) => (channel === 0 ? 200 : 0))
const blue = rawPicture(plainHeader(size, 'rgb', 'u8'), (_x, _y, channel) => (channel === 2 ? 100 : 0))
const steps = rawPicture(plainHeader(size, 'gray', 'u8'), (x) => [0, 51, 204, 255][x]!)

async function pixelsOf(path: string): Promise<number[][]> {
  const { data, info } = await sharp(path).raw().toBuffer({ resolveWithObject: true })
  return Array.from({ length: info.width }, (_, x) => [...data.subarray(x * info.channels, (x + 1) * info.channels)])
}

describe('the visible layers as one picture', () => {
  it('is a cut-out with its own colours under a soft edge, where the mask is the only layer\'s', async () => {
    const layers = [{ name: 'Subject', picture: 'red', mask: 'steps' }]
    const { path } = await saveFile({ path: 'a.png', flatten: true, layers }, { red, steps })
    const shown = await pixelsOf(path)
    expect(shown.slice(1)).toEqual([[200, 0, 0, 51], [200, 0, 0, 204], [200, 0, 0, 255]])
    expect(shown[0]![3]).toBe(0)
  })

  it('lays one over the other, by mask and opacity; a hidden layer counts for nothing', async () => {
    const layers = [
      { name: 'Below', picture: 'red' }, { name: 'Above', picture: 'blue', mask: 'steps', opacity: 50 },
      { name: 'Hidden', picture: 'blue', hidden: true },
    ]
    const { path } = await saveFile({ path: 'a.png', flatten: true, layers }, { red, blue, steps })
    expect(await pixelsOf(path)).toEqual([[200, 0, 0], [180, 0, 10], [120, 0, 40], [100, 0, 50]])
  })

  it('what is clipped takes the edge of what it is clipped to, and goes with it', async () => {
    const layers = (more: object) => [
      { name: 'Photograph', picture: 'red', mask: 'steps', ...more },
      { name: 'Denoised', picture: 'blue', mask: 'steps', clipped: true },
    ]
    const flat = await saveFile({ path: 'a.png', flatten: true, layers: layers({}) }, { red, blue, steps })
    const shown = await pixelsOf(flat.path)
    expect(shown.map(([, , , alpha]) => alpha)).toEqual([0, 51, 204, 255])
    expect(shown[3]).toEqual([0, 0, 100, 255])
    expect(shown[2]!.slice(0, 3)).toEqual([40, 0, 80])
    const gone = await saveFile({ path: 'b.png', flatten: true, layers: layers({ hidden: true }) }, { red, blue, steps })
    expect((await pixelsOf(gone.path)).map(([, , , alpha]) => alpha)).toEqual([0, 0, 0, 0])
    const psd = readPsdStructure((await saveFile({ path: 'c.psd', layers: layers({}) }, { red, blue, steps })).path)
    expect(psd.layers.map(({ clipping }) => clipping)).toEqual([0, 1])
    expect([...psd.merged[3]!]).toEqual([0, 51, 204, 255])
  })

  it('may be many: all of them lie in the file, and in the picture', async () => {
    const layers = Array.from({ length: 60 }, (_, at) =>
      ({ name: `Layer ${at}`, picture: at === 59 ? 'blue' : 'red', mask: 'steps' }))
    const { path } = await saveFile({ path: 'many.psd', layers }, { red, blue, steps })
    expect(readPsdStructure(path).layers.map(({ name }) => name)).toEqual(layers.map(({ name }) => name))
    const flat = await saveFile({ path: 'many.png', flatten: true, layers }, { red, blue, steps })
    expect((await pixelsOf(flat.path))[3]).toEqual([0, 0, 100, 255])
  })

  it('can be cancelled before it is written, and leaves no file then', async () => {
    const context = contextFor({ red, blue }, () => { throw new Error('cancelled') })
    const layers = [{ name: 'Below', picture: 'red' }, { name: 'Above', picture: 'blue' }]
    const file = path.join(newFolder(), 'a.png')
    const options = { ...tasks.save.options.parse({ flatten: true, layers, path: file }), path: file }
    await expect(saveTask(context, options)).rejects.toThrow('cancelled')
    expect([fs.readdirSync(path.dirname(file)), fs.statSync(path.join(context.order.folder, 'flat.raw')).size]).toEqual([[], 0])
  })

  it('is not made where it was not asked for', async () => {
    const layers = [{ name: 'Below', picture: 'red' }, { name: 'Above', picture: 'blue' }]
    expect((await pixelsOf((await saveFile({ path: 'a.png', layers }, { red, blue })).path))[0]).toEqual([200, 0, 0])
  })

  it('writes a layer\'s opacity into a PSD, whose merged picture has it too', async () => {
    const layers = [{ name: 'Below', picture: 'red' }, { name: 'Above', picture: 'blue', opacity: 50 }]
    const { path } = await saveFile({ path: 'a.psd', layers }, { red, blue })
    const psd = readPsdStructure(path)
    expect(psd.layers.map(({ opacity }) => opacity)).toEqual([255, 128])
    expect(psd.merged.map((plane) => plane[0])).toEqual([100, 0, 50])
  })
})
