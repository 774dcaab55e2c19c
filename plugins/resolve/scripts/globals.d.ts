/** What the script finds in Resolve's script state. Anything may be missing: 21.1 has no `io`. */

interface FusionPreferences {
  /** In memory only. */
  SetPrefs(name: string, value: string): void
  /** Writes the whole of Fusion.prefs. */
  SavePrefs(): void
}

interface ResolveRoot {
  GetProductName(): string | undefined
  /** Major, minor, patch, build, suffix. */
  GetVersion(): (number | string)[] | undefined
  GetVersionString(): string | undefined
  Fusion(): FusionPreferences | undefined
}

/** @noSelf */
interface BlackmagicFunctions {
  /** Lets Resolve live on meanwhile; a loop without it freezes the application. */
  wait(seconds: number): void
  getpid?(): number
}

declare const resolve: ResolveRoot | undefined
declare const fusion: FusionPreferences | undefined
declare const fu: FusionPreferences | undefined
declare const bmd: BlackmagicFunctions | undefined
