import * as path from 'node:path'
import { ModelDesk } from '#helper/server/model-desk'
import { until } from '../../support/helper'

const log = { info: () => undefined, warn: () => undefined }
const open = (program: string): ModelDesk =>
  new ModelDesk({ program: path.resolve(__dirname, '../../../build/tests/support/helpers', program), env: process.env, log })

describe('work on models', () => {
  const stateOf = async (desk: ModelDesk, id: string) => (await desk.list('any')).find((model) => model.id === id)?.work

  test('runs in a process of its own, with progress, and is not ordered twice', async () => {
    const desk = open('models-that-work.js')
    const wish = { ids: ['u2netp'], licence: 'any' as const }
    await desk.order('pull', wish)
    const listed = await desk.order('pull', wish)
    expect(listed.filter(({ work }) => work !== undefined).map(({ id }) => id)).toEqual(['u2netp'])
    await until('it is pulled', async () => (await stateOf(desk, 'u2netp'))?.state === 'succeeded')
    expect(await stateOf(desk, 'u2netp')).toEqual({ kind: 'pull', state: 'succeeded', done: 1, total: 2 })
    await desk.close()
  })

  test('a process that ends without a word is a failure, and the next order is served', async () => {
    const desk = open('engine-that-never-starts.js')
    await desk.order('verify', { ids: ['u2netp'], licence: 'any' })
    await until('it failed', async () => (await stateOf(desk, 'u2netp'))?.state === 'failed')
    expect((await stateOf(desk, 'u2netp'))?.error?.code).toBe('INTERNAL_ERROR')
    await desk.close()
  })

  test('unknown models are refused, and nothing is removed without a name', async () => {
    const desk = open('models-that-work.js')
    await expect(desk.order('pull', { ids: ['no-such-model'], licence: 'any' })).rejects.toMatchObject({ code: 'MODEL_UNKNOWN' })
    await expect(desk.order('remove', { ids: [], licence: 'any' })).rejects.toMatchObject({ code: 'REQUEST_INVALID' })
    await desk.close()
  })
})
