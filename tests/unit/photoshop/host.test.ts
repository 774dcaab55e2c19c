import { plainHeader } from '#protocol'
import { openPhotoshopHost } from '../../../plugins/photoshop/host'
import type { PhotoshopOptions } from '../../simulators/photoshop'
import { howTo, matteOf, openHost, pixelsOf, type Running, samplesOf } from './fixture'

const opened: Running[] = []
const open = (options: PhotoshopOptions = {}): Running => {
  const made = openHost(options)
  opened.push(made)
  return made
}
afterEach(() => {
  for (const { ps } of opened.splice(0)) ps.remove()
})

describe('a large picture', () => {
  it('is read by bands through a temporary file, and masked; nothing of it stays', async () => {
    const { ps, host } = open()
    const [width, height] = [30_000, 90]
    const document = ps.makeDocument({ width, height, depth: 16, active: ['Wide'], layers: [
      { name: 'Wide', pixels: (x, y, channel) => (x + y + channel) % 32769 }, { kind: 'background', pixels: 0 },
    ] })
    const [target] = await host.targets('active')
    const reading = await host.read(target!, { region: 'all' })
    const { picture } = reading
    expect(ps.countOpenFiles()).toBe(1)
    for (const y of [0, 44, 89]) {
      const row = new Uint16Array((await picture.read(y * width * 8, width * 8)).buffer)
      expect([...row.slice(-4)]).toEqual([(width - 1 + y) % 32769, (width + y) % 32769, (width + 1 + y) % 32769, 32768])
    }
    const matte = matteOf({ width, height }, (x, y) => (x + y) % 256)
    const landed = await host.place(reading.placement, matte, howTo({ stamp: reading.stamp }))
    expect(landed).toMatchObject({ differs: [] })
    const { plane } = ps.layer(document, 'Wide').mask!
    expect([plane.at(0, 0), plane.at(29_999, 89)]).toEqual([0, Math.round((29_999 + 89) % 256 / 255 * 32768)])
    await reading.close()
    await reading.close()
    expect(ps.countOpenFiles()).toBe(0)
    expect(ps.memory).toMatchObject({ live: 0, bytes: 0 })
    expect(ps.memory.peakBytes).toBeLessThan(64 * 1024 * 1024)
  })
})

describe('other depths', () => {
  it('32 bits beyond white come and go as they are; the small copy is encoded', async () => {
    const { ps, host } = open()
    const light = { name: 'Light', pixels: (x: number) => x * 0.5 - 0.25 }
    const document = ps.makeDocument({ width: 8, height: 4, depth: 32, layers: [light] })
    const [target] = await host.targets('active')
    const reading = await host.read(target!, { region: 'all', proxyPx: 8 })
    expect(reading.picture.header).toMatchObject({ sample: 'f32', max: 1, colour: { transfer: 'linear' } })
    expect(reading.picture.header.colour.profileName).not.toContain('Linear')
    const values = await samplesOf(reading.picture)
    expect(values.slice(0, 4)).toEqual([-0.25, -0.25, -0.25, 1])
    expect(values.at(-2)).toBe(3.25)
    expect((await samplesOf(reading.proxy!)).slice(4, 8)).toEqual([137, 137, 137, 255])
    const picture = pixelsOf(reading.picture.header, (x, _y, channel) => (channel === 3 ? 1 : x * 2))
    const how = howTo({ form: 'layer', name: 'Denoised', opacity: 70 })
    expect(await host.place(reading.placement, { kind: 'picture', picture, scale: 1 }, how)).toMatchObject({ differs: [] })
    expect(ps.layer(document, 'Denoised')).toMatchObject({ opacity: 70 })
    expect(ps.layer(document, 'Denoised').colours[1]!.at(7, 3)).toBe(14)
  })

  it('gray stays gray', async () => {
    const { ps, host } = open()
    const tone = { name: 'Tone', pixels: (x: number) => x * 40 }
    const document = ps.makeDocument({ width: 6, height: 4, mode: 'Grayscale', layers: [tone] })
    const [target] = await host.targets('active')
    const reading = await host.read(target!, { region: 'all' })
    expect(reading.picture.header.channels).toBe('gray-alpha')
    expect((await samplesOf(reading.picture)).slice(0, 6)).toEqual([0, 255, 40, 255, 80, 255])
    const picture = pixelsOf(reading.picture.header, (x, _y, channel) => (channel === 1 ? 255 : 200 - x))
    await host.place(reading.placement, { kind: 'picture', picture, scale: 1 }, howTo({ form: 'layer', name: 'Denoised' }))
    expect(ps.layer(document, 'Denoised').colours[0]!.at(5, 0)).toBe(195)
  })
})

describe('what landed', () => {
  it('says that a hidden layer does not show its mask', async () => {
    const { ps, host } = open()
    ps.makeDocument({ width: 8, height: 8, layers: [{ name: 'Dark', pixels: 9, isVisible: false }] })
    const [target] = await host.targets('active')
    const { placement } = await host.read(target!, { region: 'all' })
    const landed = await host.place(placement, matteOf({ width: 8, height: 8 }, (x) => x), howTo())
    expect(landed!.differs).toEqual(['“Dark” is hidden, so the mask does not show yet.'])
  })

  it('refuses a result of another size before anything is touched', async () => {
    const { ps, host } = open()
    const document = ps.makeDocument({ width: 8, height: 8 })
    const [target] = await host.targets('active')
    const { placement } = await host.read(target!, { region: 'all' })
    const placing = host.place(placement, matteOf({ width: 7, height: 8 }, () => 0), howTo({ form: 'selection' }))
    await expect(placing).rejects.toMatchObject({ code: 'PICTURE_INVALID' })
    expect(ps.history(document)).toEqual(['Open'])
  })

  it('is not taken out where a document was worked on since, or a mask\'s predecessor is not known', async () => {
    const { ps, host } = open()
    const document = ps.makeDocument({ width: 8, height: 8, layers: [{ name: 'One', pixels: 9, mask: { paint: 77 } }] })
    const [target] = await host.targets('active')
    const { placement } = await host.read(target!, { region: 'all' })
    const picture = pixelsOf(plainHeader({ width: 16, height: 16 }, 'rgb-alpha', 'u8', 'sRGB IEC61966-2.1'), () => 255)
    const large = await host.place(placement, { kind: 'picture', picture, scale: 2 }, howTo({ form: 'document' }))
    const made = ps.machine.documents.find(({ id }) => id === large!.place.document)!
    ps.edit(made, 'Brush', (draft) => { draft.layers[0]!.opacity = 50 })
    await expect(host.remove(large!)).rejects.toMatchObject({ code: 'HOST_REFUSED' })
    expect(ps.machine.documents).toHaveLength(2)

    const masked = await host.place(placement, matteOf({ width: 8, height: 8 }, () => 200), howTo())
    const other = openPhotoshopHost({ photoshop: ps.photoshop, uxp: ps.uxp, fs: ps.fs })
    await expect(other.remove(masked!)).rejects.toMatchObject({ code: 'HOST_REFUSED' })
    expect(ps.layer(document, 'One').mask!.plane.at(3, 3)).toBe(200)
    await host.remove(masked!)
    expect(ps.layer(document, 'One').mask!.plane.at(3, 3)).toBe(77)
    await host.remove(masked!)
  })
})
