import { z } from './schema'

/**
 * Where the helper keeps everything of its own: `helper.json`, `panels.json`, `jobs/`, `models/`, `presets/`, `log/`.
 * The helper and the command line must agree before they can talk, so the rule stands here.
 * @param env `FIRSTPASS_HOME` wins; `LOCALAPPDATA` and `XDG_DATA_HOME` are honoured where they belong.
 */
export function dataFolder(env: Record<string, string | undefined>, platform: string, home: string): string {
  if (env.FIRSTPASS_HOME !== undefined && env.FIRSTPASS_HOME !== '') return env.FIRSTPASS_HOME
  if (platform === 'win32') return `${env.LOCALAPPDATA || `${home}\\AppData\\Local`}\\Firstpass`
  if (platform === 'darwin') return `${home}/Library/Application Support/Firstpass`
  // A path that is not full is to be ignored (XDG Base Directory Specification).
  const isFull = env.XDG_DATA_HOME?.startsWith('/') === true
  return `${isFull ? env.XDG_DATA_HOME : `${home}/.local/share`}/firstpass`
}

/** Written by the helper into its data folder (mode 0600) once it listens, removed at exit. */
export const HELPER_FILE = 'helper.json'

/** `token` is the command line's own, as the panel `COMMAND_LINE_PANEL`. Read by other versions, too. */
export const helperFileSchema = z.object({
  pid: z.number(),
  port: z.number(),
  token: z.string(),
  version: z.string(),
  protocol: z.object({ major: z.number(), minor: z.number() }),
})
export type HelperFile = z.infer<typeof helperFileSchema>

/** How the helper that ran last was started, for panels that can start one (mode 0600); stays when it ends. */
export const LAUNCH_FILE = 'launch.json'

/** `runtime`: Node's program; `program`: the helper's. Both are absolute. */
export const launchFileSchema = z.object({ runtime: z.string(), program: z.string() })
export type LaunchFile = z.infer<typeof launchFileSchema>

export const COMMAND_LINE_PANEL = 'command-line'
