import type { Maybe } from './projections'
import type { Done } from './values'

/** The compositor, and its preferences: the only way out of the free edition's sandbox from 21.1 on. */
export interface Fusion {
  /** @param path dotted, `Global.Name.Key`; absent: all of them */
  GetPrefs(path?: string): unknown
  /** Kept in memory; a string of more than about 64 kB is not kept. */
  SetPrefs(path: string, value: unknown): Maybe<Done>
  /** Writes all of them, about 22 kB, into `Fusion.prefs` of the profile: not atomically, and in about 90 ms. */
  SavePrefs(): Maybe<Done>
  /** Studio's alone since 19.1: asked for in the free edition it pops up a window, and later calls fail. Never asked for. */
  UIManager?: unknown
}

export interface ToolAttributes {
  TOOLS_Name: string
  /** "MediaIn", "Loader", "MatteControl". */
  TOOLS_RegID: string
}

export interface FusionTool {
  GetAttrs(): Maybe<ToolAttributes>
  /** A time is ignored: one value for all frames. Set while its composition is locked, it is read back but never rendered. */
  SetInput(name: string, value: unknown): Maybe<Done>
  GetInput(name: string): unknown
  /** @param output the tool whose picture goes in; nothing disconnects */
  ConnectInput(name: string, output?: Maybe<FusionTool>): Maybe<Done>
  Delete(): void
}

/** Of one clip: its frames count from 0 at the clip's start, in the source's size; it can't see the tracks below. */
export interface FusionComp {
  /** For the structure only; see `FusionTool.SetInput`. */
  Lock(): void
  Unlock(): void
  /** By number from 1. @param isSelected only those that are @param id only those of a kind: "Loader" */
  GetToolList(isSelected?: boolean, id?: string): Maybe<Record<string, FusionTool>>
  FindTool(name: string): Maybe<FusionTool>
  /** A Loader asks the user for its file, which stops every later call: import a composition that has one instead. */
  AddTool(id: string, x?: number, y?: number): Maybe<FusionTool>
}

/** Fusion's own functions. Of about 28 that a sandboxed script has, those in use. */
export interface Bmd {
  /** Seconds. The application draws and works only meanwhile: a loop without it freezes the window. */
  wait(seconds: number): void
  /** Seconds, of no particular origin. */
  gettime(): number
  getpid(): number
  fileexists(path: string): boolean
  direxists(path: string): boolean
  /** Text of a Lua table, read and written. */
  readstring(text: string): unknown
  writestring(value: unknown): string
  /** Absent from 21.1's free edition on, as `writefile` and `readdir` are. */
  readfile?(path: string): unknown
}
