import { plainHeader } from '#protocol'
import { type MaskInput, rgbInput, runMask } from '../../support/run-mask'

const size = { width: 8, height: 4 }
const picture = rgbInput(new Uint8Array(8 * 4 * 3).fill(90), 8, 4)
const values = Uint8Array.from({ length: 32 }, (_, i) => i * 8)
const matteOf = async (mask: MaskInput): Promise<Uint8Array> =>
  Uint8Array.from((await runMask({ picture, mask, options: { refine: false } })).matte.data)

test('a gray mask comes back value by value, in one channel or in three', async () => {
  expect(await matteOf({ header: plainHeader(size, 'gray', 'u8'), data: values })).toEqual(values)
  expect(await matteOf(rgbInput(Uint8Array.from({ length: 96 }, (_, i) => values[Math.floor(i / 3)]!), 8, 4))).toEqual(values)
})

test('a coloured mask counts by its luminance', async () => {
  const red = Uint8Array.from({ length: 96 }, (_, i) => (i % 3 === 0 ? 200 : 0))
  expect(await matteOf(rgbInput(red, 8, 4))).toEqual(new Uint8Array(32).fill(60))
})

test('a mask is nothing where it is transparent', async () => {
  const data = Uint8Array.from({ length: 64 }, (_, i) => (i % 2 === 0 ? 255 : i < 32 ? 0 : 128))
  expect(await matteOf({ header: plainHeader(size, 'gray-alpha', 'u8'), data }))
    .toEqual(Uint8Array.from({ length: 32 }, (_, i) => (i < 16 ? 0 : 128)))
})

test('a smaller mask of the same shape is enlarged; one of another shape is refused', async () => {
  const half = { header: plainHeader({ width: 4, height: 2 }, 'gray', 'u8'), data: new Uint8Array(8).fill(255) } as const
  expect(await matteOf(half)).toEqual(new Uint8Array(32).fill(255))
  const other = { header: plainHeader({ width: 6, height: 6 }, 'gray', 'u8'), data: new Uint8Array(36) } as const
  await expect(matteOf(other)).rejects.toMatchObject({
    code: 'MASK_MISMATCH', message: 'The mask is 6 x 6, the picture 8 x 4: not the same shape.',
  })
})
