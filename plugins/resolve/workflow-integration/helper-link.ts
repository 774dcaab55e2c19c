import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Link, type Surroundings } from '#client'
import {
  asFailure, COMMAND_LINE_PANEL, HELPER_FILE, helperFileSchema, LAUNCH_FILE, launchFileSchema, sessionCodeSchema, type z,
} from '#protocol'

export interface HelperPlace {
  dataFolder: string
  surroundings: Surroundings
  env: Record<string, string | undefined>
}

/** Which half must be updated before they understand each other. */
export type TooOld = 'helper-too-old' | 'plugin-too-old'

/**
 * A link to the helper's page for Resolve with a new one-time code. The helper is proved first: this plugin lets its page
 * speak with Resolve. Undefined where none answers.
 */
export async function newPageLink({ dataFolder, surroundings }: HelperPlace): Promise<URL | TooOld | undefined> {
  const helper = readJson(join(dataFolder, HELPER_FILE), helperFileSchema)
  if (!helper) return undefined
  const { port, token } = helper
  const link = new Link({ surroundings, ports: [port], panel: COMMAND_LINE_PANEL, token: () => token, graceMs: 0 })
  try {
    const { base } = await link.connect()
    const { code } = await link.json({ method: 'POST', path: '/v1/session-code?host=resolve' }, sessionCodeSchema)
    return new URL(`${base}/resolve/#code=${code}`)
  } catch (thrown) {
    const { code, data } = asFailure(thrown)
    if (code !== 'PROTOCOL_MISMATCH') return undefined
    return data.older === 'helper' ? 'helper-too-old' : 'plugin-too-old'
  }
}

/**
 * Starts the helper as it was started last, to outlive this plugin; one that runs already keeps its place.
 * @returns false where none was ever started on this computer, or it is gone
 */
export function startHelper({ dataFolder, env }: HelperPlace): boolean {
  const launch = readJson(join(dataFolder, LAUNCH_FILE), launchFileSchema)
  if (!launch || !existsSync(launch.runtime) || !existsSync(launch.program)) return false
  const child = spawn(launch.runtime, [launch.program], {
    detached: true, stdio: 'ignore', cwd: dataFolder, windowsHide: true,
    env: { ...withoutElectron(env), FIRSTPASS_HOME: dataFolder },
  })
  child.on('error', () => undefined)
  child.unref()
  return true
}

/** What Resolve set for its own Electron is not for Node. */
const withoutElectron = (env: Record<string, string | undefined>): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('ELECTRON_') && name !== 'NODE_OPTIONS'))

/** Undefined where there is none, or it is something else. */
function readJson<T>(file: string, schema: z.ZodMiniType<T>): T | undefined {
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return undefined
  }
}
