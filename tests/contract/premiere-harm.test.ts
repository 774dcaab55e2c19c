import { secondsOf } from '#protocol'
import { importFile } from '../../plugins/premiere/host/bin'
import { openProject } from '../../plugins/premiere/host/timeline'
import { Edits } from '../../plugins/premiere/host/transact'
import type { Premiere, PremiereOptions } from '../simulators/premiere'
import { modulesOf } from '../simulators/premiere/official'
import { around, beach, plainClip, plainClipScene, sceneOf } from './clip-reading'
import {
  type ClipScene, clipHowTo, isRatio, makeClip, type OpenedClipHost, placeOn, readClip, seenAt, targetOf,
} from './clip-scene'
import { openOnPremiere } from './premiere-kit'
import { codeOf } from './reading'

const clip = plainClip
const film = clip.media.rate
const opened: OpenedClipHost[] = []

function open(options: PremiereOptions = {}, scene: ClipScene = plainClipScene): { app: Premiere; on: OpenedClipHost } {
  const { app, opened: on } = openOnPremiere({ importDelayMs: 0, ...options }, scene)
  opened.push(on)
  return { app, on }
}

afterEach(async () => {
  for (const each of opened.splice(0)) await each.close()
})

const profiles: PremiereOptions[] = [{ profile: '26.2.2-broken' }, { profile: '26.3.0-win' }, { profile: 'strict-26.3' }]

describe('a timeline is not harmed', () => {
  it.each(profiles)('%j: by an original that is moved while its result is imported: that is refused', async (options) => {
    const { app, on } = open(options)
    const { placement, stamp } = await readClip(on, clip.name)
    const result = makeClip(plainClipScene, clip)
    on.addFile(result, false)
    let isImported = false
    app.beforeCalls(({ name }) => {
      if (isImported || !name.endsWith('importFiles')) return
      isImported = true
      on.change('moved', clip.name)
    })
    expect(await codeOf(on.host.place(placement, result, clipHowTo('clip', { stamp })))).toMatch(/^TARGET_(GONE|CHANGED)$/)
    expect([isImported, seenAt(on, result.path)]).toEqual([true, []])
  })

  it.each(profiles)('%j: by edits that are refused where an earlier result is replaced: one is there', async (options) => {
    const scene = sceneOf(beach(film, { framing: { scale: 60, opacity: 70 } }))
    for (let from = 1, isRefused = true; isRefused && from < 12; from++) {
      const { app, on } = open(options, scene)
      const first = await placeOn(on, { scene, clip: scene.clips.at(-1)! })
      const { transactions } = app.machine
      app.knobs.failsTransaction = (at, label) => at >= transactions + from && label !== 'Firstpass: Take Back'
      const how = clipHowTo('clip', { instead: first.landed! })
      const second = await placeOn(on, { scene, clip: scene.clips.at(-1)!, how }).catch(() => undefined)
      isRefused = app.machine.transactions >= transactions + from
      const isThere = seenAt(on, first.result.path).length === 1
      expect(isThere).toBe(second === undefined || second.landed!.differs.some((sentence) => sentence.includes('earlier')))
      if (second) expect(seenAt(on, second.result.path)).toHaveLength(1)
    }
  })

  it('by one that is made again and again: two tracks are enough, and nothing is said', async () => {
    const { app, on } = open()
    let { landed } = await placeOn(on, { scene: plainClipScene, clip })
    for (let again = 0; again < 4; again++) {
      ({ landed } = await placeOn(on, { scene: plainClipScene, clip, how: clipHowTo('clip', { instead: landed! }) }))
      expect(landed!.differs).toEqual([])
    }
    expect(app.sequence().video).toHaveLength(4)
  })

  it.each(profiles)('%j: by a result right before another one, between frames of its media: neither is cut', async (options) => {
    const pair = [beach(film, { at: 120, frames: 34 }), beach(film, { name: 'next.mov', at: 154, frames: 34 })]
      .map((each, index) => ({ ...each, media: { path: `/footage/${index}.mov`, rate: film, frames: 400 } }))
    const scene = sceneOf(pair[0]!, { rate: { num: 30000, den: 1001 }, clips: pair })
    for (const tenths of [1n, 5n, 11n]) {
      const { app, on } = open(options, scene)
      app.edit('Slip', ({ video, frameTicks }) => {
        for (const each of video[0]!.clips) {
          each.in += frameTicks * tenths / 10n
          each.out += frameTicks * tenths / 10n
        }
      })
      for (const each of [pair[1]!, pair[0]!, pair[1]!]) {
        const { landed } = await placeOn(on, { scene, clip: each })
        expect(landed).toBeDefined()
      }
      const ours = on.clips().filter(({ track }) => track > 0).map(({ start, end }) => `${isRatio(start)} ${isRatio(end)}`)
      const wanted = [120, 154, 154].map((at) => [at, at + 34].map((frame) => isRatio(secondsOf(frame, scene.rate))).join(' '))
      expect(ours.sort()).toEqual(wanted.sort())
    }
  })

  it.each(['fails', 'last-track'] as const)('by sound, where overwriting on no track %s', async (overwriteBeyond) => {
    const { app, on } = open({ overwriteBeyond })
    const sounds = (): unknown =>
      app.sequence().audio.flatMap(({ clips }) => clips.map(({ item, start, end }) => [item, start, end]))
    const before = sounds()
    for (const name of ['beach.mov', 'behind.mov', 'before.mov']) {
      on.select(name)
      const each = plainClipScene.clips.find((one) => one.name === name)!
      const { result } = await placeOn(on, { scene: plainClipScene, clip: each, making: { hasSound: true } })
      expect(seenAt(on, result.path)).toHaveLength(1)
      expect(sounds()).toEqual(before)
    }
    expect([app.sequence().video.length, app.sequence().audio.length]).toEqual([3, 2])
  })

  it('by something else that comes into our bin, where Premiere says that it imports and does not', async () => {
    const { app } = open({ importsNothing: true })
    const [behind, path] = ['/footage/behind.mov', '/footage/Firstpass/made.mov']
    app.addMedia(path, app.machine.factsOf(behind)!)
    let looks = 0
    const pause = async (): Promise<void> => {
      looks += 1
      if (looks !== 20) return
      app.edit('Into the Bin', (_sequence, draft) => {
        const bin = draft.items.find(({ kind, name }) => kind === 'bin' && name === 'Firstpass')!
        draft.items.find((item) => item.path === behind)!.parent = bin.id
      })
    }
    const modules = modulesOf(app)
    const project = await openProject(modules)
    expect(await codeOf(importFile({ modules, pause }, new Edits(project!), path))).toBe('HOST_REFUSED')
    expect(looks).toBeGreaterThan(20)
  })

  it.each(['fails', 'does-nothing'] as const)('by media of clips on a locked track, which %s', async (lockedTrack) => {
    const own = beach(film, { framing: { scale: 60 } })
    const scene = { ...sceneOf(own), lockedTracks: [0] }
    const { on } = open({ lockedTrack }, scene)
    const before = on.timeline()
    const swapped = placeOn(on, { scene, clip: own, how: clipHowTo('media'), making: { scale: 2, hasAlpha: false } })
    expect([await codeOf(swapped), on.timeline()]).toEqual(['HOST_REFUSED', before])
  })

  it('by “Remove all” where the user has footage in our bin', async () => {
    for (const options of profiles) {
      const { app, on } = open(options)
      await placeOn(on, { scene: plainClipScene, clip })
      const bin = app.state.items.find(({ kind, name }) => kind === 'bin' && name === 'Firstpass')!
      app.edit('Into the Bin', (_sequence, draft) => {
        draft.items.find(({ path }) => path === '/footage/behind.mov')!.parent = bin.id
      })
      const rest = on.clips().filter(({ track }) => track < 2)
      await on.host.removeAll(await targetOf(on, clip.name))
      expect(on.clips()).toEqual(rest)
    }
  })
})

describe('what a user must know is said', () => {
  it('where slow motion covers what follows, on whatever track', async () => {
    const { on } = open()
    const { landed } = await placeOn(on, { scene: plainClipScene, clip, making: { stretch: 2, hasAlpha: false } })
    expect(landed!.differs).toEqual([expect.stringMatching(/V1/)])
  })

  it('where a file is shorter than what it is for', async () => {
    const { on } = open()
    const { placement } = await readClip(on, clip.name)
    const made = makeClip(plainClipScene, clip)
    const result = { ...made, frames: 12 + 45 }
    on.addFile(result, false)
    const landed = await on.host.place(placement, result, clipHowTo('clip'))
    expect(landed!.differs).toEqual([expect.stringMatching(/3 frames/)])
  })

  it.each(profiles)('%j: how many steps it is at most, mixed rates, sound and keyframes included', async (options) => {
    const own = beach({ num: 25, den: 1 }, { framing: { scaleKeys: [[100, 100], [124, 140]], opacity: 50 }, from: 31 })
    const scene = sceneOf(own, { rate: { num: 30000, den: 1001 }, clips: [own, ...around(film)] })
    const { app, on } = open(options, scene)
    const most = on.host.capabilities().undoSteps!.clip!
    let instead = {}
    for (let again = 0; again < 3; again++) {
      const steps = app.history().length
      const { landed } = await placeOn(on, { scene, clip: own, making: { hasSound: true }, how: clipHowTo('clip', instead) })
      expect(app.history().length - steps).toBe(landed!.undoSteps)
      expect(landed!.undoSteps).toBeLessThanOrEqual(most)
      instead = { instead: landed! }
    }
  })

  it('where a result on a locked track can\'t be hidden', async () => {
    for (const lockedTrack of ['fails', 'does-nothing'] as const) {
      const { app, on } = open({ lockedTrack })
      const { landed } = await placeOn(on, { scene: plainClipScene, clip })
      app.edit('Lock', (sequence) => { sequence.video.at(-1)!.isLocked = true })
      expect(await codeOf(on.host.show(landed!, false))).toBe('HOST_REFUSED')
    }
  })
})

describe('a media that is exchanged', () => {
  const own = beach(film, { framing: { scale: 60 } })
  const scene = sceneOf(own)
  const swap = async (on: OpenedClipHost, form: 'media' | 'proxy' = 'media') =>
    await placeOn(on, { scene, clip: own, how: clipHowTo(form), making: { scale: 2, hasAlpha: false } })
  const scaleOf = (on: OpenedClipHost): number => on.clips().find(({ name }) => name === own.name)!.framing.scale

  it.each(profiles)('%j: is given back at its own scale while it is hidden, too, and once only', async (options) => {
    const { on } = open(options, scene)
    const before = on.timeline()
    const { landed } = await swap(on)
    for (const isShown of [false, false, true, true, false]) await on.host.show(landed!, isShown)
    expect(scaleOf(on)).toBe(60)
    await on.host.remove(landed!)
    await on.host.remove(landed!)
    expect(on.timeline()).toEqual(before)
    expect(await on.host.earlier(await targetOf(on, own.name))).toEqual([])
  })

  it.each(profiles)('%j: is left alone where the user linked another file since', async (options) => {
    const { app, on } = open(options, scene)
    const { landed } = await swap(on)
    const other = '/footage/beach, graded.mov'
    app.edit('Link', (_sequence, draft) => { draft.items.find(({ path }) => path === landed!.place.path)!.path = other })
    expect((await readClip(on, own.name, 'media')).media.path).toBe(other)
    await on.host.removeAll(await targetOf(on, own.name))
    await on.host.remove(landed!)
    expect([seenAt(on, other).length, scaleOf(on)]).toEqual([1, 30])
  })

  it('is neither shown nor hidden where it could not keep its scale', async () => {
    const { on } = open({}, scene)
    const { landed } = await swap(on)
    const before = on.timeline()
    on.refuseEdit!(1)
    expect([await codeOf(on.host.show(landed!, false)), on.timeline()]).toEqual(['HOST_REFUSED', before])
  })

  it.each(profiles)('%j: is known of, whatever proxy is made after', async (options) => {
    const { on } = open(options, scene)
    const before = on.timeline()
    await swap(on)
    await swap(on, 'proxy').catch((thrown: unknown) => { expect(thrown).toMatchObject({ code: 'HOST_REFUSED' }) })
    on.reopen()
    await on.host.removeAll(await targetOf(on, own.name))
    expect(on.timeline()).toEqual(before)
  })

  it('hides nothing of what was made of it before, above it', async () => {
    const { on } = open({}, scene)
    const how = clipHowTo('clip')
    await placeOn(on, { scene, clip: own, how })
    const { job } = how
    await swap(on)
    expect((await on.host.earlier(await targetOf(on, own.name))).map((each) => each.job)).toContainEqual(job)
  })

  it('is given back where what follows fails', async () => {
    const { app, on } = open({ profile: '26.3.0-win' }, scene)
    const before = on.timeline()
    let isExchanged = false
    app.beforeCalls(({ name }) => {
      if (name.endsWith('changeMediaFilePath')) isExchanged = true
      if (isExchanged && name.endsWith('getSequences')) {
        app.beforeCalls(undefined)
        throw new Error('It is busy.')
      }
    })
    expect(await codeOf(swap(on))).toBe('HOST_REFUSED')
    expect([isExchanged, on.timeline()]).toEqual([true, before])
  })
})
