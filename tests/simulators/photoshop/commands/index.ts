import type { Dom } from '../dom'
import type { Machine } from '../machine'
import type { Descriptor } from '../batch-play'
import { notAvailable } from '../host-error'
import { notMine } from './references'
import { layerCommands } from './layer-commands'
import { maskCommands } from './mask-commands'
import { placeCommands } from './place-commands'
import { propertyCommands } from './property-commands'
import { selectionCommands } from './selection-commands'

export interface CommandContext {
  machine: Machine
  dom: Dom
  /** P11: what a session token stands for; undefined once the plugin that made it is gone. */
  fileOfToken(token: string): string | undefined
}

export type Command = (context: CommandContext, descriptor: Descriptor) => object | Promise<object>

const all: readonly Readonly<Record<string, Command>>[] =
  [layerCommands, maskCommands, placeCommands, propertyCommands, selectionCommands]

/** P10: by name. A name in several lists goes to the first that takes the descriptor. */
export const commands: Readonly<Record<string, Command>> = new Proxy({}, {
  get: (_target, name: string): Command | undefined => {
    const candidates = all.map((list) => list[name]).filter((command) => command !== undefined)
    if (candidates.length === 0) return undefined
    return async (context, descriptor) => {
      for (const command of candidates) {
        const made = await command(context, descriptor)
        if (made !== notMine) return made
      }
      throw notAvailable(`${name} of ${JSON.stringify(descriptor._target ?? descriptor.null ?? {})}`)
    }
  },
})
