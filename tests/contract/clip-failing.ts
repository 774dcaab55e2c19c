import type { PlaceClipHow } from '#host'
import { beach, plainClip, plainClipScene, sceneOf } from './clip-reading'
import {
  type ClipScene, type ClipStage, clipHowTo, makeClip, type OpenedClipHost, placeOn, readClip, seenAt, timesOf, wantedOf,
} from './clip-scene'
import { codeOf } from './reading'
import { throughJson } from './scene'

const film = plainClip.media.rate

export const framed = {
  position: { x: 0.25, y: 0.625 }, scale: 60, rotation: -12.5, opacity: 70, cropLeft: 8,
}

/** Cancels at the n-th time it is asked; tells whether it came to that. */
async function cancelAt(opened: OpenedClipHost, at: number): Promise<boolean> {
  const before = opened.timeline()
  let asked = 0
  const how = clipHowTo('clip', { isCancelled: () => ++asked >= at })
  const { landed } = await placeOn(opened, { scene: plainClipScene, clip: plainClip, how })
  if (asked < at) return false
  expect(landed).toBeUndefined()
  expect(opened.timeline()).toEqual(before)
  return true
}

/** Has the n-th edit refused; tells whether it came to that. */
async function refuseAt(opened: OpenedClipHost, scene: ClipScene, at: number): Promise<boolean> {
  const before = opened.timeline()
  opened.refuseEdit!(at)
  const clip = scene.clips.at(-1)!
  try {
    const { landed, result } = await placeOn(opened, { scene, clip, making: { scale: 2 } })
    const [seen] = seenAt(opened, result.path)
    expect(timesOf(seen!)).toEqual(timesOf(wantedOf(scene, clip, result)))
    const isAsAsked = seen!.framing.scale === 30 && seen!.alpha === 'straight'
    // What could not be had is told.
    expect(isAsAsked || landed!.differs.length > 0).toBe(true)
    return landed!.differs.length > 0
  } catch (thrown) {
    expect((thrown as { code?: string }).code).toBe('HOST_REFUSED')
    expect(opened.timeline()).toEqual(before)
    return true
  }
}

export function describeClipFailing(stage: ClipStage): void {
  it('leaves the timeline as it was, at whatever moment it is cancelled', async () => {
    let at = 1
    for (; at < 20; at++) {
      if (!await cancelAt((await stage.open('a timeline', plainClipScene))!, at)) break
    }
    expect(at).toBeGreaterThan(1)
    expect(at).toBeLessThan(20)
  })

  it('leaves the earlier one in its place, or has taken it, at whatever moment it is cancelled', async () => {
    let wasCancelled = true
    for (let at = 1; wasCancelled && at < 20; at++) {
      const opened = await stage.open('a timeline', plainClipScene)
      const first = await placeOn(opened!, { scene: plainClipScene, clip: plainClip })
      const before = opened!.timeline()
      let asked = 0
      const how = clipHowTo('clip', { instead: first.landed!, isCancelled: () => ++asked >= at })
      const { landed, result } = await placeOn(opened!, { scene: plainClipScene, clip: plainClip, how })
      wasCancelled = asked >= at
      if (landed === undefined) expect(opened!.timeline()).toEqual(before)
      else expect([seenAt(opened!, first.result.path).length, seenAt(opened!, result.path).length]).toEqual([0, 1])
    }
    expect(wasCancelled).toBe(false)
  })

  it('leaves it as it was, or is there and says what it lacks, whichever edit the host refuses', async () => {
    const scene = sceneOf(beach(film, { framing: framed }))
    let at = 1
    for (; at < 12; at++) {
      const opened = await stage.open('a timeline', scene)
      if (opened!.refuseEdit === undefined) return stage.lacks('edits that are refused')
      if (!await refuseAt(opened!, scene, at) && at > 5) break
    }
    expect(at).toBeGreaterThan(3)
  })

  it('tells how far it is, to the end', async () => {
    const opened = await stage.open('a timeline', plainClipScene)
    const seen: [number, number][] = []
    const how: PlaceClipHow = clipHowTo('clip', { progress: (done, total) => { seen.push([done, total]) } })
    await placeOn(opened!, { scene: plainClipScene, clip: plainClip, how })
    const parts = seen.map(([done, total]) => done / total)
    expect(parts).toEqual([...parts].sort((a, b) => a - b))
    expect(parts.at(-1)).toBe(1)
  })

  it('is refused where the target changed or went meanwhile, and nothing is touched', async () => {
    const opened = await stage.open('a timeline', plainClipScene)
    const reading = await readClip(opened!, 'beach.mov')
    const [placement, stamp] = [throughJson(reading.placement), throughJson(reading.stamp)]
    const result = makeClip(plainClipScene, plainClip)
    opened!.addFile(result, false)
    opened!.change('trimmed', 'beach.mov')
    const between = opened!.hash()
    expect(await codeOf(opened!.host.place(placement, result, clipHowTo('clip', { stamp })))).toBe('TARGET_CHANGED')
    expect(opened!.hash()).toBe(between)
    opened!.change('deleted', 'beach.mov')
    expect(await codeOf(opened!.host.place(placement, result, clipHowTo('clip', { stamp })))).toBe('TARGET_GONE')
    opened!.change('closed')
    expect(await codeOf(opened!.host.place(placement, result, clipHowTo('clip')))).toBe('TARGET_GONE')
  })

  it('is refused where the file is none that the host takes', async () => {
    const opened = await stage.open('a timeline', plainClipScene)
    const [reading, before] = [await readClip(opened!, 'beach.mov'), opened!.timeline()]
    const result = makeClip(plainClipScene, plainClip)
    expect(await codeOf(opened!.host.place(reading.placement, result, clipHowTo('clip')))).toBe('HOST_REFUSED')
    expect(opened!.timeline()).toEqual(before)
  })
}
