import type { Landed } from '#host'
import type { DoorBatchInput, DoorValue, FirstpassError } from '#protocol'
import { clipHowTo, makeClip, placeOn, readClip, seenAt, targetOf } from './clip-scene'
import { answering, before, clip, closeStages, itemOf, openStage, scene, type Stage } from './resolve-stage'

afterEach(closeStages)

/** One file both as a clip and as a take of it. */
async function placeTwice({ opened: on }: Stage): Promise<Landed> {
  const { placement } = await readClip(on, clip.name)
  const result = makeClip(scene, clip)
  on.addFile(result, false)
  const asClip = await on.host.place(placement, result, clipHowTo('clip'))
  await on.host.place(placement, result, clipHowTo('take'))
  return asClip!
}

it('the original stays where one result is both a clip and a take of it, and all of both are removed', async () => {
  const stage = await openStage()
  const at = stage.opened.hash()
  const target = await targetOf(stage.opened, clip.name)
  await placeTwice(stage)
  await stage.opened.host.removeAll(target)
  expect(stage.opened.hash()).toBe(at)
})

it('the original stays where Resolve tells of no takes for a moment, and that is said', async () => {
  let isDeaf = false
  const stage = await openStage(answering(({ call }, value) => (isDeaf && call === 'GetTakesCount' ? null : value)))
  const target = await targetOf(stage.opened, clip.name)
  await placeTwice(stage)
  isDeaf = true
  const told = await stage.opened.host.removeAll(target)
  expect([itemOf(stage).takes.takes.length, told[0]]).toEqual([2, expect.stringMatching(/stays/)])
})

it('the original stays where a result is removed that the user deleted, and that is also its take', async () => {
  const stage = await openStage()
  const asClip = await placeTwice(stage)
  stage.timeline().dropItems(({ id }) => id === asClip.place.item)
  await stage.opened.host.remove(asClip)
  expect(itemOf(stage).takes.takes).toHaveLength(2)
})

it('nothing comes onto a timeline that the user opens meanwhile, and that stays open', async () => {
  let act = (): void => undefined
  const stage = await openStage(before('AppendToTimeline', () => act()))
  const { app, opened: on, timeline } = stage
  const { placement } = await readClip(on, clip.name)
  const result = makeClip(scene, clip)
  on.addFile(result, false)
  const project = app.project()
  const other = project.addTimeline('Other')
  for (let count = 0; count < 3; count += 1) other.AddTrack('video')
  project.currentTimeline = timeline()
  act = () => { project.currentTimeline = other }
  const landed = await on.host.place(placement, result, clipHowTo('clip'))
  expect([other.every().length, landed?.differs, seenAt(on, result.path).length]).toEqual([0, [], 1])
  expect(project.currentTimeline.name).toBe('Other')
})

it('a track of ours whose clips are not told for a moment is not taken away', async () => {
  let isDeaf = false
  const { opened: on } = await openStage(answering(({ call }, value) => {
    isDeaf ||= call === 'DeleteClips'
    return isDeaf && call === 'GetItemListInTrack' ? null : value
  }))
  const { landed } = await placeOn(on, { scene, clip })
  on.select('behind.mov')
  const { result } = await placeOn(on, { scene, clip: scene.clips.find(({ name }) => name === 'behind.mov')! })
  await on.host.remove(landed!)
  expect([isDeaf, seenAt(on, result.path).length]).toEqual([true, 1])
})

it('a clip with more places to check than a batch has calls is placed, and what it has no markers for is said', async () => {
  const long = { ...clip, frames: 600, media: { ...clip.media, frames: 1000 } }
  const { opened: on, timeline } = await openStage(undefined, {}, { ...scene, clips: [{ ...long, isSelected: true }] })
  const markers = Array.from({ length: 400 }, (_none, frame) => ({
    at: { num: BigInt(clip.from + frame) * 1001n, den: 24000n }, score: 1, reason: 'hair',
  }))
  const { landed } = await placeOn(on, { scene, clip: long, making: { markers } })
  expect(landed?.differs).toEqual([expect.stringMatching(/^200 of its places to check/)])
  expect(timeline().tracks.video.at(-1)!.items[0]!.markers.marks).toHaveLength(200)
})

it('numbers are as good as texts where Resolve tells rates', async () => {
  const numeric = answering(({ call, args }, value) =>
    ((call === 'GetClipProperty' && args?.[0] === 'FPS') || (call === 'GetSetting' && args?.[0] === 'timelineFrameRate')
      ? Number.parseFloat(String(value)) : value))
  const [told, plain] = [await openStage(numeric), await openStage()]
  const [a, b] = [await readClip(told.opened, clip.name), await readClip(plain.opened, clip.name)]
  expect(a.media).toEqual(b.media)
})

it.each(['clip', 'take', 'external-matte'] as const)(
  'a %s is not said to be removed while another project is open, and is removed once its own is', async (form) => {
    const { app, opened: on } = await openStage()
    const at = on.hash()
    const making = { isWhole: form === 'external-matte' }
    const { landed, reading } = await placeOn(on, { scene, clip, making, how: clipHowTo(form) })
    const [again] = await on.host.earlier(reading.target)
    const { manager } = app.root
    const own = manager.current
    on.change('closed')
    for (const each of [landed!, again!.landed]) {
      const refusal = await on.host.remove(each).catch((thrown: FirstpassError) => thrown.message)
      expect(refusal).toMatch(/it is in another project/)
    }
    expect(await on.host.removeAll(reading.target).catch((thrown: FirstpassError) => thrown.message)).toMatch(/another project/)
    manager.current = own
    await on.host.remove(landed!)
    expect(on.hash() === at).toBe(true)
  })

it('an external matte is removed although the clip that it was made for is gone', async () => {
  const { app, opened: on, timeline } = await openStage()
  const { landed } = await placeOn(on, { scene, clip, how: clipHowTo('external-matte') })
  timeline().dropItems(({ name }) => name === clip.name)
  await on.host.remove(landed!)
  expect(app.project().pool.root.every().flatMap(({ clips }) => clips).flatMap(({ mattes }) => mattes)).toEqual([])
})

it('a clip whose media have no rate that Resolve tells is not read at another one', async () => {
  const { opened: on } = await openStage(answering(({ call, args }, value) =>
    (call === 'GetClipProperty' && args?.[0] === 'FPS' ? '' : value)))
  expect((await targetOf(on, clip.name)).obstacle?.message).toMatch(/no frame rate/)
})

it('no matte is laid over media whose rate Resolve does not tell any more', async () => {
  let isDeaf = false
  const { opened: on } = await openStage(answering(({ call, args }, value) =>
    (isDeaf && call === 'GetClipProperty' && args?.[0] === 'FPS' ? '' : value)))
  const { placement } = await readClip(on, clip.name, 'media')
  const result = makeClip(scene, clip, { isWhole: true })
  on.addFile(result, false)
  isDeaf = true
  const how = clipHowTo('external-matte')
  const placing = on.host.place(placement, { ...result, rate: { num: 24, den: 1 } }, how)
  await expect(placing).rejects.toMatchObject({ code: 'TARGET_UNREADABLE' })
})

const noRates: DoorValue[] = [null, '', 'none', 0]
it.each(noRates)('a timeline whose rate Resolve tells as %p is not taken for one at 24', async (told) => {
  const { opened: on } = await openStage(answering(({ call, args }, value) =>
    (call === 'GetSetting' && args?.[0] === 'timelineFrameRate' ? told : value)))
  const refusal = await on.host.targets('active').catch((thrown: FirstpassError) => thrown.message)
  expect(refusal).toMatch(/tells no frame rate of the timeline/)
})

it('drop-frame is known by its timecode where the rate does not say so', async () => {
  const film = { num: 30000, den: 1001 }
  const dropped = { ...scene, rate: film, timecode: { frame: 107892, isDropFrame: true } }
  const plain = answering(({ call, args }, value) =>
    (call === 'GetSetting' && args?.[0] === 'timelineFrameRate' ? '29.97' : value))
  const { opened: on, timeline } = await openStage(plain, {}, dropped)
  timeline().selected = []
  const item = timeline().tracks.video[0]!.items[0]!
  timeline().playhead = item.start
  expect((await on.host.targets('active')).map(({ name }) => name)).toEqual([item.name])
})

/** Single frames behind the last clip of the lowest track. */
function addMany({ timeline }: Stage, count: number): void {
  const { items } = timeline().tracks.video[0]!
  const sample = items.at(-1)!
  const Made = sample.constructor as new (on: unknown, making: object) => typeof sample
  const end = timeline().GetEndFrame()
  for (let at = 0; at < count; at += 1) {
    const { media, from } = sample
    items.push(new Made(timeline(), { track: 'video', name: `${at}`, start: end + at, duration: 1, media, from, to: from + 1 }))
  }
}

it('timelines of two thousand clips are no trouble', async () => {
  const stage = await openStage()
  const { opened: on } = stage
  addMany(stage, 2000)
  const at = on.hash()
  const { landed } = await placeOn(on, { scene, clip })
  expect(landed?.differs).toEqual([])
  await on.host.remove(landed!)
  expect(on.hash() === at).toBe(true)
})

it('all clips of a long timeline are looked at without asking for each of them, and there is time for it', async () => {
  const batches: DoorBatchInput[] = []
  const stage = await openStage((api) => ({ call: (batch) => { batches.push(batch); return api.call(batch) } }))
  addMany(stage, 500)
  expect(await stage.opened.host.targets('in-out')).toHaveLength(504)
  expect(batches.length).toBeLessThan(30)
  const large = batches.filter(({ calls }) => calls.length > 40)
  expect([large.length > 20, large.every(({ timeoutMs = 15_000 }) => timeoutMs >= 60_000)]).toEqual([true, true])
})

it('all results of a long timeline are removed without asking for each of its clips', async () => {
  let calls = 0
  const stage = await openStage((api) => ({ call: (batch) => { calls += 1; return api.call(batch) } }))
  addMany(stage, 500)
  const at = stage.opened.hash()
  const { reading } = await placeOn(stage.opened, { scene, clip })
  calls = 0
  await stage.opened.host.removeAll(reading.target)
  expect([stage.opened.hash() === at, calls < 30]).toEqual([true, true])
})
