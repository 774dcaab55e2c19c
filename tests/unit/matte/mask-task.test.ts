import { type MaskOptions, plainHeader } from '#protocol'
import { Cancelled } from '#helper/tasks/task'
import { asUnits, fixedNetwork, type MaskInput, rgbInput, runMask } from '../../support/run-mask'
import { headerOf, paint } from '../../support/run-task'

const width = 240
const height = 160
const centre = { x: 120, y: 80 }

/** How much of a pixel a disc about the centre covers. */
const disc = (radius: number, at = centre) => (x: number, y: number): number =>
  Math.min(1, Math.max(0, radius + 0.5 - Math.hypot(x - at.x, y - at.y)))

function plane(valueAt: (x: number, y: number) => number, size = { width, height }): Float32Array {
  return Float32Array.from({ length: size.width * size.height }, (_, i) => valueAt(i % size.width, Math.floor(i / size.width)))
}

/** A red disc before green, with a little grain. */
function discPicture(sample: 'u8' | 'u16' | 'f32' = 'u8', radius = 50): MaskInput {
  const header = headerOf(width, height, { sample })
  const covers = disc(radius)
  const data = paint(header, (x, y, c) => {
    const grain = 0.01 * Math.sin(x * 12.9 + y * 78.2 + c)
    return [0.8, 0.2, 0.2][c]! * covers(x, y) + [0.2, 0.6, 0.3][c]! * (1 - covers(x, y)) + grain
  })
  return { header, data }
}

const gray = (valueAt: (x: number, y: number) => number, sample: 'u8' | 'u16' = 'u8'): MaskInput => {
  const header = plainHeader({ width, height }, 'gray', sample)
  const values = plane(valueAt).map((value) => Math.round(value * header.max))
  return { header, data: sample === 'u8' ? Uint8Array.from(values) : Uint16Array.from(values) }
}

/** What a network of 40 x 30 shows of the disc. */
const coarse = (radius = 50): ReturnType<typeof fixedNetwork> => fixedNetwork({
  width: 40, height: 30,
  values: plane((x, y) => {
    const distance = Math.hypot((x + 0.5) * 6 - centre.x - 0.5, ((y + 0.5) * 160) / 30 - centre.y - 0.5)
    return Math.min(1, Math.max(0, (radius - distance) / 14 + 0.5))
  }, { width: 40, height: 30 }),
})

const error = (matte: MaskInput, truth: Float32Array): number =>
  asUnits(matte).reduce((sum, value, i) => sum + Math.abs(value - truth[i]!), 0)

const refineOff: Partial<MaskOptions> = { refine: false }

/** The circumference of the disc: an edge that is a pixel off all around has this error. */
const ONE_PIXEL = 314

describe('the mask task', () => {
  it('brings the network\'s matte to full size along the edge of the picture', async () => {
    const truth = plane(disc(50))
    const plain = await runMask({ picture: discPicture(), model: coarse(), options: refineOff })
    const refined = await runMask({ picture: discPicture(), model: coarse() })
    expect(error(refined.matte, truth)).toBeLessThan(0.25 * error(plain.matte, truth))
    expect(refined.matte.data[80 * width + 120]).toBe(255)
    expect(refined.matte.data[0]).toBe(0)
    expect(refined.done).toMatchObject({ method: 'model', model: { id: 'tiny' }, provider: 'cpu', checkList: [] })
  })

  it.each([['u8', 255, 'u8'], ['u16', 65535, 'u16'], ['f32', 1, 'u16']] as const)(
    'takes %s pictures of white %d and answers in %s', async (sample, _max, answer) => {
      const { matte } = await runMask({ picture: discPicture(sample), model: coarse() })
      expect(matte.header).toMatchObject({ channels: 'gray', sample: answer, width, height })
      expect(error(matte, plane(disc(50)))).toBeLessThan(ONE_PIXEL)
      expect(asUnits(matte)[80 * width + 120]).toBe(1)
    })

  it('keeps Photoshop\'s white of 32768', async () => {
    const picture = discPicture('u16')
    const data = Uint16Array.from(picture.data, (value) => Math.round(value / 65535 * 32768))
    const { matte } = await runMask({ picture: { header: { ...picture.header, max: 32768 }, data }, model: coarse() })
    expect(matte.header.max).toBe(32768)
    expect(matte.data[80 * width + 120]).toBe(32768)
  })

  it.each([['gray', 1], ['gray-alpha', 2], ['rgb-alpha', 4]] as const)('takes %s pictures', async (channels, _count) => {
    const header = headerOf(width, height, { channels })
    const covers = disc(50)
    const data = paint(header, (x, y, c) => {
      const isAlpha = (channels === 'gray-alpha' && c === 1) || c === 3
      return isAlpha ? 1 : 0.2 + 0.6 * covers(x, y)
    })
    const { matte } = await runMask({ picture: { header, data }, model: coarse() })
    expect(error(matte, plane(disc(50)))).toBeLessThan(ONE_PIXEL)
  })

  it.each([0, 1])('gives a mask of all %d back exactly, feathered or grown too', async (value) => {
    for (const options of [{}, { featherPx: 7 }, { shiftPx: 3.5 }, { shiftPx: -20, featherPx: 40 }]) {
      const { matte, done } = await runMask({ picture: discPicture(), mask: gray(() => value), options })
      expect(matte.data).toEqual(new Uint8Array(width * height).fill(value * 255))
      expect(done.model).toBeUndefined()
    }
  })

  it('gives any mask back exactly without refinement', async () => {
    const mask = gray((x, y) => (Math.sin(x * 3.1 + y * 1.7) + 1) / 2)
    const { matte } = await runMask({ picture: discPicture(), mask, options: refineOff })
    expect(matte.data).toEqual(mask.data)
  })

  it('moves the edge of a given mask to where the picture has it, and leaves the rest', async () => {
    const truth = plane(disc(50))
    const rough = gray((x, y) => (Math.hypot(x - centre.x, y - centre.y) < 52 || (x > 220 && y < 12) ? 1 : 0))
    const { matte } = await runMask({ picture: discPicture(), mask: rough })
    const corner = (y: number, data: MaskInput['data']): number[] => Array.from(data.slice(y * width + 234, y * width + 240))
    const kept = (data: MaskInput['data']): number[] => [0, 1, 2, 3].flatMap((y) => corner(y, data))
    expect(kept(matte.data)).toEqual(kept(rough.data))
    const inner = plane((x, y) => (x > 200 && y < 30 ? 0 : 1))
    const errorOf = (given: MaskInput): number =>
      asUnits(given).reduce((sum, value, i) => sum + inner[i]! * Math.abs(value - truth[i]!), 0)
    expect(errorOf(matte)).toBeLessThan(0.6 * errorOf(rough))
  })

  it('refuses a mask of another shape', async () => {
    const square = { header: plainHeader({ width: 90, height: 90 }, 'gray', 'u8'), data: new Uint8Array(8100) }
    await expect(runMask({ picture: discPicture(), mask: square })).rejects.toMatchObject({ code: 'MASK_MISMATCH' })
  })

  it('has nothing outside the box and its margin, and shows the network that part alone', async () => {
    const shown: Float32Array[] = []
    const full = fixedNetwork({ width: 8, height: 8, values: new Float32Array(64).fill(1) }, shown)
    const box = { left: 60, top: 40, right: 160, bottom: 90 }
    const { matte } = await runMask({ picture: discPicture(), model: full, options: { box } })
    matte.data.forEach((value, i) => {
      const [x, y] = [i % width, Math.floor(i / width)]
      const isInside = x >= 52 && x < 168 && y >= 36 && y < 94
      if ((value > 0) !== isInside) throw new Error(`${value} at ${x},${y}`)
    })
    expect(shown[0]!.length).toBe(3 * 64)
  })

  it('takes a box in pixels of the document', async () => {
    const picture = discPicture()
    const model = fixedNetwork({ width: 8, height: 8, values: new Float32Array(64).fill(1) })
    const header = { ...picture.header, origin: { left: 1000, top: -500 } }
    const box = { left: 1060, top: -460, right: 1160, bottom: -410 }
    const { matte } = await runMask({ picture: { ...picture, header }, model, options: { box } })
    expect(matte.header.origin).toEqual({ left: 1000, top: -500 })
    expect(matte.data[60 * width + 100]).toBe(255)
    expect(matte.data[0]).toBe(0)
    const outside = runMask({ picture, model, options: { box: { left: 240, top: 0, right: 300, bottom: 50 } } })
    await expect(outside).rejects.toMatchObject({ code: 'BOX_OUTSIDE' })
  })

  it('shows the network the proxy, unless a box is too small in it', async () => {
    const proxy = rgbInput(new Uint8Array(60 * 40 * 3).fill(51), 60, 40)
    const shown: Float32Array[] = []
    const model = fixedNetwork({ width: 8, height: 8, values: new Float32Array(64).fill(1) }, shown)
    await runMask({ picture: discPicture(), proxy, model })
    expect(shown[0]![0]).toBeCloseTo(0.2, 3)
    await runMask({ picture: discPicture(), proxy, model, options: { box: { left: 110, top: 70, right: 130, bottom: 90 } } })
    expect(shown[1]![36]).toBeCloseTo(0.8, 1)
  })

  it('says so where the network saw no subject', async () => {
    const blind = fixedNetwork({ width: 8, height: 8, values: new Float32Array(64) })
    const { done, matte } = await runMask({ picture: discPicture(), model: blind })
    expect(done.notes).toEqual([expect.stringContaining('no clear subject')])
    expect(matte.data.every((value) => value === 0)).toBe(true)
  })

  it('takes pictures of one pixel and of one row', async () => {
    for (const [w, h] of [[1, 1], [300, 1], [1, 70], [2, 3]] as const) {
      const picture = rgbInput(new Uint8Array(w * h * 3).fill(90), w, h)
      const sure = fixedNetwork({ width: 8, height: 8, values: new Float32Array(64).fill(1) })
      const { matte } = await runMask({ picture, model: sure })
      expect(matte.data).toEqual(new Uint8Array(w * h).fill(255))
      const half = fixedNetwork({ width: 8, height: 8, values: new Float32Array(64).fill(0.5) })
      const unsure = await runMask({ picture, model: half, options: { decontaminate: true, featherPx: 2, shiftPx: 1 } })
      expect(unsure.matte.data.length).toBe(w * h)
      expect(unsure.foreground!.data.length).toBe(w * h * 3)
    }
  })

  it('stops where it is cancelled, and leaves no result', async () => {
    await expect(runMask({ picture: discPicture(), model: coarse(), cancelAfter: 3 })).rejects.toBeInstanceOf(Cancelled)
  })
})

describe('the edge of a matte', () => {
  const mask = gray((x, y) => disc(40)(x, y))

  it.each([1, 3, 12, 20.5, -1, -7.5])('moves by %d pixels', async (shiftPx) => {
    const { matte } = await runMask({ picture: discPicture(), mask, options: { refine: false, shiftPx } })
    const area = asUnits(matte).reduce((sum, value) => sum + value, 0)
    expect(Math.abs(Math.sqrt(area / Math.PI) - (40 + shiftPx))).toBeLessThan(0.4 + 0.02 * Math.abs(shiftPx))
  })

  it.each([1.5, 4, 12, 60])('is softened with a sigma of %d pixels', async (featherPx) => {
    const edge = gray((x) => (x < 120 ? 1 : 0))
    const { matte } = await runMask({ picture: discPicture(), mask: edge, options: { refine: false, featherPx } })
    const row = asUnits(matte).slice(80 * width, 81 * width)
    // The slope in the middle of a blurred step is 1 / (sigma sqrt(2 pi)).
    const slope = (row[119 - 1]! - row[120 + 1]!) / 3
    expect(slope * featherPx * Math.sqrt(2 * Math.PI)).toBeGreaterThan(0.85)
    expect(slope * featherPx * Math.sqrt(2 * Math.PI)).toBeLessThan(1.1)
    expect((row[119]! + row[120]!) / 2).toBeCloseTo(0.5, 2)
  })
})

describe('decontamination', () => {
  it('takes the old background out of the edge, and touches nothing else', async () => {
    const picture = discPicture('u8', 50)
    const soft = gray((x, y) => Math.min(1, Math.max(0, (50 - Math.hypot(x - centre.x, y - centre.y)) / 10 + 0.5)))
    const truth = asUnits(soft)
    for (let i = 0; i < width * height; i++) {
      const a = truth[i]!
      const colours = [[204, 51], [51, 153], [51, 77]]
      colours.forEach(([front, back], c) => { picture.data[i * 3 + c] = Math.round(a * front! + (1 - a) * back!) })
    }
    const { foreground } = await runMask({ picture, mask: soft, options: { refine: false, decontaminate: true } })
    expect(foreground!.header).toMatchObject({ channels: 'rgb', sample: 'u8', alpha: 'none', width, height })
    let before = 0
    let after = 0
    truth.forEach((a, i) => {
      if (a === 1) expect(foreground!.data[i * 3]).toBe(picture.data[i * 3])
      if (a < 0.1 || a === 1) return
      before += Math.abs(picture.data[i * 3]! - 204)
      after += Math.abs(foreground!.data[i * 3]! - 204)
    })
    expect(after).toBeLessThan(0.1 * before)
  })
})

describe('GrabCut', () => {
  it('finds what stands out from its box, without a model', async () => {
    const box = { left: 60, top: 20, right: 180, bottom: 140 }
    const { matte, done } = await runMask({ picture: discPicture(), options: { method: 'traditional', box } })
    expect(error(matte, plane(disc(50)))).toBeLessThan(250)
    expect(done.method).toBe('traditional')
    expect(done.model).toBeUndefined()
  })

  it('looks at the picture where the box is too small in the proxy', async () => {
    const box = { left: 96, top: 56, right: 144, bottom: 104 }
    const proxy = rgbInput(new Uint8Array(24 * 16 * 3).fill(90), 24, 16)
    const { matte } = await runMask({ picture: discPicture('u8', 18), proxy, options: { method: 'traditional', box } })
    expect(error(matte, plane(disc(18)))).toBeLessThan(150)
  })

  it('leaves the process\'s own handlers of failures alone', async () => {
    const count = (): number => process.listenerCount('uncaughtException') + process.listenerCount('unhandledRejection')
    const before = count()
    await runMask({ picture: discPicture(), options: { method: 'traditional' } })
    expect(count()).toBe(before)
  })
})
