import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { dataFolder as folderFrom } from '#protocol'

/** Where the helper keeps what is its own, by this process's environment. */
export const dataFolder = (): string => resolve(folderFrom(process.env, process.platform, homedir()))

/** Where built weights are cached: FIRSTPASS_MODELS, or `models` in the data folder. */
export function modelFolder(): string {
  const named = process.env.FIRSTPASS_MODELS
  return named !== undefined && named !== '' ? resolve(named) : join(dataFolder(), 'models')
}
