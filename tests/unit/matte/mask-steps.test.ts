import { plainHeader } from '#protocol'
import { fixedNetwork, type MaskInput, rgbInput, runMask } from '../../support/run-mask'
import { headerOf, paint } from '../../support/run-task'

const size = { width: 40, height: 40 }
const isInside = (i: number): boolean => Math.hypot((i % 40) - 20, Math.floor(i / 40) - 20) < 12
const mask: MaskInput = {
  header: plainHeader(size, 'gray', 'u8'),
  data: Uint8Array.from({ length: 1600 }, (_, i) => (isInside(i) ? 255 : 0)),
}
const picture = rgbInput(new Uint8Array(4800).fill(90), 40, 40)

test('the edge is one stage, however many steps it takes', async () => {
  const shares: number[] = []
  const progress = (stage: string, done: number, total: number): void => {
    if (stage === 'edge') shares.push(done / total)
  }
  await runMask({ picture, mask, options: { refine: false, shiftPx: -30, featherPx: 2 }, progress })
  expect(shares).toEqual([...shares].sort((a, b) => a - b))
  expect(shares.at(-1)).toBe(1)
  expect(shares.filter((share) => share === 1)).toHaveLength(1)
})

test('nothing but results stays in the folder of the job', async () => {
  const coloured = rgbInput(Uint8Array.from({ length: 4800 }, (_, i) => (isInside(Math.floor(i / 3)) ? 255 : 0)), 40, 40)
  const options = { shiftPx: 14, featherPx: 2, decontaminate: true }
  expect((await runMask({ picture, mask: coloured, options })).files).toEqual(['foreground.v', 'matte.v'])
})

test.each([NaN, Infinity, -Infinity])('a sample of %d counts as black in the foreground', async (value) => {
  const header = headerOf(40, 40, { sample: 'f32' })
  const soft = fixedNetwork({ width: 8, height: 8, values: Float32Array.from({ length: 64 }, (_, i) => (i % 8) / 7) })
  const foregroundOf = async (sample: number): Promise<MaskInput> => {
    const data = paint(header, (x, y, c) => 0.2 + 0.1 * c + 0.01 * ((x + y) % 3))
    data[3 * 405] = sample
    const options = { refine: false, decontaminate: true }
    return (await runMask({ picture: { header, data }, model: soft, options })).foreground!
  }
  expect((await foregroundOf(value)).data).toEqual((await foregroundOf(0)).data)
})
