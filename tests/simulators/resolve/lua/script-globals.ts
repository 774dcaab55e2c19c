import { type PrefsTable, tellPrefs } from '../model/prefs-text'
import type { ResolveObject } from '../model/resolve'
import { show } from './handles'
import { isFile, isFolder, processId, readClock, readFile, sleep } from './lua-machine'

/** V2, D3.3: what a script from the menu of the free edition 21.1 does not find. */
const missing = ['io', 'require', 'package', 'module', 'ffi', 'debug', 'arg', 'jit', 'newproxy']

type Globals = LuaTable<string, unknown>

/** @param afterWait called whenever the script lets the application live */
function makeBmd(isSandboxed: boolean, afterWait: () => void): Globals {
  const bmd = new LuaTable<string, unknown>()
  const put = (name: string, act: (this: void, ...given: never[]) => unknown): void => { bmd.set(name, act) }
  put('wait', function(this: void, seconds: number) {
    sleep(seconds)
    afterWait()
  })
  put('gettime', function(this: void) { return readClock() })
  put('getpid', function(this: void) { return processId() })
  put('fileexists', function(this: void, path: string) { return isFile(path) || isFolder(path) })
  put('direxists', function(this: void, path: string) { return isFolder(path) })
  put('readstring', function(this: void, text: string) {
    const [chunk] = loadstring(`return ${text}`)
    return chunk === undefined ? undefined : setfenv(chunk, {})()
  })
  put('writestring', function(this: void, value: PrefsTable) { return tellPrefs(value) })
  if (!isSandboxed) put('readfile', function(this: void, path: string) { return readFile(path) })
  return bmd
}

/** V2: leaves a script what its menu leaves it. The simulator itself keeps what it needs as locals of its file (build.js). */
export function setGlobals(root: ResolveObject, afterWait: () => void): void {
  const globals = _G as unknown as Globals
  const { isSandboxed } = root.machine.knobs
  globals.set('resolve', show(root))
  for (const name of ['fusion', 'fu', 'app']) globals.set(name, show(root.fusion))
  globals.set('bmd', makeBmd(isSandboxed, afterWait))
  if (!isSandboxed) return
  for (const name of missing) globals.set(name, undefined)
  const { clock, date, difftime, getenv, time, tmpname } = os
  globals.set('os', { clock, date, difftime, getenv, time, tmpname })
  // D3.3: what is printed nobody sees.
  globals.set('print', function(this: void) { return undefined })
}
