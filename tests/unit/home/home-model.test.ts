import { failure, failureFromJson, type ModelView, type SettingsChange } from '#protocol'
import { FakeHelper, openWindow, settled } from './fake-helper'

async function openSeen(helper = new FakeHelper()) {
  const opened = openWindow(helper)
  opened.model.setVisible(true)
  await settled()
  return opened
}

const refuse = (code: 'HELPER_LOST' | 'NOT_PAIRED' | 'INTERNAL_ERROR') => () => {
  throw code === 'NOT_PAIRED' ? failure(code, {}) : failure(code, { reason: 'it is a test' })
}

describe('one loop', () => {
  it('looks at all of it once, then every two seconds at who asks, and at what changes seldom every fifth time', async () => {
    const { helper, timers, next } = await openSeen()
    expect(helper.since().sort()).toEqual([
      'GET /v1/capabilities', 'GET /v1/checkup', 'GET /v1/inbox', 'GET /v1/media', 'GET /v1/models?licence=permissive',
      'GET /v1/pair-requests', 'GET /v1/pairings', 'GET /v1/settings',
    ])
    expect(timers.map(({ ms }) => ms)).toEqual([2000])
    for (let look = 1; look < 5; look++) await next()
    expect(helper.since()).toEqual(Array(4).fill('GET /v1/pair-requests'))
    await next()
    expect(helper.since()).toEqual(['GET /v1/pair-requests', 'GET /v1/pairings', 'GET /v1/inbox'])
  })

  it('asks nothing while it is hidden, and at once when it is seen again', async () => {
    const { helper, model, timers } = await openSeen()
    helper.since()
    model.setVisible(false)
    await settled()
    expect([timers, helper.since()]).toEqual([[], []])
    model.setVisible(true)
    await settled()
    expect([timers.length, helper.since()]).toEqual([1, ['GET /v1/pair-requests']])
  })

  it('is one loop, however often it is seen', async () => {
    const { model, timers } = await openSeen()
    for (let times = 0; times < 3; times++) model.setVisible(true)
    await settled()
    expect(timers.length).toBe(1)
  })

  it('hidden before its first answer came, it stays quiet', async () => {
    const { helper, model, timers } = openWindow()
    let go = (): void => undefined
    helper.answers['GET /v1/pair-requests'] = () => new Promise((resolve) => { go = () => resolve({ requests: [] }) })
    model.setVisible(true)
    model.setVisible(false)
    go()
    await settled()
    expect(timers).toEqual([])
  })
})

describe('a helper that is lost', () => {
  it('is said, is asked more calmly, and is found again by itself', async () => {
    const { helper, model, timers, next } = await openSeen()
    helper.answers['GET /v1/pair-requests'] = refuse('HELPER_LOST')
    await next()
    expect([model.state.standing, timers.map(({ ms }) => ms)]).toEqual(['lost', [4000]])
    helper.answers['GET /v1/pair-requests'] = { requests: [] }
    expect(await next()).toBe(4000)
    expect([model.state.standing, timers.map(({ ms }) => ms)]).toEqual(['open', [2000]])
  })

  it('that was started anew does not know this window: nothing is asked any more', async () => {
    const { helper, model, timers, next } = await openSeen()
    helper.answers['GET /v1/pair-requests'] = refuse('NOT_PAIRED')
    await next()
    model.setVisible(true)
    await settled()
    expect([model.state.standing, timers]).toEqual(['turned', []])
  })

  it('a section that can\'t be looked at says so itself; the others are there', async () => {
    const helper = new FakeHelper()
    helper.answers['GET /v1/inbox'] = refuse('INTERNAL_ERROR')
    delete helper.answers['GET /v1/checkup']
    const { model } = await openSeen(helper)
    expect(model.state.standing).toBe('open')
    expect(model.state.problems).toMatchObject({
      inbox: {
        message: 'Something failed that should not: it is a test.', hint: 'Please report this with the text of the check-up.',
      },
      checkup: { message: 'There is no /v1/checkup.', hint: expect.stringContaining('different versions') },
    })
    expect(model.state.settings!.dataFolder).toBe('/data')
  })

  it('a check-up that did not come is looked for again, and its failure is gone once it comes', async () => {
    const helper = new FakeHelper()
    const { 'GET /v1/checkup': good } = helper.answers
    helper.answers['GET /v1/checkup'] = refuse('INTERNAL_ERROR')
    const { model, next } = await openSeen(helper)
    expect(model.state.findings).toBeUndefined()
    expect(model.state.problems.checkup?.message).toContain('it is a test')
    helper.answers['GET /v1/checkup'] = good
    for (let look = 1; look <= 5; look++) await next()
    expect([model.state.findings, model.state.problems.checkup]).toEqual([[], undefined])
  })

  it('models of a policy that was changed meanwhile are not those that are shown', async () => {
    const helper = new FakeHelper()
    const { model } = await openSeen(helper)
    const go: (() => void)[] = []
    helper.answers['GET /v1/models'] = () => new Promise((resolve) => go.push(() => resolve({ models: [] })))
    const before = model.models.load()
    await settled()
    helper.answers['POST /v1/settings'] = {
      settings: { licence: 'any' }, startsAtLogin: null, dataFolder: '/d', modelFolder: '/d/m', modelBytes: 0, jobBytes: 0,
    }
    const changed = model.change({ licence: 'any' })
    await settled()
    const newer = go[1]
    newer?.()
    await changed
    const shown = model.state.models
    go[0]?.()
    await before
    expect(model.state.models).toBe(shown)
  })

  it('what has not come is asked for again with the next round, and its failure is gone once it comes', async () => {
    const helper = new FakeHelper()
    const [models, inbox] = [helper.answers['GET /v1/models'], helper.answers['GET /v1/inbox']]
    helper.answers['GET /v1/models'] = helper.answers['GET /v1/inbox'] = refuse('INTERNAL_ERROR')
    const { model, next } = await openSeen(helper)
    Object.assign(helper.answers, { 'GET /v1/models': models, 'GET /v1/inbox': inbox })
    expect(Object.keys(model.state.problems).sort()).toEqual(['inbox', 'models'])
    for (let look = 1; look <= 5; look++) await next()
    expect([model.state.problems, model.state.models]).toEqual([{}, []])
  })
})

describe('the two other pages', () => {
  it.each([['browser', '/'], ['resolve', '/resolve/']] as const)('%s is opened by a code of its own', async (host, path) => {
    const { helper, model, went } = await openSeen()
    helper.answers['POST /v1/session-code'] = { code: 'c'.repeat(64) }
    await model.open(host)
    expect(helper.asked.at(-1)).toBe(`POST /v1/session-code?host=${host}`)
    expect(went).toEqual([`${path}#code=${'c'.repeat(64)}`])
  })
})

describe('quitting', () => {
  it('tells how much would be interrupted as of now, and then asks nothing more', async () => {
    const { helper, model, timers } = await openSeen()
    helper.answers['GET /v1/inbox'] = { jobs: [], unfinished: 2 }
    helper.answers['POST /v1/shutdown'] = {}
    expect(await model.unfinished()).toBe(2)
    await model.quit()
    expect([model.state.standing, timers]).toEqual(['ended', []])
  })

  it('that is refused leaves the window as it was, and says why', async () => {
    const { helper, model } = await openSeen()
    helper.answers['POST /v1/shutdown'] = refuse('INTERNAL_ERROR')
    await model.quit()
    expect([model.state.standing, model.state.problems.start!.message]).toEqual(['open', expect.stringContaining('it is a test')])
  })
})

describe('models', () => {
  const model = (changes: Partial<ModelView>): ModelView => ({
    id: 'fine', task: 'mask', title: 'Fine', description: 'Finer.', licence: 'MIT', present: false, isDefault: false,
    isPulledByDefault: false, sha256: '', bytes: 10, ...changes,
  })
  const pulling = { kind: 'pull', state: 'running', done: 4, total: 10 } as const

  it('that are fetched are looked at every second, until they are here', async () => {
    const { helper, model: home, timers, next } = await openSeen()
    helper.answers['POST /v1/models/pull'] = { models: [model({ work: pulling })] }
    helper.answers['GET /v1/models'] = { models: [model({ work: pulling })] }
    await home.models.pull('fine')
    helper.since()
    await next()
    expect([helper.since(), timers.map(({ ms }) => ms)]).toEqual([
      ['GET /v1/pair-requests', 'GET /v1/models?licence=permissive'], [1000],
    ])
    helper.answers['GET /v1/models'] = { models: [model({ present: true, work: { ...pulling, state: 'succeeded', done: 10 } })] }
    expect(await next()).toBe(1000)
    expect([home.state.models![0]!.present, timers.map(({ ms }) => ms)]).toEqual([true, [2000]])
    expect(home.state.done.models).toBe('Fine is here.')
  })

  it('are asked for under the policy that the user chose', async () => {
    const helper = new FakeHelper()
    helper.answers['GET /v1/settings'] = { ...helper.answers['GET /v1/settings'] as object, settings: { licence: 'any' } }
    const bodies: unknown[] = []
    helper.answers['POST /v1/models/pull'] = (body: unknown) => {
      bodies.push(body)
      return { models: [] }
    }
    const { model: home } = await openSeen(helper)
    await home.models.pull('fine')
    expect([helper.asked.includes('GET /v1/models?licence=any'), bodies]).toEqual([true, [{ ids: ['fine'], licence: 'any' }]])
  })
})

describe('settings', () => {
  it('what hangs on a setting is looked at again: ffmpeg on its path, models on the policy', async () => {
    const { helper, model } = await openSeen()
    const view = helper.answers['GET /v1/settings'] as object
    helper.answers['POST /v1/settings'] = (change: SettingsChange) => ({ ...view, settings: change })
    helper.since()
    await model.change({ ffmpeg: '/opt/ffmpeg' })
    await model.change({ licence: 'any' })
    await model.change({ provider: 'cpu' })
    expect(helper.since()).toEqual([
      'POST /v1/settings', 'GET /v1/media', 'POST /v1/settings', 'GET /v1/models?licence=any', 'POST /v1/settings',
    ])
    expect([model.state.done.settings, model.state.settings!.settings.provider]).toEqual(['Saved.', 'cpu'])
  })

  it('one that is refused stays as it was, in a sentence, which is gone with the next try', async () => {
    const { helper, model } = await openSeen()
    helper.answers['POST /v1/settings'] = () => {
      throw failureFromJson({ code: 'OPTION_INVALID', message: 'ffmpeg: there is none.', hint: 'See --help.', data: {} })
    }
    await model.change({ ffmpeg: '/nowhere' })
    expect(model.state.problems.settings).toEqual({ message: 'ffmpeg: there is none.', hint: '' })
    expect(model.state.settings!.settings.ffmpeg).toBe('')
    helper.answers['POST /v1/settings'] = helper.answers['GET /v1/settings']
    await model.change({ ffmpeg: '' })
    expect(model.state.problems).toEqual({})
  })
})

describe('the inbox', () => {
  it('is read anew when something was discarded', async () => {
    const { helper, model } = await openSeen()
    helper.answers['POST /v1/inbox/aaaaaaaaaaaaaaaaaaaaaaaa/discard'] = {}
    helper.since()
    await model.discard('a'.repeat(24))
    expect(helper.since()).toEqual([`POST /v1/inbox/${'a'.repeat(24)}/discard`, 'GET /v1/inbox'])
  })
})
