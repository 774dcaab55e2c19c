import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { factsOf, openResolve, type Profile } from '../../simulators/resolve'
import { closeLuaResolves, type LuaOptions, LuaResolve } from '../../simulators/resolve/lua-process'
import { readyScene, skyFile } from '../../simulators/resolve/ready-scene'
import { showResolve } from '../../simulators/resolve/workflow-integration'
import { itWithProgram } from '../../support/available'
import { everythingElse, placement, runInNode, tellGiven, toScript } from './resolve-calls'

const itWithLua = itWithProgram('luajit')

let folder = ''
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'resolve-')) })
afterEach(() => {
  closeLuaResolves()
  rmSync(folder, { recursive: true })
})

const open = (options: Partial<LuaOptions> = {}): LuaResolve =>
  new LuaResolve({ profile: 'free-21.1', scene: readyScene(), ...options })

function script(text: string): string {
  const file = join(folder, 'script.lua')
  writeFileSync(file, text)
  return file
}

const still = factsOf('still', { width: 1920, height: 1080 })
const media = {
  '/results/matte.mov': factsOf('video', { frames: 120, width: 1920, height: 1080 }),
  '/results/m_0001.png': still, '/results/m_0002.png': still, '/results/m_0003.png': still,
}

/** Of this folder: LUTs, a composition. */
function prepareFolder(): void {
  mkdirSync(join(folder, 'luts'))
  writeFileSync(join(folder, 'luts/a.cube'), '')
  writeFileSync(join(folder, 'matte.comp'), `{ Tools = ordered() {
    MediaIn1 = MediaIn { }, Matte = Loader { Clips = { Clip { Filename = "m.mov" } } },
    MediaOut1 = MediaOut { Inputs = { Input = Input { SourceOp = "MediaIn1", Source = "Output" } } } } }`)
}

const profiles: Profile[] = ['free-21.1', 'free-20', 'studio-20', 'studio-21.1']

describe('Resolve under luajit', () => {
  describe.each(profiles)('as %s', (profile) => {
    itWithLua.each([['a placement', () => placement], ['all else', () => everythingElse(folder)]] as const)(
      'does the very same as in TypeScript: %s', async (_what, calls) => {
        prepareFolder()
        const scene = { ...readyScene(), lutFolder: join(folder, 'luts'), volumes: ['/footage', folder] }
        const node = openResolve({ profile, scene, media })
        const given = runInNode(showResolve(node.root, 'at-once', { seconds: 0 }), calls())
        const lua = open({ profile, scene, media })
        expect(tellGiven(await lua.run(toScript(calls())))).toEqual(given)
        expect(await lua.describe()).toEqual(JSON.parse(JSON.stringify(node.describe())))
        expect(await lua.machine()).toMatchObject({ steps: node.machine.steps, called: node.machine.called, isFrozen: false })
        expect(node.machine.called).toHaveLength(calls().length)
      })
  })

  itWithLua('V2: a script from the menu of 21.1 finds no way out, and Lua itself is as it is', async () => {
    const gone = ['io', 'require', 'package', 'ffi', 'debug', 'arg', 'os.execute', 'os.remove', 'os.rename', 'os.exit',
      'bmd.readfile', 'bmd.writefile', 'bmd.readdir']
    const kept = ['os.clock', 'os.date', 'os.difftime', 'os.getenv', 'os.time', 'os.tmpname', 'load', 'loadstring', 'loadfile',
      'dofile', 'setfenv', 'getfenv', 'pcall', 'xpcall', 'coroutine.create', 'bit.band', 'bmd.wait', 'bmd.gettime', 'bmd.getpid',
      'bmd.fileexists', 'bmd.direxists', 'bmd.readstring', 'bmd.writestring']
    const kinds = (names: string[]): string => `return { ${names.map((name) => `["${name}"] = type(${name})`).join(', ')} }`
    const sandboxed = await open().run(kinds([...gone, ...kept])) as Record<string, string>
    expect(gone.filter((name) => sandboxed[name] !== 'nil')).toEqual([])
    expect(kept.filter((name) => sandboxed[name] !== 'function')).toEqual([])
    const older = await open({ profile: 'free-20' }).run(kinds([...gone, ...kept])) as Record<string, string>
    expect(gone.filter((name) => older[name] === 'nil')).toEqual(['ffi', 'bmd.writefile', 'bmd.readdir'])
  })

  itWithLua('V2: preferences are its only output, in a real file, and what it prints nobody sees', async () => {
    const lua = open({ script: script(`
      print('hello')
      fusion:SetPrefs('Global.Firstpass.Answer', 'seven')
      fusion:SavePrefs()`) })
    expect(await lua.machine()).toMatchObject({ hasEnded: true, scriptError: '', saves: 1 })
    expect(readFileSync(lua.prefsFile, 'utf8')).toContain('\t\tFirstpass = {\n\t\t\tAnswer = "seven",')
    expect(lua.printed).toBe('')
  })

  itWithLua('V2: tables become text and come back', async () => {
    const there = `bmd.writestring({ a = 'x "y"', b = { c = 2 } })`
    expect(await open().run(`return bmd.readstring(${there})`)).toEqual({ a: 'x "y"', b: { c: 2 } })
  })

  itWithLua('V2: it reads what others wrote by loadfile', async () => {
    const chunk = join(folder, 'chunk.lua')
    const lua = open({ script: script(`
      while not bmd.fileexists('${chunk}') do bmd.wait(0.01) end
      read = loadfile('${chunk}')().value`) })
    expect((await lua.machine()).hasEnded).toBe(false)
    writeFileSync(chunk, 'return { value = type(resolve) }')
    while (!(await lua.machine()).hasEnded) expect((await lua.machine()).scriptError).toBe('')
    expect(await lua.run('return read')).toBe('userdata')
  })

  itWithLua('V2: a script that never waits makes the application stand still; one that dies says why', async () => {
    expect(await open({ script: script('while true do end') }).machine()).toMatchObject({ isFrozen: true, hasEnded: true })
    const { scriptError } = await open({ script: script('return nothing.here') }).machine()
    expect(scriptError).toContain(`attempt to index global 'nothing'`)
  })

  itWithLua('V9: objects are userdata with methods by colon, lists have __flags, frames of markers are numbers', async () => {
    const lua = open()
    const line = 'local line = resolve:GetProjectManager():GetCurrentProject():GetCurrentTimeline() '
    expect(await lua.run(`${line} return type(line) .. type(line.GetName) .. line:GetName()`)).toBe('userdatafunctionReel 1')
    expect(await lua.run(`${line} return line.GetName()`)).toEqual({ error: expect.stringContaining('called by colon') })
    expect(await lua.run(`${line} line.x = 1`)).toEqual({ error: expect.stringContaining('userdata') })
    expect(await lua.run(`${line} return pcall(pairs, line)`)).toBe(false)
    expect(await lua.run(`${line} return line:GetItemListInTrack('video', 2)`)).toEqual({
      1: expect.stringContaining('TimelineItem'), __flags: 4194304,
    })
    const marked = `${line} line:AddMarker(96, 'Blue', 'a', 'b', 1) for frame in pairs(line:GetMarkers()) do return frame end`
    expect(await lua.run(marked)).toBe(96)
    expect(await lua.run(`${line} return type(line:NeverHeardOf())`)).toBe('nil')
    expect(await open({ knobs: { missingMethods: 'absent' } }).run(`${line} return type(line.NeverHeardOf)`)).toBe('nil')
  })

  itWithLua('V1, V3: a Studio call in the free edition brings a window, until the user answers it', async () => {
    const lua = open()
    const item = 'local hero = resolve:GetProjectManager():GetCurrentProject():GetCurrentTimeline():GetCurrentVideoItem() '
    expect(await lua.run(`${item} return hero:SmartReframe()`)).toBe(false)
    expect(await lua.machine()).toMatchObject({ modal: expect.stringContaining('SmartReframe') })
    expect(await lua.run('return type(resolve:GetCurrentPage())')).toBe('nil')
    await lua.act({ ask: 'answer-modal' })
    expect(await lua.run('return resolve:GetCurrentPage()')).toBe('edit')
  })

  itWithLua('the user works on: media comes, the page and the playhead go elsewhere', async () => {
    const lua = open()
    const pool = 'local pool = resolve:GetProjectManager():GetCurrentProject():GetMediaPool() '
    expect(await lua.run(`${pool} return #pool:ImportMedia({ '/results/matte.mov' })`)).toBe(0)
    await lua.act({ ask: 'file', path: '/results/matte.mov', facts: media['/results/matte.mov']! })
    expect(await lua.run(`${pool} return #pool:ImportMedia({ '/results/matte.mov' })`)).toBe(1)
    await lua.act({ ask: 'page', page: 'color' })
    await lua.act({ ask: 'playhead', frame: 86400 + 100 })
    const shown = 'resolve:GetProjectManager():GetCurrentProject():GetCurrentTimeline():GetCurrentVideoItem():GetMediaPoolItem()'
    expect(await lua.run(`return resolve:GetCurrentPage() .. ${shown}:GetClipProperty('File Path')`)).toBe(`color${skyFile}`)
  })
})
