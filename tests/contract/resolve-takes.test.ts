import { PoolItemObject } from '../simulators/resolve/model/pool-item'
import { factsOf } from '../simulators/resolve/model/probe'
import { clipHowTo, placeOn, readClip, targetOf } from './clip-scene'
import { clip, closeStages, itemOf, openStage, scene, type Stage } from './resolve-stage'

afterEach(closeStages)

/** Three takes of the user's, the second of which is chosen. */
function chooseSecond(stage: Stage): ReturnType<typeof itemOf> {
  const { app } = stage
  const item = itemOf(stage)
  const facts = factsOf('video', { frames: 400, rate: clip.media.rate, width: 1920, height: 1080 })
  const other = new PoolItemObject(app.machine, otherFile, facts)
  app.addFile(other.path, facts)
  app.project().pool.root.clips.push(other)
  item.AddTake(other as never, 5, 5 + clip.frames)
  item.AddTake(item.takes.takes[0]!.media as never, 7, 7 + clip.frames)
  item.SelectTakeByIndex(2)
  return item
}

const otherFile = '/footage/other.mov'
const asTake = { scene, clip, making: { isWhole: false } }

it('the take that the user had chosen is chosen again once ours is removed', async () => {
  const stage = await openStage()
  const { opened: on } = stage
  const item = chooseSecond(stage)
  const at = on.hash()
  const { landed } = await placeOn(on, { ...asTake, how: clipHowTo('take') })
  expect(item.takes.takes).toHaveLength(4)
  await on.host.remove(landed!)
  expect([item.takes.selected, item.media?.path, on.hash() === at]).toEqual([2, otherFile, true])
})

it('the take that the user had chosen is what is read, compared and shown while ours is chosen', async () => {
  const stage = await openStage()
  const { opened: on } = stage
  const item = chooseSecond(stage)
  const first = await readClip(on, clip.name)
  const { landed } = await placeOn(on, { ...asTake, how: clipHowTo('take') })
  const now = await readClip(on, clip.name)
  expect([now.media, now.media.path, await on.host.check(first.stamp)]).toEqual([first.media, otherFile, 'same'])
  await on.host.show(landed!, false)
  expect(item.takes.selected).toBe(2)
})

it.each(['one after the other', 'one instead of the other'])(
  'the take that the user had chosen is chosen again once two of ours, %s, are removed', async (way) => {
    const stage = await openStage()
    const { opened: on } = stage
    const item = chooseSecond(stage)
    const at = on.hash()
    const first = await placeOn(on, { ...asTake, how: clipHowTo('take') })
    const instead = way === 'one instead of the other' ? { instead: first.landed! } : {}
    await placeOn(on, { ...asTake, how: clipHowTo('take', instead) })
    await on.host.removeAll(await targetOf(on, clip.name))
    expect([item.takes.selected, item.media?.path, on.hash() === at]).toEqual([2, otherFile, true])
  })

it('a take of ours is chosen again once another one is removed, and the user\'s once both are', async () => {
  const stage = await openStage()
  const { opened: on } = stage
  const item = chooseSecond(stage)
  const first = await placeOn(on, { ...asTake, how: clipHowTo('take') })
  const second = await placeOn(on, { ...asTake, how: clipHowTo('take') })
  await on.host.show(second.landed!, false)
  expect(item.media?.path).toBe(otherFile)
  await on.host.show(second.landed!, true)
  await on.host.remove(second.landed!)
  expect(item.media?.path).toBe(first.result.path)
  await on.host.remove(first.landed!)
  expect([item.takes.selected, item.media?.path]).toEqual([2, otherFile])
})

it('where the last frame of a take counts in, one that has no frames to spare is added all the same', async () => {
  const stage = await openStage(undefined, { endFrame: 'inclusive' })
  const { landed } = await placeOn(stage.opened, {
    scene, clip, making: { isWhole: false, handles: 0 }, how: clipHowTo('take'),
  })
  expect([landed?.differs, itemOf(stage).to - itemOf(stage).from]).toEqual([[], clip.frames])
})
