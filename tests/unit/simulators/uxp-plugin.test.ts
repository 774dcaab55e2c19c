import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createUxpContext } from '../../simulators/uxp/context'
import { EntryPoints } from '../../simulators/uxp/entrypoints'
import { FileRoots } from '../../simulators/uxp/file-roots'
import { makeFs } from '../../simulators/uxp/fs-module'
import { asNative } from '../../simulators/uxp/native-functions'
import { Storage } from '../../simulators/uxp/storage'
import { makeUxp } from '../../simulators/uxp/uxp-module'
import { open, thrownBy } from './opened'

const folders: string[] = []
afterEach(() => { for (const folder of folders.splice(0)) rmSync(folder, { recursive: true }) })

function plugin(script: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'firstpass-plugin-'))
  folders.push(folder)
  const manifest = { id: 'test', requiredPermissions: { network: { domains: ['http://localhost:1'] } } }
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest))
  writeFileSync(join(folder, 'index.html'), '<html><head><script src="main.js"></script></head><body></body></html>')
  writeFileSync(join(folder, 'main.js'), script)
  return folder
}

describe('S5: globals', () => {
  it('are UXP\'s and no others', () => {
    const uxp = createUxpContext({ folder: plugin('window.started = typeof require'), modules: { photoshop: { a: 1 } } })
    uxp.start()
    const kinds = (...names: string[]): unknown => uxp.run(`[${names.map((name) => `typeof ${name}`).join(', ')}].join(' ')`)
    const absent = ['TextDecoder', 'TextEncoder', 'queueMicrotask', 'DOMParser', 'EventSource', 'OfflineAudioContext',
      'structuredClone', 'setImmediate', 'process', 'Buffer', 'XMLHttpRequest']
    expect(kinds(...absent)).toBe(absent.map(() => 'undefined').join(' '))
    expect(kinds('fetch', 'WebSocket', 'localStorage', 'document', 'window', 'crypto', 'setTimeout', 'Uint8Array'))
      .toBe('function function object object object object function function')
    expect(uxp.run('window.started')).toBe('function')
    expect(uxp.run('require("photoshop").a')).toBe(1)
    expect(() => uxp.run('require("node:fs")')).toThrow('Module not found: node:fs')
    expect(() => uxp.run('new Function("return 1")()')).toThrow('Code generation from strings disallowed')
    expect(uxp.run('crypto.getRandomValues(new Uint8Array(4)).length')).toBe(4)
    uxp.close()
  })

  it('keeps localStorage from run to run, and counts network calls against the manifest', async () => {
    const kept = new Map<string, string>()
    const folder = plugin('localStorage.setItem("a", (localStorage.getItem("a") || "") + "x"); console.log("hello", 1)')
    for (const expected of ['x', 'xx']) {
      const uxp = createUxpContext({ folder, modules: {}, kept })
      uxp.start()
      expect([kept.get('a'), uxp.logged]).toEqual([expected, ['hello 1']])
      const denied = uxp.run('fetch("http://localhost:2/")') as Promise<unknown>
      expect(await thrownBy(async () => await denied)).toContain('Manifest entry not found')
      uxp.close()
    }
  })
})

describe('S7: files', () => {
  it('are those of the plugin\'s own folders under every permission but full access', async () => {
    const outside = join(mkdtempSync(join(tmpdir(), 'firstpass-out-')), 'a b.txt')
    folders.push(join(outside, '..'))
    writeFileSync(outside, 'x')
    const roots = new FileRoots('request')
    const storage = new Storage(roots)
    const url = roots.url(outside).replaceAll('%20', ' ')
    const get = async (given: string): Promise<unknown> => await storage.localFileSystem.getEntryWithUrl(given)
    expect(await thrownBy(async () => await get(url))).toBe(`Could not find an entry of '${url}'`)
    const { module: fs } = makeFs(roots)
    expect(await thrownBy(async () => await fs.open(outside))).toContain('Permission denied')
    expect(() => fs.lstatSync(outside)).toThrow('Unimplemented method: lstatSync')
    const full = new FileRoots('fullAccess')
    const wide = new Storage(full)
    expect((await wide.localFileSystem.getEntryWithUrl(url)).name).toBe('a b.txt')
    // It encodes by itself: what was encoded already is looked for under another name.
    expect(await thrownBy(async () => await wide.localFileSystem.getEntryWithUrl(full.url(outside)))).toContain('a%20b.txt')
    storage.dialog = () => outside
    const chosen = await storage.localFileSystem.getFileForOpening()
    expect(Array.isArray(chosen) ? [] : await chosen?.read()).toBe('x')
    roots.remove()
    full.remove()
  })

  it('are read and written by windows', async () => {
    const roots = new FileRoots('plugin')
    const { module: fs, countOpen } = makeFs(roots)
    const file = await fs.open('plugin-temp:/band.bin', 'w+')
    const buffer = Uint8Array.from([1, 2, 3, 4]).buffer
    expect(await fs.write(file, buffer, 1, 2, 10)).toMatchObject({ bytesWritten: 2 })
    const back = new ArrayBuffer(4)
    expect((await fs.read(file, back, 0, 4, 9)).bytesRead).toBe(3)
    expect([...new Uint8Array(back)]).toEqual([0, 2, 3, 0])
    expect(countOpen()).toBe(1)
    await fs.close(file)
    expect(countOpen()).toBe(0)
    expect(await fs.readdir('plugin-temp:/')).toEqual(['band.bin'])
    await fs.unlink('plugin-temp:/band.bin')
    expect(await thrownBy(async () => await fs.open('plugin-temp:/../data/x', 'w'))).toContain('Permission denied')
    roots.remove()
  })
})

describe('S8: entry points', () => {
  const soon = async (): Promise<void> => await new Promise<void>((resolve) => { setImmediate(resolve) })

  it('create and show once, hide never, commands as often as they are chosen', async () => {
    const calls: string[] = []
    const points = new EntryPoints(async () => await new Promise<void>(() => undefined))
    const note = (name: string) => (): void => { calls.push(name) }
    points.module.setup({
      plugin: { create: note('plugin'), destroy: note('destroyed') },
      panels: { main: { create: note('create'), show: note('show'), hide: note('hide') } },
      commands: { go: { run: note('go') } },
    })
    expect([await points.start(), await points.openPanel('main', {})]).toEqual([true, true])
    points.closePanel('main')
    await points.openPanel('main', {})
    await points.run('go')
    await points.run('go')
    await points.destroy()
    expect(calls).toEqual(['plugin', 'create', 'show', 'go', 'go', 'destroyed'])
    expect(() => { points.module.setup({}) }).toThrow('only once')
  })

  it('have 300 ms, and no panel opens after that or after an error', async () => {
    const waited: number[] = []
    const points = new EntryPoints(async (ms) => {
      waited.push(ms)
      await soon()
    })
    points.module.setup({ panels: {
      slow: { create: async () => await new Promise<void>(() => undefined), show: () => undefined },
      wrong: { create: () => { throw new Error('no') } },
    } })
    expect(await points.openPanel('slow', {})).toBe(false)
    expect([points.late, waited]).toEqual([['slow.create'], [300]])
    expect(await points.openPanel('wrong', {})).toBe(false)
    expect(points.failed.map(({ name }) => name)).toEqual(['wrong.create'])
  })
})

describe('S9: functions of the host', () => {
  it('say that they take nothing', () => {
    const app = open()
    const { imaging, core, action } = app.photoshop
    const all = [imaging.getPixels, imaging.putPixels, core.executeAsModal, action.batchPlay, app.uxp.shell.openExternal]
    expect(all.map((act) => [typeof act, act.length])).toEqual(all.map(() => ['function', 0]))
    expect(asNative({ add: (a: number, b: number) => a + b, kept: 3 }).add(1, 2)).toBe(3)
  })

  it('throw strings, where they are said to', async () => {
    const app = open({ throwsStrings: true, readsNeedModal: false })
    app.makeDocument({ width: 2, height: 2 })
    expect(await thrownBy(async () => await app.photoshop.imaging.getSelection({}))).toBe('string: There is no selection.')
  })
})

describe('S10: the page', () => {
  it('takes any tag for a box, draws shapes only, and notes styles that are not drawn', () => {
    const { document, run, close } = createUxpContext({ folder: plugin(''), modules: {} })
    run(`
      const box = document.createElement('sp-unheard-of'); box.className = 'a b'; document.body.appendChild(box)
      box.style.display = 'grid'; box.style.color = 'red'; box.style.cssText = 'text-transform: uppercase; width: 3px'
      box.addEventListener('click', (event) => { event.target.setAttribute('data-clicked', event.shiftKey) })
      const slider = document.createElement('sp-slider'); slider.value = 5; box.appendChild(slider)
      box.appendChild(document.createTextNode('Hi'))
      const sheet = document.createElement('style'); document.head.appendChild(sheet)
      sheet.textContent = '.a { color: red; transition: opacity 1s } .b { font-size: 3px }'
    `)
    const box = document.querySelector('.b')!
    box.click({ shiftKey: true })
    expect([box.isWidget, box.getAttribute('data-clicked'), box.textContent, box.style.width])
      .toEqual([false, 'true', 'Hi', '3px'])
    expect(document.undrawn).toEqual(['display: grid', 'text-transform: uppercase', 'transition: opacity 1s '])
    expect([document.querySelector('sp-slider')!.value, 'value' in box]).toEqual([5, false])
    expect(run('typeof document.createElement("canvas").getContext("2d").drawImage')).toBe('undefined')
    close()
  })
})

describe('S11: opening something outside', () => {
  it('resolves to nothing on success and to a sentence otherwise; only schemes of the manifest', async () => {
    const roots = new FileRoots('plugin')
    const { module, shell } = makeUxp(roots, { name: 'photoshop', version: '27.2.0' })
    expect(await module.shell.openExternal('firstpass://start', 'why')).toBe('')
    shell.consent = 'declines'
    expect(await module.shell.openExternal('firstpass://start')).toBe('User declined to open the URL or file')
    const refused = await thrownBy(async () => await module.shell.openExternal('ftp://x'))
    expect(refused).toBe('string: Permission denied for the scheme of ftp://x')
    expect(shell.opened).toEqual(['firstpass://start'])
    roots.remove()
  })

  it('keeps secrets as bytes, until they are lost', async () => {
    const roots = new FileRoots('plugin')
    const { module, secure } = makeUxp(roots, { name: 'photoshop', version: '27.2.0' })
    await module.storage.secureStorage.setItem('token', 'abc')
    expect([...await module.storage.secureStorage.getItem('token') ?? []]).toEqual([97, 98, 99])
    secure.lose()
    expect(await module.storage.secureStorage.getItem('token')).toBeNull()
    roots.remove()
  })
})
