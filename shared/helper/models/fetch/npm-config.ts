import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { manifestFolder } from '../manifests'

/** npm's options as its own commands get them: registry, proxy, certificates, credentials per registry, cache, retries. */
export type NpmOptions = Record<string, unknown>

let reading: Promise<NpmOptions> | undefined

/**
 * The user's own npm configuration: built in, global, user, the project file of this installation, and npm_config_*
 * variables. Loading takes 0.2 s, so it happens with the first download. The folder the user stands in has no say.
 */
export function npmOptions(): Promise<NpmOptions> {
  reading ??= readOptions()
  return reading
}

async function readOptions(): Promise<NpmOptions> {
  const [{ default: Config }, { definitions, shorthands, flatten, nerfDarts }] = await Promise.all([
    import('@npmcli/config'), import('@npmcli/config/lib/definitions/index.js').then((module) => module.default),
  ])
  const config = new Config({
    definitions, shorthands, flatten, nerfDarts,
    npmPath: npmFolder(), argv: [], env: { ...process.env }, cwd: dirname(manifestFolder()), warn: false,
  })
  await config.load()
  return { ...config.flat, retry: impatient(config.flat.retry) }
}

/** npm waits 10 s and then 60 s between tries: right for a build machine, not for a person who watches a download. */
function impatient(retry: unknown): object {
  return { ...(typeof retry === 'object' ? retry : {}), minTimeout: 500, maxTimeout: 4000 }
}

/** Where npm itself lies, for its built-in npmrc; beside Node on every installation known. */
function npmFolder(): string {
  const bin = dirname(process.execPath)
  const candidates = [join(bin, '../lib/node_modules/npm'), join(bin, 'node_modules/npm')]
  return candidates.find((folder) => existsSync(folder)) ?? bin
}
