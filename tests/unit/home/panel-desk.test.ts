import { failure, type WaitingPanel } from '#protocol'
import { FakeHelper, openWindow, settled } from './fake-helper'

const idOf = (letter: string): string => letter.repeat(24)
const panel = (letter: string, digits: string): WaitingPanel =>
  ({ id: idOf(letter), name: `Panel ${letter}`, host: 'photoshop', digits, expiresAt: 9e12 })

/** A window that shows these cards since 1000 ms on the clock of events. */
async function openAsked(...requests: WaitingPanel[]) {
  const opened = openWindow(new FakeHelper())
  const { helper, model } = opened
  helper.answers['GET /v1/pair-requests'] = { requests }
  for (const { id } of requests) {
    helper.answers[`POST /v1/pair-requests/${id}/allow`] = {}
    helper.answers[`POST /v1/pair-requests/${id}/refuse`] = {}
  }
  model.setVisible(true)
  await settled()
  model.panels.noteShown(1000)
  helper.since()
  return opened
}

describe('a panel that asks', () => {
  it('is allowed, is gone from the window at once, and its pairing is looked for until it has collected it', async () => {
    const { helper, model, next } = await openAsked(panel('a', '4712'))
    expect(model.state.asking.map(({ digits }) => digits)).toEqual(['4712'])
    await model.panels.answer(idOf('a'), 'allow', 1500)
    expect(helper.since()).toEqual([`POST /v1/pair-requests/${idOf('a')}/allow`])
    expect([model.state.asking, model.state.done.panels]).toEqual([[], 'Panel a is let in.'])
    helper.answers['GET /v1/pairings'] = { pairings: [{ panel: 'panel-aaaa', name: 'Panel a', host: 'photoshop', pairedAt: 1 }] }
    await next()
    expect(model.state.pairings!.map(({ name }) => name)).toEqual(['Panel a'])
    expect(model.state.asking).toEqual([])
  })

  it('can\'t be answered by what was on its way when the card came: not before it was drawn, not for half a second', async () => {
    const { helper, model, next } = await openAsked(panel('a', '4712'))
    await model.panels.answer(idOf('a'), 'allow', 1499)
    await model.panels.answer(idOf('a'), 'refuse', 900)
    expect(helper.since()).toEqual([])
    const both = [panel('a', '4712'), panel('b', '0815')]
    helper.answers['GET /v1/pair-requests'] = { requests: both }
    await next()
    // The cards have moved, and are not drawn yet.
    await model.panels.answer(idOf('a'), 'allow', 5000)
    model.panels.noteShown(4900)
    await model.panels.answer(idOf('a'), 'allow', 5399)
    expect(helper.since().filter((each) => each.startsWith('POST'))).toEqual([])
    await model.panels.answer(idOf('a'), 'allow', 5400)
    expect(helper.since()).toEqual([`POST /v1/pair-requests/${idOf('a')}/allow`])
  })

  it('after one is answered, the next, which moves to its place, must be seen anew', async () => {
    const { helper, model } = await openAsked(panel('a', '4712'), panel('b', '0815'))
    await model.panels.answer(idOf('a'), 'refuse', 2000)
    model.panels.noteShown(2100)
    await model.panels.answer(idOf('b'), 'allow', 2200)
    expect(helper.since()).toEqual([`POST /v1/pair-requests/${idOf('a')}/refuse`])
    expect(model.state.asking.map(({ name }) => name)).toEqual(['Panel b'])
    expect(model.state.done.panels).toBe('Panel a was turned away.')
  })

  it('that looks the same at the next look keeps its place and stays armed; a new one comes after it', async () => {
    const { helper, model, next } = await openAsked(panel('b', '0815'))
    await next()
    helper.since()
    await model.panels.answer(idOf('c'), 'allow', 1600)
    await model.panels.answer(idOf('b'), 'allow', 1600)
    expect(helper.since()).toEqual([`POST /v1/pair-requests/${idOf('b')}/allow`])
    const again = await openAsked(panel('b', '0815'))
    again.helper.answers['GET /v1/pair-requests'] = { requests: [panel('a', '4712'), panel('b', '0815')] }
    await again.next()
    expect(again.model.state.asking.map(({ name }) => name)).toEqual(['Panel b', 'Panel a'])
  })

  it('that has gone meanwhile is said to be gone, and its card goes', async () => {
    const { helper, model } = await openAsked(panel('a', '4712'))
    helper.answers[`POST /v1/pair-requests/${idOf('a')}/allow`] = () => { throw failure('PAIRING_GONE', {}) }
    await model.panels.answer(idOf('a'), 'allow', 2000)
    expect([model.state.problems.panels!.message, model.state.asking]).toEqual([expect.stringContaining('waits no longer'), []])
  })
})

describe('a typed code', () => {
  it('is looked at while it waits, and tells who used it', async () => {
    const { helper, model, next } = await openAsked()
    helper.answers['POST /v1/pairing-code'] = { state: 'waiting', code: '123456', expiresAt: 9e12 }
    helper.answers['GET /v1/pairing-code'] = { state: 'waiting', code: '123456', expiresAt: 9e12 }
    await model.panels.showCode()
    helper.since()
    await next()
    expect([helper.since(), model.state.code!.code]).toEqual([['GET /v1/pair-requests', 'GET /v1/pairing-code'], '123456'])
    const pairing = { panel: 'panel-aaaa', name: 'Panel a', host: 'photoshop', pairedAt: 1 }
    helper.answers['GET /v1/pairing-code'] = { state: 'used', pairing }
    await next()
    expect(helper.since()).toEqual(['GET /v1/pair-requests', 'GET /v1/pairing-code', 'GET /v1/pairings'])
    await next()
    expect([helper.since(), model.state.code!.pairing!.name]).toEqual([['GET /v1/pair-requests'], 'Panel a'])
  })

  it('that is hidden is not looked at any more', async () => {
    const { helper, model, next } = await openAsked()
    helper.answers['POST /v1/pairing-code'] = { state: 'waiting', code: '123456', expiresAt: 9e12 }
    await model.panels.showCode()
    model.panels.hideCode()
    helper.since()
    await next()
    expect([helper.since(), model.state.code]).toEqual([['GET /v1/pair-requests'], { state: 'none' }])
  })
})

describe('a pairing', () => {
  it('that is revoked is gone, and named by what it called itself', async () => {
    const { helper, model } = await openAsked()
    model.store.set({ pairings: [{ panel: 'panel-aaaa', name: 'Panel a', host: 'photoshop', pairedAt: 1 }] })
    helper.answers['POST /v1/pairings/panel-aaaa/revoke'] = {}
    await model.panels.revoke('panel-aaaa')
    expect([model.state.pairings, model.state.done.panels]).toEqual([[], 'Panel a is no longer let in.'])
  })
})
