import { modal, open, thrownBy } from './opened'

describe('the Actions panel', () => {
  it('keeps what plugins record while it records, and calls their global functions by name, in a modal scope', async () => {
    const app = open()
    const { action } = app.photoshop
    await action.recordAction({ name: 'Lost', methodName: 'act' }, {})
    app.actions.start()
    const info = { amount: 3 }
    await action.recordAction({ name: 'First', methodName: 'act' }, info)
    info.amount = 9
    const steps = app.actions.stop()
    expect(steps).toEqual([{ plugin: 'firstpass', name: 'First', methodName: 'act', info: { amount: 3 } }])
    const seen: unknown[] = []
    const act = async (context: { isCancelled: boolean }, given: object): Promise<object> => {
      seen.push(given, context.isCancelled, app.photoshop.core.isModal())
      return await modal(app, async () => await Promise.resolve({ amount: 4 }))
    }
    await app.actions.play(steps, { act })
    expect([seen, steps[0]!.info]).toEqual([[{ amount: 3 }, false, true], { amount: 3 }])
    await app.actions.play(steps, { act }, true)
    expect(steps[0]!.info).toEqual({ amount: 4 })
    expect(app.machine.scope).toBeUndefined()
  })

  it('refuses what it could not play again, and ends at the first step that fails', async () => {
    const app = open()
    const { action } = app.photoshop
    const said = async (methodName: string, ...info: object[]): Promise<string> =>
      await thrownBy(async () => await action.recordAction({ name: 'x', methodName }, ...info))
    expect(await said('act')).toContain('Argument 2 is missing')
    expect(await said(7 as never, {})).toBe('Unsupported napi type')
    app.actions.start()
    for (const methodName of ['gone', 'act']) await action.recordAction({ name: methodName, methodName }, {})
    const steps = app.actions.stop()
    let calls = 0
    const act = async (): Promise<void> => await Promise.resolve(void (calls += 1))
    expect(await thrownBy(async () => await app.actions.play(steps, { act }))).toBe('Script action failed.')
    expect(calls).toBe(0)
    const alone = open({ playsModally: false })
    const seen: boolean[] = []
    const look = async (): Promise<void> => await Promise.resolve(void seen.push(alone.photoshop.core.isModal()))
    await alone.actions.play(steps.slice(1), { act: look })
    expect(seen).toEqual([false])
  })
})
