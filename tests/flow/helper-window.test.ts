import * as fs from 'node:fs'
import * as path from 'node:path'
import type { Checkup, WholeInbox } from '#protocol'
import { askAs, endHelpers, grayRamp, openClient, pairPanel, startTestHelper, type TestHelper, until } from '../support/helper'

/** What the window sees of all panels together. */
describe('the inbox of all panels', () => {
  let helper: TestHelper

  beforeAll(async () => {
    helper = await startTestHelper()
  })
  afterAll(endHelpers)

  const inbox = async () => (await askAs(helper, helper.file.token, { path: '/v1/inbox' })).json() as unknown as WholeInbox
  const act = async (id: string, word: 'reveal' | 'discard', token = helper.file.token) =>
    (await askAs(helper, token, { method: 'POST', path: `/v1/inbox/${id}/${word}` })).json().code ?? 'done'

  test('says whose each result is, shows and removes it; steps on the way to one are not in it', async () => {
    const token = await pairPanel(helper, 'panel-of-paths', 'premiere')
    const panel = openClient(helper, { panel: 'panel-of-paths', token: () => token })
    const own = openClient(helper)
    const made = await panel.submit({ task: 'denoise', options: {}, inputs: { picture: grayRamp(8, 8) } })
    await panel.follow(made.latest.job)
    const source = path.join(helper.dataFolder, '../in.gray')
    fs.writeFileSync(source, 'abc')
    const opened = await own.submit({ task: 'open', options: { path: path.resolve(source) } })
    await own.follow(opened.latest.job)
    const target = path.resolve(helper.dataFolder, '../out.gray')
    const saved = await own.submit({
      task: 'save', options: { path: target, layers: [{ name: 'a', picture: 'p' }] },
      inputs: { p: { job: opened.latest.job, result: 'picture' } },
    })
    await own.follow(saved.latest.job)
    await until('both are finished', async () => (await inbox()).unfinished === 0)
    const { jobs } = await inbox()
    expect(jobs.map(({ task, panel: whose, host, file, placed }) => ({ task, whose, host, file, placed }))).toEqual([
      { task: 'save', whose: 'firstpass', host: 'command-line', file: target, placed: false },
      { task: 'denoise', whose: 'Test panel', host: 'premiere', file: undefined, placed: false },
    ])
    expect(await act(saved.latest.job, 'reveal')).toBe('done')
    expect(fs.readFileSync(path.join(helper.dataFolder, 'revealed'), 'utf8')).toBe(target)
    expect(await act(made.latest.job, 'reveal')).toBe('RESULT_MISSING')
    expect(await act(made.latest.job, 'discard')).toBe('done')
    expect(await act(made.latest.job, 'discard')).toBe('JOB_MISSING')
    expect((await inbox()).jobs.map(({ task }) => task)).toEqual(['save'])
    await askAs(helper, helper.file.token, { method: 'POST', path: '/v1/pairings/panel-of-paths/revoke' })
    expect(fs.existsSync(target)).toBe(true)
    panel.close()
    own.close()
  })

  test('is not for panels, nor is the check-up', async () => {
    const token = await pairPanel(helper, 'panel-of-pixels')
    const client = openClient(helper)
    const { latest } = await client.submit({ task: 'denoise', options: {}, inputs: { picture: grayRamp(8, 8) } })
    await client.follow(latest.job)
    client.close()
    for (const word of ['reveal', 'discard'] as const) expect(await act(latest.job, word, token)).toBe('TOKEN_FORBIDDEN')
    for (const target of ['/v1/inbox', '/v1/checkup']) {
      expect((await askAs(helper, token, { path: target })).json().code).toBe('TOKEN_FORBIDDEN')
    }
    expect((await inbox()).jobs.map(({ latest: { job } }) => job)).toContain(latest.job)
  })

  test('the check-up speaks of the helper, the machine and each host, and tells nobody with an archive to build', async () => {
    const { findings } = (await askAs(helper, helper.file.token, { path: '/v1/checkup' })).json() as unknown as Checkup
    const whats = new Set(findings.map(({ what }) => what))
    for (const what of ['helper', 'data', 'kernels', 'provider', 'models', 'clips', 'Photoshop', 'Premiere Pro', 'Resolve']) {
      expect([what, whats.has(what)]).toEqual([what, true])
    }
    const built = findings.filter(({ what }) => what === 'kernels' || what === 'models')
    expect(JSON.stringify(built)).not.toMatch(/npm/)
  })
})
