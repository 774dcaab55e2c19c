import type { HostModules } from './modules'

export interface Command {
  _obj: string
  [property: string]: unknown
}
export type Descriptor = Readonly<Record<string, unknown>>

/** A command that Photoshop ran and that failed; its `number` as Photoshop's own errors have it. */
export class CommandFailed extends Error {
  constructor(readonly command: string, message: string, readonly number: number) {
    super(message)
  }
}

/**
 * Plays commands one after the other. Photoshop resolves also where one failed, with a descriptor that says so.
 * @throws CommandFailed, and what Photoshop throws at bad arguments
 */
export async function play({ photoshop }: HostModules, commands: readonly Command[]): Promise<Descriptor[]> {
  const silent = commands.map((command) => ({ ...command, _options: { dialogOptions: 'dontDisplay' } }))
  const results: Descriptor[] = await photoshop.action.batchPlay(silent, {})
  results.forEach((result, index) => {
    if (result._obj !== 'error') return
    throw new CommandFailed(commands[index]?._obj ?? '', String(result.message ?? 'a command failed'), Number(result.result ?? 0))
  })
  return results
}

/** As `play`, for what may fail without harm. */
export async function tryPlay(modules: HostModules, commands: readonly Command[]): Promise<Descriptor[] | undefined> {
  try {
    return await play(modules, commands)
  } catch {
    return undefined
  }
}

export const layerReference = (document: number, layer: number): Descriptor[] =>
  [{ _ref: 'layer', _id: layer }, { _ref: 'document', _id: document }]

/** One property of a layer, whatever its shape; undefined where it has none. */
export async function getProperty(
  modules: HostModules, of: { document: number; layer: number }, property: string,
): Promise<unknown> {
  const target = [{ _property: property }, ...layerReference(of.document, of.layer)]
  const results = await tryPlay(modules, [{ _obj: 'get', _target: target }])
  return results?.[0]?.[property]
}
