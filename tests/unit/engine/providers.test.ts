import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { itWithProgram } from '../../support/available'
import { compareAnswers, probeProviders } from '#helper/engine/providers'

/** Debian's chromium brings SwiftShader, a GPU in software. */
const softwareGpu = '/usr/lib/chromium/vk_swiftshader_icd.json'

describe('what a provider answers is compared with the CPU', () => {
  const truth = Float32Array.of(0.5, -0.25, 1)

  it.each([
    ['the same', [0.5, -0.25, 1], undefined],
    ['rounded to half precision', [0.5005, -0.2502, 1.001], undefined],
    ['NaN', [0.5, NaN, 1], 'not numbers'],
    ['black', [0, 0, 0], 'black'],
    ['another picture', [0.5, 0.25, 1], 'off by 0.5'],
    ['too little', [0.5, -0.25], '2 values instead of 3'],
  ])('%s', (_, answer, complaint) => {
    const verdict = compareAnswers(Float32Array.from(answer), truth)
    if (complaint === undefined) expect(verdict).toBeUndefined()
    else expect(verdict).toContain(complaint)
  })
})

describe('the probe', () => {
  const home = mkdtempSync(join(tmpdir(), 'firstpass-home-'))
  const before = process.env.FIRSTPASS_HOME
  beforeAll(() => { process.env.FIRSTPASS_HOME = home })
  afterAll(() => {
    if (before === undefined) delete process.env.FIRSTPASS_HOME
    else process.env.FIRSTPASS_HOME = before
    rmSync(home, { recursive: true })
  })

  it('believes the CPU, gives a reason for every other, and leaves no marker', async () => {
    const states = await probeProviders()
    expect(states).toContainEqual({ id: 'cpu', usable: true, reason: expect.any(String) })
    for (const state of states) {
      expect(state.reason).not.toBe('')
      expect(existsSync(join(home, `probing-${state.id}`))).toBe(false)
    }
  })

  it('does not touch a provider that took the process down before', async () => {
    const gpu = (await probeProviders()).find(({ id }) => id !== 'cpu')
    if (!gpu) return
    writeFileSync(join(home, `probing-${gpu.id}`), '')
    const again = (await probeProviders()).find(({ id }) => id === gpu.id)
    expect(again).toEqual({ id: gpu.id, usable: false, reason: expect.stringContaining('ended the engine') })
    rmSync(join(home, `probing-${gpu.id}`))
  })

  itWithProgram('chromium')('believes WebGPU on a software GPU, whose answer is right, and prefers the CPU', () => {
    const module = './build/shared/helper/engine/providers'
    const program = `require('${module}').probeProviders().then((states) => console.log(JSON.stringify(states)))`
    const said = execFileSync(process.execPath, ['-e', program], {
      cwd: join(__dirname, '../../..'), encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, XDG_RUNTIME_DIR: home, VK_ICD_FILENAMES: softwareGpu },
    })
    expect(JSON.parse(said)).toEqual([
      { id: 'cpu', usable: true, reason: expect.any(String) },
      { id: 'webgpu', usable: true, reason: expect.stringContaining('takes long') },
    ])
  })
})
