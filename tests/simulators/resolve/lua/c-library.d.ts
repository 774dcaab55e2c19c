/** What LuaJIT has beyond Lua, and the functions of C's that the simulator itself uses. */

/** @noSelf */
interface CFunctions {
  usleep(microseconds: number): number
  getpid(): number
  access(path: string, mode: number): number
  clock_gettime(clock: number, into: TimeSpec): number
}

interface TimeSpec {
  seconds: number
  nanoseconds: number
}

/** @noSelf */
interface ForeignFunctions {
  cdef(declarations: string): void
  readonly C: CFunctions
  'new'(type: string): TimeSpec
}

/** A local of the compiled file (build.js), since scripts must not find it. */
declare const ffi: ForeignFunctions

/** A real userdata: nothing can be listed in it, only its metatable speaks for it. */
declare function newproxy(this: void, hasMetatable: boolean): object
