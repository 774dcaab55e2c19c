import { LoadedNetwork } from '#helper/engine/session'
import { tinyModel } from '../../support/run-task'

const dims = [1, 3, 2, 3]
const data = Float32Array.from({ length: 18 }, (_, i) => i / 20)

async function run(name: string, values = data): Promise<Float32Array> {
  const network = await LoadedNetwork.load(tinyModel(name), name, 'cpu')
  const { out } = await network.handOut().run({ image: { data: values, dims } }, ['out'])
  await network.release()
  expect(out?.dims).toEqual(dims)
  return out?.data as Float32Array
}

describe('a network in the runtime', () => {
  it('answers by arithmetic', async () => {
    expect([...await run('identity')]).toEqual([...data])
    expect((await run('brighten'))[3]).toBeCloseTo(0.25, 6)
    expect([...(await run('shift')).subarray(0, 6)]).toEqual([0, data[0], data[1], 0, data[3], data[4]])
  })

  it('refuses an answer that holds NaN', async () => {
    const data = { provider: 'cpu', reason: expect.stringContaining('not numbers') }
    await expect(run('nan')).rejects.toMatchObject({ code: 'OUTPUT_INVALID', data })
  })

  it('refuses an answer that holds an infinity', async () => {
    await expect(run('identity', data.with(5, -Infinity))).rejects.toMatchObject({ code: 'OUTPUT_INVALID' })
  })

  it('refuses bytes that are no model', async () => {
    const loading = LoadedNetwork.load(new Uint8Array(64).fill(7), 'odd', 'cpu')
    await expect(loading).rejects.toMatchObject({ code: 'MODEL_REFUSED', data: { model: 'odd' } })
  })

  it('names the input that the network can\'t take', async () => {
    const network = await LoadedNetwork.load(tinyModel('identity'), 'identity', 'cpu')
    const session = network.handOut()
    await expect(session.run({ image: { data, dims: [1, 2, 3, 3] } }, ['out'])).rejects.toMatchObject({ code: 'OUTPUT_INVALID' })
  })

  it('counts the time of each borrower apart', async () => {
    const network = await LoadedNetwork.load(tinyModel('blur'), 'blur', 'cpu')
    const [first, second] = [network.handOut(), network.handOut()]
    await first.run({ image: { data, dims } }, ['out'])
    expect(first.inferMs()).toBeGreaterThan(0)
    expect(second.inferMs()).toBe(0)
  })
})
