import type { Landed } from '#host'
import { FirstpassError } from '#protocol'
import type { Premiere, PremiereOptions } from '../simulators/premiere'
import { plainClip, plainClipScene } from './clip-reading'
import {
  clipHowTo, makeClip, type OpenedClipHost, placeOn, playedOf, readClip, seenAt, targetOf, timesOf, wantedOf,
} from './clip-scene'
import { openOnPremiere } from './premiere-kit'
import { codeOf } from './reading'

const scene = plainClipScene
const clip = plainClip
const opened: OpenedClipHost[] = []

function open(options: PremiereOptions): { app: Premiere; on: OpenedClipHost } {
  const { app, opened: on } = openOnPremiere({ importDelayMs: 0, ...options }, scene)
  opened.push(on)
  return { app, on }
}

afterEach(async () => {
  for (const each of opened.splice(0)) await each.close()
})

/** What came of placing: where it landed, or the failure. */
interface Came {
  landed?: Landed | undefined
  code?: string
  message?: string
  path: string
}

/** @param before is called when the clip was read */
async function attempt(on: OpenedClipHost, before = (): void => undefined): Promise<Came> {
  const { placement, stamp } = await readClip(on, clip.name)
  const result = makeClip(scene, clip)
  on.addFile(result, false)
  before()
  try {
    return { landed: await on.host.place(placement, result, clipHowTo('clip', { stamp })), path: result.path }
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(FirstpassError)
    const { code, message } = thrown as FirstpassError
    return { code, message, path: result.path }
  }
}

describe('a Premiere that does otherwise than it says', () => {
  it('drops a clip on the last track instead of a new one: it is taken out again, and said', async () => {
    const { on } = open({ insertAbove: 'last-track' })
    const before = on.timeline()
    const { code, message } = await attempt(on)
    expect([code, on.timeline()]).toEqual(['HOST_REFUSED', before])
    expect(message).toMatch(/V2.*V3/)
  })

  it('throws where anything is placed, as errors or as strings', async () => {
    for (const throwsStrings of [true, false]) {
      const { on } = open({ placement: 'throws', throwsStrings })
      const before = on.timeline()
      const { code, message } = await attempt(on)
      expect([code, on.timeline()]).toEqual(['HOST_REFUSED', before])
      expect(message).toContain('Script Action failed')
    }
  })

  it.each(['empty', 'null'] as const)('names no file (%s): a sentence, and nothing is read', async (mediaPath) => {
    const { on } = open({ mediaPath })
    const target = await targetOf(on, clip.name)
    expect(target.obstacle).toMatchObject({ code: 'TARGET_UNREADABLE' })
    expect(await codeOf(on.host.read(target, { region: 'played' }))).toBe('TARGET_UNREADABLE')
  })

  it('shows a new clip as large as its frame by the user\'s own preference: it is as large as the original', async () => {
    const { on } = open({ newClipScale: 'frame' })
    const { result } = await placeOn(on, { scene, clip, making: { scale: 2 } })
    expect(seenAt(on, result.path).map(({ framing }) => framing.scale)).toEqual([50])
  })

  const locks = ['fails', 'does-nothing'] as const

  it.each(locks)('keeps a clip on a locked track (%s): it is said, and the next goes above', async (lockedTrack) => {
    const { app, on } = open({ lockedTrack })
    const { landed, result } = await placeOn(on, { scene, clip })
    app.edit('Lock', (sequence) => { sequence.video.at(-1)!.isLocked = true })
    expect(await codeOf(on.host.remove(landed!))).toBe('HOST_REFUSED')
    expect(seenAt(on, result.path)).toHaveLength(1)
    const behind = scene.clips.find(({ name }) => name === 'behind.mov')!
    on.select('behind.mov')
    const next = await placeOn(on, { scene, clip: behind })
    expect(seenAt(on, next.result.path).map(timesOf)).toEqual([timesOf(wantedOf(scene, behind, next.result))])
    expect(app.sequence().video).toHaveLength(4)
    on.select('beach.mov')
    const said = (await on.host.removeAll(await targetOf(on, clip.name))).join(' ')
    expect(said).toMatch(/V3/)
  })
})

/** Every so many calls, to have them all over the whole run. */
const STEP = 6

interface Meanwhile {
  act(app: Premiere, on: OpenedClipHost): void
  check(on: OpenedClipHost, came: Came): void
}

/** Does something before the n-th call that is outside of every lock, until there are no more calls. */
async function atEachCall(options: PremiereOptions, { act, check }: Meanwhile): Promise<number> {
  let at = 1
  for (let isReached = true; isReached; at += STEP) {
    isReached = false
    const { app, on } = open(options)
    let calls = 0
    const came = await attempt(on, () => {
      app.beforeCalls(({ isLocked }) => {
        calls++
        if (isLocked || isReached || calls < at) return
        isReached = true
        act(app, on)
      })
    })
    app.beforeCalls(undefined)
    if (isReached) check(on, came)
  }
  return at
}

describe('a media that is exchanged', () => {
  const large = { ...plainClipScene, clips: [{ ...clip, framing: { scale: 60 } }] }

  it('is so, or not at all, whichever edit the host refuses; and so is taking it back', async () => {
    let isRefused = true
    for (let at = 1; isRefused && at < 9; at++) {
      const { app, opened: on } = openOnPremiere({ profile: '26.3.0-win', importDelayMs: 0 }, large)
      opened.push(on)
      const before = on.timeline()
      on.refuseEdit!(at)
      const edits = app.machine.transactions
      const how = clipHowTo('media')
      const placed = await placeOn(on, { scene: large, clip: large.clips[0]!, how, making: { scale: 2 } }).catch(() => undefined)
      isRefused = app.machine.transactions >= edits + at
      if (!placed) {
        expect(on.timeline()).toEqual(before)
        continue
      }
      const { landed, result } = placed
      expect([seenAt(on, result.path)[0]?.framing.scale, landed!.differs.length > 0]).toEqual([30, isRefused])
      const exchanged = on.timeline()
      app.knobs.failsTransaction = (_at, label) => label === 'Firstpass: Scale'
      expect([await codeOf(on.host.remove(landed!)), on.timeline()]).toEqual(['HOST_REFUSED', exchanged])
      app.knobs.failsTransaction = () => false
      await on.host.remove(landed!)
      expect(on.timeline()).toEqual(before)
    }
    expect(isRefused).toBe(false)
  })
})

describe('a user who goes on working meanwhile', () => {
  const options: PremiereOptions[] = [{ profile: '26.3.0-win' }, { profile: 'strict-26.3' }]

  it.each(options)('%j: an edit beside it at any moment is kept; the result is exact, or not there', async (given) => {
    const count = await atEachCall(given, {
      act: (_app, on) => { on.change('elsewhere', 'beach.mov') },
      check: (on, { landed, code, path }) => {
        const seen = seenAt(on, path)
        expect([landed ? 'landed' : code, seen.length]).toEqual(landed ? ['landed', 1] : ['HOST_REFUSED', 0])
        expect(on.clips().filter((each) => each.path !== path)).toHaveLength(4)
        if (landed) expect(seen[0]!.start).toEqual(playedOf(scene, clip).start)
      },
    })
    expect(count).toBeGreaterThan(50)
  })

  it.each(options)('%j: an edit at any moment of removing keeps all but the result', async (given) => {
    let [isReached, at] = [true, 1]
    for (; isReached; at += STEP) {
      const { app, on } = open(given)
      const { landed, path } = await attempt(on)
      let calls = 0
      isReached = false
      app.beforeCalls(({ isLocked }) => {
        calls++
        if (isLocked || isReached || calls < at) return
        isReached = true
        on.change('elsewhere', 'beach.mov')
      })
      await on.host.remove(landed!).catch((thrown: unknown) => { expect(thrown).toMatchObject({ code: 'HOST_REFUSED' }) })
      app.beforeCalls(undefined)
      expect(on.clips().filter((each) => each.path !== path)).toHaveLength(4)
      await on.host.remove(landed!)
      expect(seenAt(on, path)).toEqual([])
    }
    expect(at).toBeGreaterThan(2 * STEP)
  })

  it.each(options)('%j: a project that is closed at any moment ends it with a sentence', async (given) => {
    await atEachCall(given, {
      act: (app) => { app.closeProject() },
      check: (_on, { code, landed }) => {
        expect([landed, code]).toEqual([undefined, expect.stringMatching(/^(HOST_REFUSED|TARGET_GONE|TARGET_CHANGED)$/)])
      },
    })
  })
})
