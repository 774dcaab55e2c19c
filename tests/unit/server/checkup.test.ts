import type { Capabilities, Finding, Pairing, UserSettings } from '#protocol'
import { checkUp, type CheckupParts } from '#helper/server/checkup/checkup'
import {
  describeClips, describeDisk, describeKernels, describeModels, describeProviders,
} from '#helper/server/checkup/describe-machine'
import { describePanels } from '#helper/server/checkup/describe-panels'
import type { HostFinding } from '#setup'

const states = (findings: readonly Finding[]): string[] => findings.map(({ what, state }) => `${what} ${state}`)

describe('the check-up of this machine', () => {
  const cpu = { id: 'cpu', usable: true, reason: 'the measure of the others' }
  const reason = 'a.cc:136 Initialize(x) result == Success was false. Failed to get a WebGPU adapter.'
  const webgpu = { id: 'webgpu', usable: false, reason }

  test('names each provider, says which one computes, and why another can\'t', () => {
    const [first, second] = describeProviders({ providers: [cpu, webgpu] }, 'auto')
    expect(first).toEqual({ what: 'provider', state: 'ok', text: 'The processor computes (cpu: the measure of the others).' })
    expect(second).toMatchObject({
      state: 'warn', text: 'The graphics card (WebGPU) can\'t be used (webgpu: Failed to get a WebGPU adapter).',
      mend: expect.stringMatching(/driver/) as string,
    })
    const usable = { ...webgpu, usable: true, reason: 'its answer equals the CPU\'s' }
    const words = (chosen: UserSettings['provider']) =>
      describeProviders({ providers: [usable, cpu] }, chosen).map(({ text }) => /computes|can be chosen/.exec(text)?.[0])
    expect(words('auto')).toEqual(['computes', 'can be chosen'])
    expect(words('cpu')).toEqual(['can be chosen', 'computes'])
  })

  test('a provider that was chosen and is not there must be mended; an engine that does not start, too', () => {
    const [first] = describeProviders({ providers: [cpu, webgpu] }, 'cuda')
    expect(first).toMatchObject({ state: 'fail', text: expect.stringMatching(/NVIDIA.*cuda/) as string })
    const both = describeProviders({ providers: [cpu, webgpu] }, 'webgpu')
    expect(states(both)).toEqual(['provider fail', 'provider ok', 'provider warn'])
    expect(states(describeProviders({ providers: [] }, 'auto'))).toEqual(['provider fail'])
  })

  test('only who can build is told to', () => {
    expect(describeKernels({ native: true }, false).state).toBe('ok')
    expect(describeKernels({ native: false }, true).mend).toContain('npm run build')
    expect(describeKernels({ native: false }, false)).toMatchObject({ state: 'warn', mend: expect.not.stringMatching(/npm/) as string })
  })

  test('says which default models are not here, and where they are fetched', () => {
    const model = { id: 'u2netp', task: 'mask', title: '', licence: 'MIT', present: false, isDefault: true }
    expect(describeModels({ models: [model] })).toMatchObject({ state: 'warn', text: expect.stringMatching(/u2netp/) as string })
    const here = describeModels({ models: [{ ...model, present: true }] })
    expect(here).toEqual({ what: 'models', state: 'ok', text: 'Here: u2netp.' })
    expect(describeModels({ models: [{ ...model, isDefault: false }] }).state).toBe('ok')
  })

  test('clips need ffmpeg, and all of it', () => {
    const ffmpeg = { path: '/usr/bin/ffmpeg', version: '7.1' }
    expect(describeClips({ ffmpeg, lacks: [] })).toEqual({ what: 'clips', state: 'ok', text: 'ffmpeg 7.1, /usr/bin/ffmpeg.' })
    const poor = describeClips({ ffmpeg, lacks: [{ encoding: 'ffv1', encoder: 'ffv1' }] })
    expect(poor).toMatchObject({ state: 'warn', text: expect.stringMatching(/can't write ffv1/) as string })
    const error = { code: 'FFMPEG_MISSING', message: 'There is none.', hint: 'Install it.', data: {} }
    const none = describeClips({ lacks: [], error })
    expect(none).toEqual({ what: 'clips', state: 'warn', text: 'There is none.', mend: 'Install it.' })
  })

  test('a disk that is nearly full', () => {
    expect([describeDisk('/d', 5e9).state, describeDisk('/d', 1e9).state]).toEqual(['ok', 'warn'])
  })
})

describe('the check-up of hosts', () => {
  const photoshop: HostFinding = { host: 'photoshop', name: 'Photoshop', where: '/p', plugin: 'present', findings: [] }
  const premiere: HostFinding = { host: 'premiere', name: 'Premiere Pro', plugin: 'unknown', findings: [] }
  const pairing = (heardAt?: number): Pairing =>
    ({ panel: 'panel-one', name: 'x', host: 'photoshop', pairedAt: 1, ...(heardAt === undefined ? {} : { heardAt }) })
  const now = 10_000_000
  const said = (pairings: Pairing[], hosts = [photoshop, premiere]) => describePanels(hosts, pairings, now)

  test('a panel that was never let in', () => {
    const [one, ...others] = said([])
    expect(others).toEqual([])
    expect(one).toMatchObject({ what: 'Photoshop', state: 'warn', text: 'Its panel has never been let in.' })
    expect(one!.mend).toMatch(/^Open its panel .*four digits/)
    expect(said([], [{ ...photoshop, plugin: 'absent' }])[0]!.mend).toMatch(/^Install the plugin, then open/)
  })

  test('one that is let in: open, closed, or not loaded since this helper was started', () => {
    const texts = [pairing(now - 6000), pairing(now - 61 * 60_000), pairing(now - 50 * 3600_000 + 1), pairing()]
      .map((one) => said([one])[0]!.text)
    expect(texts[0]).toBe('Its panel is let in and open.')
    expect(texts[1]).toBe('Its panel is let in, and was last open 61 minutes ago.')
    expect(texts[3]).toBe('Its panel is let in, and not open: the plugin is not loaded.')
    expect(said([pairing(), pairing(now)])[0]!.text).toBe('Its panel is let in and open.')
  })

  test('a host that was not found is not spoken of, unless its panel was let in', () => {
    expect(said([], [premiere])).toEqual([])
    expect(states(said([{ ...pairing(now), host: 'premiere' }], []))).toEqual(['Premiere Pro ok'])
  })

  test('it is all in one list: the helper first, then what is found of hosts and what the helper knows of them', async () => {
    const providers = [{ id: 'cpu', usable: true, reason: 'x' }]
    const capabilities: Capabilities = { tasks: [], native: true, providers, models: [] }
    const found: Finding = { what: 'Photoshop', state: 'fail', text: 'too old', mend: 'Update it.' }
    let asked: unknown
    const parts: CheckupParts = {
      dataFolder: '/d', isCheckout: false, port: () => 27417, capabilities: async () => capabilities,
      media: async () => ({ lacks: [], ffmpeg: { path: '/f', version: '7' } }),
      door: () => ({ state: 'none', advice: 'x' }) as never,
      hosts: (door) => {
        asked = door
        return [{ ...photoshop, findings: [found] }]
      },
      pairings: () => [], chosen: () => ({ ffmpeg: '', provider: 'auto', licence: 'permissive' }), freeBytes: async () => 9e9,
      nowMs: () => now,
    }
    const { findings } = await checkUp(parts)
    expect(states(findings)).toEqual([
      'helper ok', 'data ok', 'kernels ok', 'provider ok', 'models ok', 'clips ok', 'Photoshop fail', 'Photoshop warn',
    ])
    expect(findings[0]!.text).toMatch(/localhost:27417/)
    expect(asked).toMatchObject({ state: 'none' })
  })
})
