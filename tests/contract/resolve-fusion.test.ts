import type { PlaceClipHow } from '#host'
import { openResolveHost } from '../../plugins/resolve/host'
import type { Profile } from '../simulators/resolve'
import { TimelineItemObject } from '../simulators/resolve/model/timeline-item'
import { addSorted } from '../simulators/resolve/model/tracks'
import { beach, plainClip, sceneOf } from './clip-reading'
import {
  type ClipScene, clipHowTo, makeClip, type Making, type OpenedClipHost, placeOn, type SceneClip, targetOf,
} from './clip-scene'
import { codeOf } from './reading'
import { openOnResolve, type ResolveKitOptions } from './resolve-kit'
import { answering, type Answering } from './resolve-stage'
import { throughJson } from './scene'

const film = plainClip.media.rate
const profiles: Profile[] = ['free-21.1', 'free-20', 'studio-20', 'studio-21.1']
const open: OpenedClipHost[] = []

interface Wish extends Partial<ResolveKitOptions> {
  clip?: Partial<SceneClip>
  on?: Partial<ClipScene>
}

/** A clip with so many compositions of the user's own. */
async function openStage(effects = 0, { clip: more, on, ...options }: Wish = {}) {
  const clip = beach(film, { effects, ...more })
  const scene = sceneOf(clip, { rate: film, ...on })
  const made = await openOnResolve({ profile: 'free-21.1', ...options }, scene)
  open.push(made.opened)
  const item = (): TimelineItemObject => made.timeline().tracks.video[0]!.items.find(({ name }) => name === 'beach.mov')!
  return {
    ...made, clip, scene, item,
    comps: () => item().comps.describe() as { name: string; isActive: boolean; outcome: string; files: string[] }[],
    put: async (making: Making = {}, changes: Partial<PlaceClipHow> = {}) => {
      const how = clipHowTo('fusion', changes)
      const { landed, result } = await placeOn(made.opened, {
        scene, clip, making: { isWhole: false, handles: 12, hasAlpha: false, ...making }, how,
      })
      return { landed: landed!, path: result.path, how }
    },
  }
}

afterEach(async () => {
  for (const each of open.splice(0)) await each.close()
})

describe.each(profiles)('a composition in %s', (profile) => {
  it('cuts the clip by the matte beside the user\'s own, is found again, shown and hidden, and taken out', async () => {
    const { opened, clip, comps, item, put } = await openStage(1, { profile })
    const before = opened.hash()
    const kept = { grade: item().grade, path: item().media?.path, start: item().start, duration: item().duration }
    const { landed, path, how } = await put()
    const name = `Firstpass ${how.job.id.slice(-6)}`
    expect(comps()).toEqual([
      { name: 'Composition 1', isActive: false, outcome: 'bypassed', files: [] },
      { name, isActive: true, outcome: 'works', files: [`${path}/frame_000000.png`] },
    ])
    expect([landed.form, landed.undoSteps, landed.differs]).toEqual(['fusion', 0, [expect.stringMatching(/own composition “Comp/)]])
    expect({ grade: item().grade, path: item().media?.path, start: item().start, duration: item().duration }).toEqual(kept)
    const target = await targetOf(opened, clip.name)
    const [earlier] = await opened.host.earlier(target)
    expect(earlier?.job).toEqual(how.job)
    await opened.host.show(landed, false)
    expect(comps().map(({ isActive }) => isActive)).toEqual([true, false])
    await opened.host.show(throughJson(landed), true)
    expect(comps().map(({ isActive }) => isActive)).toEqual([false, true])
    await opened.host.remove(throughJson(earlier!.landed))
    expect([opened.hash(), await opened.host.earlier(target)]).toEqual([before, []])
    await opened.host.remove(landed)
    expect(opened.hash()).toBe(before)
  })

  it('reads the matte of just the frames that are played, handles beyond them', async () => {
    const { item, put, clip } = await openStage(0, { profile })
    await put()
    const comp = item().comps.load(item().comps.names()[0])!
    const loader = comp.FindTool('FirstpassMatte')!
    expect([loader.GetInput('GlobalIn'), loader.GetInput('GlobalOut')]).toEqual([-12, clip.frames + 11])
    const cut = comp.FindTool('FirstpassCut')!.inputs.rendered
    expect(cut).toMatchObject({
      Background: { tool: 'MediaIn1' }, Foreground: { tool: 'FirstpassMatte' }, MatteCombine: { value: 1 },
    })
  })

  it('gives way to a later one, and the user\'s comes back with the last', async () => {
    const { opened, comps, put } = await openStage(1, { profile })
    const before = opened.hash()
    const first = await put()
    const second = await put({}, { instead: first.landed })
    expect(comps().map(({ name, isActive }) => [name, isActive]))
      .toEqual([['Composition 1', false], [`Firstpass ${second.how.job.id.slice(-6)}`, true]])
    await opened.host.removeAll(await targetOf(opened, 'beach.mov'))
    expect(opened.hash()).toBe(before)
  })

  it('leaves nothing where it is cancelled', async () => {
    const { opened, put } = await openStage(1, { profile })
    const before = opened.hash()
    for (let at = 1; at <= 5; at += 1) {
      let asked = 0
      const { landed } = await put({}, { isCancelled: () => ++asked >= at })
      expect([landed, opened.hash()]).toEqual([undefined, before])
    }
  })
})

it('a clip without a composition of its own has none afterwards, and can\'t be shown without ours meanwhile', async () => {
  const { opened, comps, put } = await openStage()
  const before = opened.hash()
  const { landed } = await put()
  expect([comps().length, landed.differs]).toEqual([1, []])
  expect(await codeOf(opened.host.show(landed, false))).toBe('HOST_REFUSED')
  await opened.host.remove(landed)
  expect([comps(), opened.hash()]).toEqual([[], before])
})

it('marks places to check on the clip, and takes them away with it', async () => {
  const { opened, item, put } = await openStage()
  const before = opened.hash()
  const { landed } = await put({ markers: [{ at: { num: 110n * 1001n, den: 24000n }, score: 1, reason: 'hair' }] })
  expect(item().markers.marks.map(({ frame, marker }) => `${frame} ${marker.note}`)).toEqual(['10 hair'])
  await opened.host.remove(landed)
  expect(opened.hash()).toBe(before)
})

it.each([
  ['of another size', {}, { scale: 2 }], ['too short', {}, { handles: 0, stretch: 2 }],
  ['for media of another rate', { media: { path: '/footage/beach.mov', rate: { num: 50, den: 1 }, frames: 400 } }, {}],
] as const)('a matte that is %s is refused, and nothing is left', async (_name, more, making) => {
  const { opened, put } = await openStage(1, { clip: more })
  const before = opened.hash()
  expect([await codeOf(put(making)), opened.hash()]).toEqual(['HOST_REFUSED', before])
})

it('a part of a clip, and a clip of which nobody tells what it shows, are refused', async () => {
  const part = await openStage(0, { on: { inOut: { in: 130, out: 150 } } })
  const { host } = part.opened
  const { placement } = await host.read(await targetOf(part.opened, 'beach.mov', 'in-out'), { region: 'played' })
  const placing = host.place(placement, makeClip(part.scene, part.clip), clipHowTo('fusion'))
  await expect(placing).rejects.toThrow(/only a part/)
  const two = await openStage(2)
  const before = two.opened.hash()
  await expect(two.put()).rejects.toThrow(/has 2 compositions/)
  expect(two.opened.hash()).toBe(before)
  const between = answering((call, value) => (/GetFusionComp(Count|NameList)/.test(call.call) ? null : value))
  const silent = await openStage(1, { between })
  await expect(silent.put()).rejects.toThrow(/does not tell what compositions/)
})

it('frames that are off by one are set right by importing once more; if they stay so it is refused', async () => {
  const once = await openStage(1, { knobs: { compDrifts: 1 } })
  const before = once.opened.hash()
  const { landed } = await once.put()
  expect(once.comps().map(({ outcome }) => outcome)).toEqual(['bypassed', 'works'])
  const comp = once.item().comps.load(once.comps()[1]!.name)!
  expect(Number(comp.FindTool('MediaIn1')!.GetInput('GlobalIn'))).toBeLessThanOrEqual(0)
  await once.opened.host.remove(landed)
  expect(once.opened.hash()).toBe(before)
  const twice = await openStage(1, { knobs: { compDrifts: 2 }, clip: { from: 0 } })
  const untouched = twice.opened.hash()
  await expect(twice.put()).rejects.toThrow(/do not reach over all/)
  expect(twice.opened.hash()).toBe(untouched)
})

const lost = (name: string): Answering => (call, value) => (call.call === name ? null : value)
const noTool = (tool: string): Answering => (call, value) => (call.call === 'FindTool' && call.args?.[0] === tool ? null : value)

it.each<[string, Answering, RegExp]>([
  ['does not answer that it imported it', lost('ImportFusionComp'), /own composition/],
  ['shows no tool of it', lost('FindTool'), /look at it on the Fusion page/],
  ['does not answer that it loads it', lost('LoadFusionCompByName'), /own composition/],
])('where Resolve %s it is there, and removed it is as before', async (_name, answer, said) => {
  const { opened, comps, put } = await openStage(1, { between: answering(answer) })
  const before = opened.hash()
  const { landed } = await put()
  expect([comps()[1]!.outcome, landed.differs.join(' ')]).toEqual(['works', expect.stringMatching(said)])
  await opened.host.remove(landed)
  expect(opened.hash()).toBe(before)
})

it.each<[string, Answering, RegExp]>([
  ['lost a tool', noTool('FirstpassCut'), /lacks FirstpassCut/],
  ['reads another file', (call, value) => (call.call === 'GetInput' && call.args?.[0] === 'Clip' ? '/other.png' : value), /reads \/other/],
])('a composition that %s is taken out again', async (_name, answer, said) => {
  const { opened, put } = await openStage(1, { between: answering(answer) })
  const before = opened.hash()
  await expect(put()).rejects.toThrow(said)
  expect(opened.hash()).toBe(before)
})

it('one that keeps the name that Resolve gave it is known by that', async () => {
  const { opened, comps, item, put } = await openStage(1)
  const before = opened.hash()
  item().comps.rename = () => true
  const { landed } = await put()
  expect(comps().map(({ name }) => name)).toEqual(['Composition 1', 'Composition 2'])
  await opened.host.remove(landed)
  expect(opened.hash()).toBe(before)
})

it('where nothing is imported, or what should go stays, that is said', async () => {
  const { opened, comps, item, put } = await openStage(1)
  const { addFrom, drop } = item().comps
  const before = opened.hash()
  item().comps.addFrom = () => undefined
  await expect(put()).rejects.toThrow(/no composition came up/)
  expect(opened.hash()).toBe(before)
  item().comps.addFrom = addFrom
  const { landed } = await put()
  item().comps.drop = () => true
  await expect(opened.host.remove(landed)).rejects.toThrow(/stays on the clip/)
  expect(comps()).toHaveLength(2)
  item().comps.drop = drop
  await opened.host.remove(landed)
  expect(opened.hash()).toBe(before)
})

it('is not offered where nobody can write its file, and graded frames are not where nobody takes them', async () => {
  const { opened } = await openStage()
  const can = opened.host.capabilities()
  expect([can.forms.includes('fusion'), can.readsGraded]).toEqual([true, true])
  const bare = openResolveHost({
    call: async () => ({ answers: [] }), product: 'DaVinci Resolve', version: '21.1.0', edition: 'free',
  }).capabilities()
  expect([bare.forms, bare.readsGraded]).toEqual([['clip', 'take', 'external-matte', 'timeline-copy'], false])
})

it('one that the user made since goes on being shown when ours goes', async () => {
  const { opened, comps, item, put } = await openStage(1)
  const { landed } = await put()
  item().comps.add()
  expect(comps().map(({ isActive }) => isActive)).toEqual([false, false, true])
  await opened.host.remove(landed)
  expect(comps().map(({ name, isActive }) => [name, isActive])).toEqual([['Composition 1', false], ['Composition 3', true]])
})

it('of a clip that the user cut in two, ours goes from both halves', async () => {
  const { opened, item, timeline, put } = await openStage(1)
  const { landed } = await put()
  const half = new TimelineItemObject(timeline(), {
    track: 'video', name: 'other half', start: item().start + 1000, duration: 10, media: item().media, from: 0, to: 10,
  })
  item().comps.copyTo(half.comps)
  addSorted(timeline().tracks.video[0]!, half)
  await opened.host.remove(landed)
  expect([item().comps.names(), half.comps.names().length]).toEqual([['Composition 1'], 2])
  await opened.host.removeAll(await targetOf(opened, 'beach.mov'))
  expect(half.comps.describe()).toMatchObject([{ name: 'Composition 1', isActive: true }])
  expect(item().media?.GetThirdPartyMetadata('firstpass')).toBe('')
})
