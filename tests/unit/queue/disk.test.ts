import { plainHeader } from '#protocol'
import { checkRoom, scratchBytes } from '#helper/queue/disk'

const header = plainHeader({ width: 1000, height: 1000 }, 'rgb', 'u8')
const record = (task: string, options: Record<string, unknown> = {}) =>
  ({ request: { task }, options, inputs: { picture: { file: 'in-picture', offset: 0, header } } })

describe('scratch', () => {
  test('with its inputs a job takes at most three times the raw input', () => {
    for (const task of ['mask', 'denoise']) expect(3_000_000 + scratchBytes(record(task))).toBeLessThanOrEqual(3 * 3_000_000)
  })

  test('an enlargement takes what its result has', () => {
    expect(scratchBytes(record('upscale', { scale: 4 }))).toBe(17 * 3_000_000)
    expect(scratchBytes(record('upscale', { scale: 1 }))).toBe(2 * 3_000_000)
  })

  test('is checked against what is free, with a reserve', async () => {
    const reserve = 64 * 1024 * 1024
    await expect(checkRoom('/tmp', 1000, async () => reserve + 1000)).resolves.toBeUndefined()
    await expect(checkRoom('/tmp', 1001, async () => reserve + 1000))
      .rejects.toMatchObject({ code: 'DISK_FULL', data: { needed: reserve + 1001 } })
  })
})
