import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { type Around, runCommand } from '../../../shared/setup/around'
import { install } from '../../../shared/setup/install'
import { LATE_REMOVAL, uninstall, type Uninstalled, type UninstallWish } from '../../../shared/setup/uninstall'
import { endHelpers, temporaryFolder } from '../../support/helper'
import { pretendArchive, put, snapshot } from '../../support/setup-kit'

let root: string
let around: Around
const home = (...names: string[]): string => path.join(root, 'home', ...names)
const folder = (...names: string[]): string => home('.local/lib/firstpass', ...names)
const data = (...names: string[]): string => home('.local/share/firstpass', ...names)

const installed = (): Promise<unknown> => install({
  around, run: runCommand, archive: pretendArchive(path.join(root, 'archive'), '1.0.0'), version: '1.0.0', atLogin: true,
  endHelper: () => Promise.resolve(),
})
const removed = (more: Partial<UninstallWish> = {}): Promise<Uninstalled> => uninstall({
  around, run: runCommand, discardInbox: false, runtime: process.execPath,
  endHelper: () => Promise.resolve(() => Promise.resolve()), ...more,
})

/** All that a helper keeps, and what one that was killed leaves. */
function putData(): void {
  const names = ['helper.json', 'helper.lock', 'helper.lock.12', 'launch.json', 'panels.json', 'settings.json', 'start.log',
    '12.new', 'probing-webgpu', 'blobs/page-abc/abcdefghij0123456789', 'door/ticket.lua', 'jobs/abcdefghij0123456789/in-picture',
    'logs/helper.log', 'logs/helper.log.3', 'models/u2netp-0123456789abcdef.onnx.corrupt', 'models/partial/0123/x.tgz']
  for (const name of names) put(data(name), name)
}

const result = { results: { mask: { kind: 'file', path: 'mask.png', bytes: 1, sha256: '' } }, timings: { totalMs: 1, inferMs: 1 },
  notes: [], facts: {} }

function putJob(id: string, more: Record<string, unknown>): void {
  const job = { version: 1, host: 'photoshop', request: { task: 'mask' }, state: 'succeeded', finishedAt: 0, result, ...more }
  put(data('jobs', id, 'job.json'), JSON.stringify(job))
}

beforeEach(() => {
  root = temporaryFolder()
  mkdirSync(home())
  around = { env: {}, platform: 'linux', home: home() }
})
afterEach(endHelpers)

describe('the end of an installation', () => {
  it('takes all of it along, and nothing of the user\'s', async () => {
    put(home('Pictures/Firstpass/mask.png'), 'result')
    put(home('Pictures/Firstpass/.hidden.part'), 'not ours to judge')
    put(home('.config/mimeapps.list'), '[Default Applications]\nimage/png=viewer.desktop\n')
    put(home('.local/bin/other'), 'a program')
    put(home('.config/autostart/other.desktop'), 'of another')
    const before = snapshot(home())
    await installed()
    putData()
    expect(await removed()).toEqual({ told: [], left: [] })
    expect(snapshot(home())).toEqual(before)
  })

  it('is harmless where nothing is left, and completes one that was broken off', async () => {
    const before = snapshot(home())
    await removed()
    expect(snapshot(home())).toEqual(before)
    for (const gone of ['current', 'install.json', 'versions', 'versions/1.0.0/runtime']) {
      await installed()
      putData()
      rmSync(folder(gone), { recursive: true })
      await removed()
      // Without its record nobody knows any more which empty folders were made for it.
      expect(snapshot(home()).filter((line) => !line.endsWith('/'))).toEqual([])
      rmSync(home(), { recursive: true })
      mkdirSync(home())
    }
  })

  it('leaves what somebody put among its own, and names it', async () => {
    await installed()
    putData()
    const foreign = [data('my-notes.txt'), data('models/my-model.onnx'), data('jobs/readme'), data('logs/copy.log'),
      data('presets/old/a.json'), folder('my.conf'), data('door/folder/x')]
    for (const file of foreign) put(file, 'mine')
    const { left } = await removed()
    const named = [data('door/folder'), data('jobs/readme'), data('logs/copy.log'), data('models/my-model.onnx'),
      data('my-notes.txt'), data('presets/old'), folder('my.conf')]
    expect(left.sort()).toEqual(named.sort())
    expect(foreign.map((file) => readFileSync(file, 'utf8'))).toEqual(foreign.map(() => 'mine'))
    expect(snapshot(home()).filter((line) => !line.endsWith('/'))).toHaveLength(foreign.length)
  })

  it('follows no link', async () => {
    const outside = path.join(root, 'outside')
    put(path.join(outside, 'precious.txt'), 'mine')
    put(path.join(outside, 'abcdefghij0123456789/job.json'), 'mine')
    const before = snapshot(outside)
    await installed()
    putData()
    for (const name of ['models', 'jobs']) {
      rmSync(data(name), { recursive: true })
      symlinkSync(outside, data(name))
    }
    symlinkSync(outside, data('blobs/page-abc/x'))
    symlinkSync(path.join(outside, 'precious.txt'), data('logs/helper.log.1'))
    symlinkSync(outside, data('unknown'))
    symlinkSync(outside, folder('versions/9'))
    rmSync(folder('current'))
    symlinkSync(outside, folder('current'))
    expect((await removed()).left).toEqual([data('unknown')])
    expect(snapshot(outside)).toEqual(before)
    expect(snapshot(home()).filter((line) => !line.endsWith('/'))).toEqual([`.local/share/firstpass/unknown -> ${outside}`])
  })

  it('leaves a data folder or an installation that is a link to elsewhere', async () => {
    const outside = path.join(root, 'outside')
    put(path.join(outside, 'panels.json'), 'mine')
    await installed()
    for (const link of [data(), folder()]) {
      rmSync(link, { recursive: true })
      symlinkSync(outside, link)
    }
    const before = snapshot(outside)
    expect((await removed()).left).toEqual([data(), folder()])
    expect(snapshot(outside)).toEqual(before)
  })

  it('copies presets to a folder of the user\'s first, over none that is there', async () => {
    await installed()
    put(data('presets/Hair.json'), 'new')
    put(data('presets/Sky.json'), 'same')
    put(home('Firstpass presets/Hair.json'), 'another')
    put(home('Firstpass presets/Sky.json'), 'same')
    expect((await removed()).told).toEqual([`Your 2 presets are in ${home('Firstpass presets')}.`])
    expect(snapshot(home()).map((line) => line.split(' ').slice(0, -1).join(' '))).toEqual([
      'Firstpass', 'Firstpass presets/Hair (2).json', 'Firstpass presets/Hair.json', 'Firstpass presets/Sky.json'])
    expect(readFileSync(home('Firstpass presets/Hair.json'), 'utf8')).toBe('another')
    expect(readFileSync(home('Firstpass presets/Hair (2).json'), 'utf8')).toBe('new')
  })
})

describe('results that wait', () => {
  it('refuse it by name before anything is touched, and only those that are nowhere else', async () => {
    await installed()
    putJob('waiting0000000000000', {})
    putJob('pixels00000000000000', {
      host: 'resolve', request: { task: 'denoise-clip' },
      result: { ...result, results: { out: { kind: 'file', path: 'matte.mov', bytes: 1, sha256: '' } } },
    })
    putJob('placed00000000000000', { placedAt: 1 })
    putJob('failed00000000000000', { state: 'failed', result: undefined })
    putJob('running0000000000000', { state: 'running', result: undefined })
    putJob('page0000000000000000', { host: 'browser', placedAt: 1 })
    putJob('page0000000000000001', { host: 'browser', request: { task: 'upscale' } })
    putJob('errand00000000000000', { request: { task: 'open' } })
    putJob('file0000000000000000', {
      result: { ...result, results: { out: { kind: 'file', path: '/home/ann/Firstpass/a.mov', bytes: 1, sha256: '' } } },
    })
    put(data('jobs/broken00000000000000/job.json'), '{')
    put(data('jobs/hostile0000000000000/job.json'), '{"host":"__proto__","state":"succeeded","request":{"task":"mask"}}')
    const before = snapshot(home())
    const ended: string[] = []
    const endHelper = (where: string) => {
      ended.push(where)
      return Promise.resolve(() => Promise.resolve())
    }
    await expect(removed({ endHelper })).rejects.toMatchObject({
      code: 'RESULTS_WAITING',
      data: { results: ['upscale for a page', 'denoise for DaVinci Resolve', 'mask for Photoshop']
        .map((name) => `${name} of 1970-01-01 00:00 UTC`) },
    })
    expect(snapshot(home())).toEqual(before)
    expect(ended).toEqual([])
    await removed({ discardInbox: true })
    expect(snapshot(home())).toEqual([])
  })

  it('are looked for again when the helper has ended, which else runs again', async () => {
    await installed()
    let again = 0
    const endHelper = () => {
      putJob('justnow0000000000000', {})
      return Promise.resolve(() => Promise.resolve(void again++))
    }
    await expect(removed({ endHelper })).rejects.toMatchObject({ code: 'RESULTS_WAITING' })
    expect([again, existsSync(folder('current/app'))]).toEqual([1, true])
  })
})

describe('jobs that have not ended', () => {
  it('are told of, and what they keep beside the user\'s files goes, if it is proven to be theirs', async () => {
    await installed()
    const clip = { request: { task: 'mask-clip' }, state: 'running', result: undefined }
    const at = (name: string): string => home('Films/Firstpass', name)
    putJob('clip0000000000000000', { ...clip, options: { output: at('a.mov') } })
    putJob('void0000000000000000', { ...clip, state: 'queued', options: { output: at('b.mov') } })
    putJob('save0000000000000000', { request: { task: 'save' }, state: 'failed', options: { path: at('c.psd') } })
    putJob('lies0000000000000000', { ...clip, state: 'failed', options: { output: at('d.mov') } })
    putJob('mask0000000000000000', { state: 'failed', options: { path: 7, output: at('e.png') } })
    put(at('.a.mov.clip0000000000000000.part/plan.json'), '{"job":"clip0000000000000000"}')
    put(at('.a.mov.clip0000000000000000.part/0001.mov'), 'chunk')
    mkdirSync(at('.b.mov.void0000000000000000.part'))
    put(at('.c.psd.save0000000000000000.part'), 'half')
    const stays = [
      put(at('.d.mov.lies0000000000000000.part/plan.json'), '{"job":"another"}'),
      put(at('.e.png.mask0000000000000000.part'), 'mine'),
      put(at('.a.mov.clip0000000000000001.part/plan.json'), '{"job":"clip0000000000000001"}'), put(at('a.mov'), 'mine'),
    ]
    symlinkSync(home('Films'), at('.f.mov.clip0000000000000000.part'))
    expect(await removed()).toEqual({ told: ['2 jobs that had not ended are given up.'], left: [] })
    expect(stays.every((file) => existsSync(file))).toBe(true)
    const left = snapshot(home('Films/Firstpass')).map((line) => line.split(' ')[0]).filter((name) => !name!.includes('/'))
    expect(left).toEqual(['.e.png.mask0000000000000000.part', '.f.mov.clip0000000000000000.part', 'a.mov'])
  })
})

it('what removes the rest on Windows names no path itself, so that none can be taken for a command', () => {
  expect(LATE_REMOVAL.slice(0, 3)).toEqual(['/d', '/s', '/c'])
  expect(LATE_REMOVAL[3]).toBe('"ping -n 4 127.0.0.1 >nul & rmdir /s /q "%FIRSTPASS_GONE%" & '
    + 'rmdir "%FIRSTPASS_ABOVE%\\versions" & rmdir "%FIRSTPASS_ABOVE%""')
})
