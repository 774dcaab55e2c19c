import type { ResolveApi } from '../../plugins/resolve/host'
import type { Knobs, Profile } from '../simulators/resolve'
import { gates } from '../simulators/resolve/model/gates'
import { plainClip, plainClipScene } from './clip-reading'
import { clipHowTo, makeClip, type OpenedClipHost, placeOn, readClip, seenAt, targetOf, timesOf, wantedOf } from './clip-scene'
import { codeOf } from './reading'
import { openOnResolve } from './resolve-kit'
import { losing } from './resolve-stage'
import { throughJson } from './scene'

const [scene, clip] = [plainClipScene, plainClip]
const opened: OpenedClipHost[] = []

async function open(knobs: Partial<Knobs> = {}, { profile = 'free-21.1' as Profile, between = (api: ResolveApi) => api } = {}) {
  const made = await openOnResolve({ profile, knobs, between }, scene)
  opened.push(made.opened)
  return made
}

afterEach(async () => {
  for (const each of opened.splice(0)) await each.close()
})

/** Placed just where it belongs; removed, all is as it was. @returns what the host said of it */
async function expectExact(host: OpenedClipHost): Promise<readonly string[]> {
  const before = host.hash()
  const { landed, result } = await placeOn(host, { scene, clip })
  expect(seenAt(host, result.path).map(timesOf)).toEqual([timesOf(wantedOf(scene, clip, result))])
  await host.host.remove(landed!)
  expect(host.hash()).toBe(before)
  return landed!.differs
}

it.each<[string, Partial<Knobs>]>([
  ['counts its last frame in', { endFrame: 'inclusive' }],
  ['does not delete at once', { deleteFailures: 1 }],
  ['lacks methods instead of answering nothing', { missingMethods: 'absent' }],
  ['answers items without a place', { placed: 'without-ids' }],
  ['needs a clip of the pool to be selected', { appendNeedsSelectedClip: true }],
  ['does not answer when it adds a track', { deafTo: ['Timeline.AddTrack', 'MediaPool.ImportMedia', 'Timeline.DeleteClips'] }],
])('a Resolve that %s has it exactly there, and says nothing', async (_name, knobs) => {
  expect(await expectExact((await open(knobs)).opened)).toEqual([])
})

it.each<[string, Partial<Knobs>]>([
  ['answers nothing', { placed: 'nothing' }], ['answers with an error', { appendErrors: 1 }],
])('a Resolve that %s has it, and the user is told to save', async (_name, knobs) => {
  expect(await expectExact((await open(knobs)).opened)).toEqual([expect.stringMatching(/save the project/)])
})

it.each([['TimelineItem.CopyGrades', /grade/], ['TimelineItem.AddMarker', undefined]] as const)(
  'where %s is not answered, what can be read back is believed', async (name, said) => {
    const { opened: host } = await open({ deafTo: [name] })
    const differs = await expectExact(host)
    expect(differs).toEqual(said === undefined ? [] : [expect.stringMatching(said)])
  })

it('a clip that stays is told, and its track is not taken away', async () => {
  const { opened: host, app } = await open()
  const { landed, result } = await placeOn(host, { scene, clip })
  app.knobs.deleteFailures = 2
  expect(await codeOf(host.host.remove(landed!))).toBe('HOST_REFUSED')
  expect(seenAt(host, result.path)).toHaveLength(1)
  await host.host.remove(landed!)
  expect(seenAt(host, result.path)).toEqual([])
})

it('a file that is in the pool elsewhere is found there', async () => {
  const { opened: host, app } = await open({ known: 'nothing' })
  const reading = await readClip(host, clip.name)
  const result = makeClip(scene, clip)
  host.addFile(result, false)
  const { pool } = app.project()
  const folder = pool.AddSubFolder(pool.AddSubFolder(pool.root, 'Mine')!, 'Deep')!
  pool.current = folder
  expect(pool.ImportMedia([result.path])).toHaveLength(1)
  const landed = await host.host.place(throughJson(reading.placement), result, clipHowTo('clip'))
  expect([landed!.differs, folder.clips.length, pool.current]).toEqual([[], 1, folder])
  expect(seenAt(host, result.path)).toHaveLength(1)
})

it('while a window waits for an answer it is busy, and nothing is touched; then it goes on', async () => {
  const { opened: host, app } = await open()
  const reading = await readClip(host, clip.name)
  const [result, before] = [makeClip(scene, clip), host.hash()]
  host.addFile(result, false)
  app.machine.modal = 'Save the project?'
  const place = () => host.host.place(reading.placement, result, clipHowTo('clip', { stamp: reading.stamp }))
  expect(await codeOf(place())).toBe('HOST_BUSY')
  expect(await codeOf(host.host.targets('active'))).toBe('HOST_BUSY')
  expect(host.hash()).toBe(before)
  app.answerModal()
  expect((await place())?.differs).toEqual([])
})

it('a track of ours that the user locked, or put something on, is left alone', async () => {
  const { opened: host, timeline } = await open()
  const first = await placeOn(host, { scene, clip })
  timeline().tracks.video[2]!.isLocked = true
  host.select('behind.mov')
  const behind = scene.clips.find(({ name }) => name === 'behind.mov')!
  const { result } = await placeOn(host, { scene, clip: behind })
  expect(seenAt(host, result.path).map(({ track }) => track)).toEqual([3])
  expect(await codeOf(host.host.remove(first.landed!))).toBe('HOST_REFUSED')
  expect(seenAt(host, first.result.path)).toHaveLength(1)
})

it.each(['clip', 'take', 'external-matte', 'fusion', 'timeline-copy'] as const)(
  'whichever answer is lost while a %s is placed, it is as before, or there', async (form) => {
    let refusals = 0
    for (let at = 1; at < 60; at += 1) {
      const { between, loseAt } = losing()
      const { opened: host } = await open({}, { between })
      const reading = await readClip(host, clip.name, form === 'external-matte' ? 'media' : 'played')
      const [result, before] = [makeClip(scene, clip, { isWhole: form === 'external-matte' }), host.timeline()]
      host.addFile(result, false)
      loseAt(at)
      try {
        const landed = await host.host.place(reading.placement, result, clipHowTo(form, { stamp: reading.stamp }))
        loseAt(0)
        await host.host.remove(landed!)
      } catch (thrown) {
        refusals += 1
        expect((thrown as { code?: string }).code).toBe('DOOR_SILENT')
      }
      expect(host.timeline()).toEqual(before)
    }
    expect(refusals).toBeGreaterThan(5)
  })

it('a script that was started again in between ends it with a failure', async () => {
  const gone = { error: { code: 'HANDLE_GONE' as const, message: 'of another run' } }
  let isGone = false
  const between = (api: ResolveApi): ResolveApi => ({
    call: async (batch) => {
      const { answers } = await api.call(batch)
      return { answers: isGone ? answers.map(() => gone) : answers }
    },
  })
  const { opened: host } = await open({}, { between })
  isGone = true
  expect(await codeOf(host.host.targets('active'))).toBe('HOST_REFUSED')
})

it('its recipe is forgotten where the project can\'t keep it, and that is said', async () => {
  const { opened: host } = await open({ deafTo: ['MediaPoolItem.GetThirdPartyMetadata'] })
  const { landed } = await placeOn(host, { scene, clip })
  expect(landed!.differs).toEqual([expect.stringMatching(/could not remember/)])
})

it.each<Profile>(['free-21.1', 'free-20'])('%s: nothing that only Studio has is ever called', async (profile) => {
  const { opened: host, app } = await open({}, { profile })
  for (const form of ['clip', 'take', 'external-matte', 'fusion', 'timeline-copy'] as const) {
    const { landed } = await placeOn(host, { scene, clip, making: { isWhole: form === 'external-matte' }, how: clipHowTo(form) })
    await host.host.remove(landed!)
  }
  await host.host.removeAll(await targetOf(host, clip.name))
  const gated = Object.entries(gates).filter(([, { isStudioOnly }]) => isStudioOnly).map(([name]) => name)
  expect(app.machine.called.filter((name) => gated.includes(name))).toEqual([])
})

it('placing takes few batches, each of which may take a tenth of a second', async () => {
  let [calls, counted] = [0, 0]
  const counting = (api: ResolveApi): ResolveApi => ({ call: (batch) => { calls += 1; return api.call(batch) } })
  const { opened: host } = await open({}, { between: counting })
  const { placement, stamp } = await readClip(host, clip.name)
  const result = makeClip(scene, clip)
  host.addFile(result, false)
  calls = 0
  const landed = await host.host.place(placement, result, clipHowTo('clip', { stamp }))
  counted = calls
  calls = 0
  await host.host.remove(landed!)
  process.stdout.write(`batches: ${counted} to place, ${calls} to remove\n`)
  expect(counted).toBeLessThan(45)
})
