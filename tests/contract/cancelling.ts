import type { Form, Result } from '#host'
import type { Stage } from './host.contract'
import { howTo, matteOf, place } from './placing'
import { plainScene } from './reading'
import { makePixels, type OpenedHost } from './scene'

const whole = { left: 0, top: 0, right: plainScene.width, bottom: plainScene.height }
const results: [Form, () => Result][] = [
  ['layer-mask', () => matteOf(whole)],
  ['masked-layer', () => matteOf(whole)],
  ['layer', () => ({ kind: 'picture', scale: 1, picture: makePixels(whole, { channels: 'rgb', sample: 'u8' }, (x) => x / 255) })],
]

/** Cancels at the n-th time it is asked; tells whether it came to that. */
async function cancelAt(opened: OpenedHost, at: number, [form, make]: (typeof results)[number]): Promise<boolean> {
  const before = await opened.hash()
  let asked = 0
  const isCancelled = (): boolean => ++asked >= at
  const landed = await place(opened, make(), howTo(form, { isCancelled }))
  if (asked < at) {
    expect(landed).toBeDefined()
    return false
  }
  expect(landed).toBeUndefined()
  expect(await opened.hash()).toBe(before)
  return true
}

export function describeCancelling(stage: Stage): void {
  describe('while a result is placed', () => {
    it.each(results)('a cancel of %s at every moment leaves the document as it was', async (...result) => {
      let at = 1
      for (; at < 50; at++) {
        const opened = await stage.open('a whole picture', plainScene)
        if (!await cancelAt(opened!, at, result)) break
      }
      expect(at).toBeGreaterThan(1)
      expect(at).toBeLessThan(50)
    })

    it.each(results)('%s tells how far it is, to the end', async (form, make) => {
      const opened = await stage.open('a whole picture', plainScene)
      const seen: [number, number][] = []
      const progress = (done: number, total: number): void => { seen.push([done, total]) }
      await place(opened!, make(), howTo(form, { progress }))
      expect(seen.length).toBeGreaterThan(0)
      const parts = seen.map(([done, total]) => done / total)
      expect(parts).toEqual([...parts].sort((a, b) => a - b))
      expect(parts.at(-1)).toBe(1)
    })

    it.each(results)('a result of %s that can not be fetched leaves the document as it was', async (form, make) => {
      const opened = await stage.open('a whole picture', plainScene)
      const before = await opened!.hash()
      const result = make()
      const broken = { read: () => { throw new Error('the line is dead') } }
      const failing: Result = result.kind === 'matte' ? { ...result, matte: { ...result.matte, ...broken } }
        : result.kind === 'picture' ? { ...result, picture: { ...result.picture, ...broken } } : result
      await expect(place(opened!, failing, howTo(form))).rejects.toThrow()
      expect(await opened!.hash()).toBe(before)
    })
  })
}
