import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { factsOf, openResolve, type Profile } from '../../simulators/resolve'
import { closeLuaResolves, type LuaOptions, LuaResolve, toLua } from '../../simulators/resolve/lua-process'
import { readyScene, skyFile } from '../../simulators/resolve/ready-scene'
import { showResolve } from '../../simulators/resolve/workflow-integration'
import { itWithProgram } from '../../support/available'

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

/** A call on what an earlier one gave (0 is the root), or on an element of it. */
interface Call {
  on: number
  at?: number
  call: string
  given?: unknown[]
}

/** Stands for what an earlier call gave. */
const answer = (from: number, at?: number) => ({ from, at })
const isAnswer = (value: unknown): value is { from: number; at?: number } =>
  typeof value === 'object' && value !== null && 'from' in value

const mapDeep = (value: unknown, change: (each: unknown) => unknown): unknown => {
  if (isAnswer(value) || typeof value !== 'object' || value === null) return change(value)
  if (Array.isArray(value)) return value.map((each) => mapDeep(each, change))
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, mapDeep(each, change)]))
}

function runInNode(root: object, calls: Call[]): void {
  const made: unknown[] = [root]
  const pick = (from: number, at?: number): unknown => (at === undefined ? made[from] : (made[from] as unknown[])[at])
  for (const { on, at, call, given = [] } of calls) {
    const target = pick(on, at) as Record<string, (...all: unknown[]) => unknown>
    const fill = (value: unknown): unknown => (isAnswer(value) ? pick(value.from, value.at) : value)
    made.push(target[call]!(...given.map((each) => mapDeep(each, fill))))
  }
}

function tellLua(value: unknown): string {
  if (isAnswer(value)) return `made[${value.from}]${value.at === undefined ? '' : `[${value.at + 1}]`}`
  if (typeof value !== 'object' || value === null) return toLua(value)
  if (Array.isArray(value)) return `{${value.map(tellLua).join(', ')}}`
  return `{${Object.entries(value).map(([name, each]) => `[${toLua(name)}] = ${tellLua(each)}`).join(', ')}}`
}

function toScript(calls: Call[]): string {
  const lines = calls.map(({ on, at, call, given = [] }, index) =>
    `made[${index + 1}] = ${tellLua(answer(on, at))}:${call}(${given.map(tellLua).join(', ')})`)
  return ['local made = { [0] = resolve }', ...lines].join('\n')
}

/** A placement, a take, a composition, markers, a matte and things that fail. */
const placement: Call[] = [
  { on: 0, call: 'GetProjectManager' },
  { on: 1, call: 'GetCurrentProject' },
  { on: 2, call: 'GetMediaPool' },
  { on: 2, call: 'GetCurrentTimeline' },
  { on: 3, call: 'GetRootFolder' },
  { on: 3, call: 'AddSubFolder', given: [answer(5), 'Firstpass'] },
  { on: 3, call: 'ImportMedia', given: [['/results/matte.mov']] },
  { on: 3, call: 'SetSelectedClip', given: [answer(7, 0)] },
  { on: 4, call: 'AddTrack', given: ['video'] },
  { on: 4, call: 'SetTrackName', given: ['video', 3, 'Firstpass'] },
  { on: 4, call: 'GetItemListInTrack', given: ['video', 1] },
  { on: 3, call: 'AppendToTimeline', given: [[
    { mediaPoolItem: answer(7, 0), startFrame: 4, endFrame: 100, mediaType: 1, trackIndex: 3, recordFrame: 86400 },
    { mediaPoolItem: answer(7, 0), startFrame: 0, endFrame: 10, mediaType: 1, trackIndex: 1, recordFrame: 86400 },
    { mediaPoolItem: answer(7, 0), startFrame: 0, endFrame: 10, mediaType: 1, trackIndex: 2, recordFrame: 86400 },
  ]] },
  { on: 4, call: 'GetItemListInTrack', given: ['video', 3] },
  { on: 11, at: 0, call: 'CopyGrades', given: [answer(13)] },
  { on: 13, at: 0, call: 'SetProperty', given: ['Opacity', 250] },
  { on: 13, at: 0, call: 'AddMarker', given: [3, 'Mint', 'Check', 'hair', 1, 'job-1'] },
  { on: 11, at: 1, call: 'AddTake', given: [answer(7, 0), 0, 48] },
  { on: 11, at: 0, call: 'AddFusionComp' },
  { on: 4, call: 'AddMarker', given: [0, 'Turquoise', 'No', '', 1] },
  { on: 4, call: 'SetCurrentTimecode', given: ['01:00:01:12'] },
  { on: 0, call: 'GetMediaStorage' },
  { on: 21, call: 'AddClipMattesToMediaPool', given: [answer(7, 0), ['/results/matte.mov']] },
  { on: 2, call: 'SetRenderSettings', given: [{ TargetDir: '/', CustomName: 'x' }] },
  { on: 4, call: 'DuplicateTimeline', given: ['Variant'] },
]

const media = { '/results/matte.mov': factsOf('video', { frames: 120, width: 1920, height: 1080 }) }

describe('Resolve under luajit', () => {
  itWithLua.each<Profile>(['free-21.1', 'free-20', 'studio-20', 'studio-21.1'])(
    'does the very same as in TypeScript: %s', async (profile) => {
      const node = openResolve({ profile, scene: readyScene(), media })
      runInNode(showResolve(node.root, 'at-once', { seconds: 0 }), placement)
      const lua = open({ profile, media })
      expect(await lua.run(toScript(placement))).toBeNull()
      const described = await lua.describe()
      expect(described).toEqual(JSON.parse(JSON.stringify(node.describe())))
      expect(JSON.stringify(described)).toContain('"start":86400,"takes":[]')
      expect((await lua.machine()).steps).toEqual(node.machine.steps)
      expect((await lua.machine()).called).toEqual(node.machine.called)
    })

  itWithLua('V2: a script from the menu of 21.1 finds no way out, and Lua itself is as it is', async () => {
    const gone = ['io', 'require', 'package', 'ffi', 'debug', 'arg', 'os.execute', 'os.remove', 'os.rename', 'os.exit',
      'bmd.readfile', 'bmd.writefile', 'bmd.readdir']
    const kept = ['os.clock', 'os.date', 'os.difftime', 'os.getenv', 'os.time', 'os.tmpname', 'load', 'loadstring', 'loadfile',
      'dofile', 'setfenv', 'getfenv', 'pcall', 'xpcall', 'coroutine.create', 'bit.band', 'bmd.wait', 'bmd.gettime', 'bmd.getpid',
      'bmd.fileexists', 'bmd.direxists', 'bmd.readstring']
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
