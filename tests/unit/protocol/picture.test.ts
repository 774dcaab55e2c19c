import { checkHeader, isTaskName, jobRequestSchema, pictureHeaderSchema, pixelBytes, plainHeader, tasks } from '#protocol'

const size = { width: 7, height: 3 }

test('bytes follow from channels, sample and size', () => {
  expect(pixelBytes(plainHeader(size, 'rgb', 'u8'))).toBe(63)
  expect(pixelBytes(plainHeader(size, 'rgb-alpha', 'u16'))).toBe(168)
  expect(pixelBytes(plainHeader(size, 'gray', 'f32'))).toBe(84)
  expect(pixelBytes(plainHeader({ width: 300_000, height: 300_000 }, 'rgb-alpha', 'f32'))).toBe(1_440_000_000_000)
})

test('a header that contradicts itself is refused', () => {
  const header = plainHeader(size, 'rgb', 'u16')
  expect(checkHeader({ ...header, max: 32768 }).max).toBe(32768)
  expect(() => checkHeader({ ...header, max: 255 })).toThrow('sample u16 with max 255')
  expect(() => checkHeader({ ...header, alpha: 'straight' })).toThrow('channels rgb with alpha straight')
})

const wrong = [
  { width: 0 }, { width: 1.5 }, { height: -1 }, { width: 300_001 }, { height: Number.NaN }, { extra: 1 }, { max: 1023 },
]
test.each(wrong)(
  'the schema refuses %j', (change) => {
    expect(pictureHeaderSchema.safeParse({ ...plainHeader(size, 'rgb', 'u8'), ...change }).success).toBe(false)
  })

test('options have their defaults, and unknown ones are refused', () => {
  expect(tasks.denoise.options.parse({})).toEqual({ method: 'model', strength: 50, removed: false })
  expect(tasks.mask.options.safeParse({ feather: 3 }).success).toBe(false)
  expect(tasks.upscale.options.safeParse({ scale: 5 }).success).toBe(false)
  expect(isTaskName('mask')).toBe(true)
  expect(isTaskName('constructor')).toBe(false)
})

test('a job id is the client\'s, in its fixed alphabet', () => {
  const request = { id: 'abcdefghij0123456789', task: 'mask', options: {}, inputs: {} }
  expect(jobRequestSchema.parse(request)).toMatchObject({ provider: 'auto', licence: 'permissive' })
  for (const id of ['short', 'ABCDEFGHIJ0123456789', `${'a'.repeat(33)}`, '../../etc/passwd0000']) {
    expect(jobRequestSchema.safeParse({ ...request, id }).success).toBe(false)
  }
})
