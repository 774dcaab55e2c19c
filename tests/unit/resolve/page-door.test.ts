import type { FetchInit } from '#client'
import type { DoorBatchInput, DoorState } from '#protocol'
import { composer, type Door, integrationDoor, renderer, scriptDoor } from '../../../plugins/resolve/page/door'
import { DoorWatch } from '../../../plugins/resolve/page/door-watch'
import type { Bridge, Told } from '../../../plugins/resolve/workflow-integration/bridge'

const batch: DoorBatchInput = { calls: [{ on: { $handle: 'resolve' }, call: 'GetCurrentPage' }] }
const waiting: DoorState = { state: 'waiting', why: 'not-started', advice: 'Start it.' }
const attached: DoorState = {
  state: 'attached', edition: 'free', product: 'DaVinci Resolve', version: '21.1.0', channel: 'preferences', agent: 'agent0001',
}
const refusal = (code: string) => ({ code, message: 'It is so.', hint: 'Do this.', data: {} })

describe('the page\'s way to the script', () => {
  const openDoor = (answer: { status: number; text: string } | Error) => {
    const sent: { url: string; init: FetchInit }[] = []
    const door = scriptDoor(async (url, init) => {
      sent.push({ url, init })
      if (answer instanceof Error) throw answer
      return { status: answer.status, text: async () => answer.text, arrayBuffer: async () => new ArrayBuffer(0) }
    }, () => 'a'.repeat(64))
    return { door, sent }
  }

  it('is the helper\'s, under the page\'s own token', async () => {
    const { door, sent } = openDoor({ status: 200, text: JSON.stringify({ answers: [{ value: 'edit' }] }) })
    expect(await door.call(batch)).toEqual({ answers: [{ value: 'edit' }] })
    expect(sent).toEqual([{ url: '/v1/door', init: {
      method: 'POST', headers: { 'authorization': `Bearer ${'a'.repeat(64)}`, 'content-type': 'application/json' },
      body: JSON.stringify(batch),
    } }])
    const other = openDoor({ status: 200, text: JSON.stringify(attached) })
    expect(await other.door.state()).toEqual(attached)
    expect(other.sent[0]).toMatchObject({ url: '/v1/door', init: { method: 'GET' } })
  })

  it('is never gone twice with the same batch: half of it may have been made', async () => {
    for (const answer of [new Error('connection reset'), { status: 200, text: '{"answers":[{"val' }]) {
      const { door, sent } = openDoor(answer)
      await expect(door.call(batch)).rejects.toMatchObject({ code: 'HELPER_LOST' })
      expect(sent).toHaveLength(1)
    }
  })

  it('tells what the helper refuses', async () => {
    const { door } = openDoor({ status: 409, text: JSON.stringify(refusal('DOOR_WAITING')) })
    await expect(door.call(batch)).rejects.toMatchObject({ code: 'DOOR_WAITING', hint: 'Do this.' })
    await expect(openDoor({ status: 502, text: '{}' }).door.state()).rejects.toMatchObject({ code: 'HELPER_LOST' })
  })
})

describe('the page\'s way to files', () => {
  const sent: unknown[] = []
  const send = (answer: object) => async (url: string, init?: FetchInit) => {
    sent.push([url, JSON.parse(String(init?.body))])
    return { status: 200, text: async () => JSON.stringify(answer), arrayBuffer: async () => new ArrayBuffer(0) }
  }
  beforeEach(() => { sent.length = 0 })

  it('has the helper write compositions', async () => {
    const made = { path: '/m/firstpass-1.comp', first: '/m/frame_000000.png' }
    const order = { folder: '/m', frames: 3, before: 1, length: 2 }
    expect(await composer(send(made), () => 'token')(order)).toEqual(made)
    expect(sent).toEqual([['/v1/door/composition', order]])
  })

  it('has it make room for what is rendered, and take that away', async () => {
    const place = { folder: '/a/Firstpass', name: 'firstpass-graded-1' }
    const setTimer = (ms: number, act: () => void): (() => void) => {
      sent.push(ms)
      act()
      return () => undefined
    }
    const rendering = renderer(send(place), () => 'token', { setTimer })
    expect(await rendering.place('/a/shot.mov')).toEqual(place)
    await rendering.wait(500)
    await rendering.remove(place)
    expect(sent).toEqual([['/v1/door/scratch', { source: '/a/shot.mov' }], 500, ['/v1/door/scratch/remove', place]])
  })
})

describe('the page\'s way to Studio', () => {
  const openDoor = (told: Told): Door =>
    integrationDoor({ call: async () => told, startHelper: async () => true } satisfies Bridge)

  it('tells edition and version by calls that open no window', async () => {
    const called: unknown[] = []
    const door = integrationDoor({
      startHelper: async () => true,
      call: async ({ calls }) => {
        called.push(...calls.map(({ call }) => call))
        return { answers: { answers: [{ value: 'DaVinci Resolve Studio' }, { value: '21.1.0.0020' }] } }
      },
    })
    expect(await door.state()).toMatchObject({ state: 'attached', edition: 'studio', version: '21.1.0.0020', channel: 'files' })
    expect(called).toEqual(['GetProductName', 'GetVersionString'])
    expect(door.stop).toBeUndefined()
  })

  it('waits while Resolve says nothing, or its process says why', async () => {
    expect(await openDoor({ answers: { answers: [{ value: null }, { value: null }] } }).state())
      .toMatchObject({ state: 'waiting', advice: expect.stringContaining('Close any window') })
    const failed = openDoor({ failure: { ...refusal('DOOR_SILENT'), code: 'DOOR_SILENT' } })
    expect(await failed.state()).toMatchObject({ state: 'waiting', advice: 'It is so.' })
    await expect(failed.call(batch)).rejects.toMatchObject({ code: 'DOOR_SILENT', message: 'It is so.' })
  })
})

describe('looking for Resolve', () => {
  /** A clock that is moved by hand, and what the door says at each look. */
  function watchOver(says: (DoorState | string)[], isCheap = true) {
    const timers: { ms: number; act: () => void }[] = []
    const setTimer = (ms: number, act: () => void): (() => void) => {
      const timer = { ms, act }
      timers.push(timer)
      return () => void timers.splice(timers.indexOf(timer), timers.includes(timer) ? 1 : 0)
    }
    let looks = 0
    const state = async (): Promise<DoorState> => {
      const said = says[Math.min(looks++, says.length - 1)] as DoorState | string
      if (typeof said === 'string') throw Object.assign(new Error(said), { code: said })
      return said
    }
    const door: Door = { isCheap, state, call: async () => ({ answers: [] }) }
    const watch = new DoorWatch(door, { setTimer })
    const told: string[] = []
    watch.subscribe(() => told.push(watch.seen.state))
    const goOn = async (): Promise<void> => {
      timers.splice(0).forEach(({ act }) => act())
      await new Promise(setImmediate)
    }
    return { watch, told, timers, goOn }
  }

  it('attaches by itself, and tells only what is new', async () => {
    const { watch, told, timers, goOn } = watchOver([waiting, waiting, attached, attached, waiting])
    expect(watch.seen).toEqual({ state: 'asking' })
    await watch.look()
    for (let times = 0; times < 4; times++) await goOn()
    expect(told).toEqual(['waiting', 'attached', 'waiting'])
    expect(timers.map(({ ms }) => ms)).toEqual([1000])
    watch.close()
    expect(timers).toEqual([])
  })

  it('asks seldom where asking costs Resolve something', async () => {
    const { watch, timers } = watchOver([attached], false)
    await watch.look()
    expect(timers.map(({ ms }) => ms)).toEqual([5000])
  })

  it('goes on looking for a helper that is lost', async () => {
    const { watch, told, goOn } = watchOver(['no network', attached])
    await watch.look()
    expect(watch.seen).toMatchObject({ state: 'lost' })
    await goOn()
    expect(told).toEqual(['lost', 'attached'])
  })
})
