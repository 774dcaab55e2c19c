import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** Where the helper keeps what is its own: FIRSTPASS_HOME, or the platform's place for application data. */
export function dataFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env.FIRSTPASS_HOME !== undefined && env.FIRSTPASS_HOME !== '') return resolve(env.FIRSTPASS_HOME)
  if (process.platform === 'win32') return join(env.LOCALAPPDATA ?? join(homedir(), 'AppData/Local'), 'Firstpass')
  if (process.platform === 'darwin') return join(homedir(), 'Library/Application Support/Firstpass')
  return join(env.XDG_DATA_HOME ?? join(homedir(), '.local/share'), 'firstpass')
}

/** Where built weights are cached: FIRSTPASS_MODELS, or `models` in the data folder. */
export function modelFolder(env: NodeJS.ProcessEnv = process.env): string {
  return env.FIRSTPASS_MODELS !== undefined && env.FIRSTPASS_MODELS !== ''
    ? resolve(env.FIRSTPASS_MODELS)
    : join(dataFolder(env), 'models')
}
