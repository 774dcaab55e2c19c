import * as fs from 'node:fs'
import * as os from 'node:os'
import * as path from 'node:path'
import { chooseFfmpeg } from '#helper/media/find-ffmpeg'
import { SettingsDesk, type SettingsParts } from '#helper/server/settings-desk'
import { UserSettingsFile } from '#helper/server/user-settings'

const plain = { ffmpeg: '', provider: 'auto', licence: 'permissive' }

describe('the user\'s settings', () => {
  let folder: string
  const file = (): string => path.join(folder, 'settings.json')
  const write = (text: string): void => fs.writeFileSync(file(), text, { mode: 0o600 })
  const read = () => new UserSettingsFile(folder).get()

  beforeEach(() => { folder = fs.mkdtempSync(path.join(os.tmpdir(), 'firstpass-test-')) })
  afterEach(() => {
    fs.rmSync(folder, { recursive: true })
    chooseFfmpeg('')
  })

  const openDesk = (changes: Partial<SettingsParts> = {}): SettingsDesk => new SettingsDesk({
    file: new UserSettingsFile(folder), dataFolder: folder, modelFolder: path.join(folder, 'models'), loginItem: () => undefined,
    around: { env: { PATH: '' }, platform: process.platform, arch: process.arch }, ...changes,
  })
  const code = async (work: Promise<unknown>): Promise<string> =>
    await work.then(() => 'accepted', (thrown: { code: string }) => thrown.code)

  test('are none at first, kept privately, and the same after a restart', async () => {
    expect(read()).toEqual(plain)
    expect(fs.existsSync(file())).toBe(false)
    await openDesk().change({ provider: 'cpu' })
    await openDesk().change({ licence: 'any' })
    expect(read()).toEqual({ ...plain, provider: 'cpu', licence: 'any' })
    expect((fs.statSync(file()).mode & 0o777).toString(8)).toBe('600')
  })

  test('of a damaged file are none; of one of another version, those that are known', () => {
    for (const text of ['', '{', 'null', '[]', '"x"', '{"provider": 7}']) {
      write(text)
      expect([text, read()]).toEqual([text, plain])
    }
    write(JSON.stringify({ provider: 'quantum', licence: 'any', theme: 'dark' }))
    expect(read()).toEqual({ ...plain, licence: 'any' })
  })

  test('that others may read are read; those that others may write, or that are no file, are none, and stop no helper', () => {
    write('{"licence": "any"}')
    for (const [mode, licence] of [[0o644, 'any'], [0o664, 'permissive'], [0o602, 'permissive'], [0o600, 'any']] as const) {
      fs.chmodSync(file(), mode)
      expect([mode, read().licence]).toEqual([mode, licence])
    }
    fs.rmSync(file())
    fs.mkdirSync(file())
    expect(read()).toEqual(plain)
  })

  test('an ffmpeg that is not there is not kept, and neither is anything that came with it; none is taken back', async () => {
    const desk = openDesk()
    expect(await code(desk.change({ ffmpeg: path.join(folder, 'absent'), licence: 'any' }))).toBe('FFMPEG_MISSING')
    const long = [`/${'x'.repeat(4000)}`, `/${'x/'.repeat(2040)}`]
    for (const place of ['\0', '/a\0b', '/usr/bin/ffmpeg\n-x', `${file()}/ffmpeg`, ...long]) {
      expect([place, await code(desk.change({ ffmpeg: place, licence: 'any' }))]).toEqual([place, 'FFMPEG_MISSING'])
    }
    expect(read()).toEqual(plain)
    write(JSON.stringify({ ...plain, ffmpeg: '/gone' }))
    expect((await openDesk().change({ ffmpeg: '  ' })).settings.ffmpeg).toBe('')
    expect(read()).toEqual(plain)
  })

  test('say what the helper keeps, without what links lead to', async () => {
    const elsewhere = fs.mkdtempSync(path.join(os.tmpdir(), 'firstpass-test-'))
    fs.writeFileSync(path.join(elsewhere, 'large'), 'x'.repeat(5000))
    fs.mkdirSync(path.join(folder, 'models/one'), { recursive: true })
    fs.writeFileSync(path.join(folder, 'models/one/weights'), 'x'.repeat(100))
    fs.writeFileSync(path.join(folder, 'models/list'), 'x'.repeat(11))
    fs.symlinkSync(elsewhere, path.join(folder, 'models/link'))
    const { modelBytes, jobBytes, dataFolder } = await openDesk().view()
    expect([modelBytes, jobBytes, dataFolder]).toEqual([111, 0, folder])
    fs.rmSync(elsewhere, { recursive: true })
  })

  test('at login it starts where it is installed, and elsewhere that can\'t be asked for', async () => {
    expect((await openDesk().view()).startsAtLogin).toBeNull()
    expect(await code(openDesk().change({ startsAtLogin: true, licence: 'any' }))).toBe('LOGIN_UNAVAILABLE')
    expect(read()).toEqual(plain)
    let isOn = false
    const desk = openDesk({ loginItem: () => ({ isOn: () => isOn, set: (on) => { isOn = on } }) })
    expect((await desk.view()).startsAtLogin).toBe(false)
    expect((await desk.change({ startsAtLogin: true })).startsAtLogin).toBe(true)
    expect((await desk.change({ licence: 'any' })).startsAtLogin).toBe(true)
  })
})
