import { commands, type CommandContext } from './commands'
import { HostError, notAvailable } from './host-error'
import type { Machine, OpenDocument } from './machine'

export interface Descriptor {
  _obj: string
  // The official types say `any`.
  [property: string]: any // eslint-disable-line @typescript-eslint/no-explicit-any
}

/** Commands that change nothing and so need no modal scope. */
const reading = new Set(['get', 'multiGet'])

function checkCommands(given: unknown): asserts given is Descriptor[] {
  // P10: malformed arguments reject; only what a command makes of itself resolves.
  if (!Array.isArray(given)) throw new HostError('Illegal Parameter type: an array of descriptors is expected.')
  for (const command of given) {
    if (typeof command !== 'object' || command === null || typeof (command as Descriptor)._obj !== 'string') {
      throw new HostError('Illegal Parameter type: a descriptor with _obj is expected.')
    }
  }
}

/** P10: failures come back as descriptors, and end the rest unless `continueOnError` is set. */
export async function batchPlay(
  context: CommandContext, played: Descriptor[], call: { commands: unknown; options: { continueOnError?: boolean } },
): Promise<Descriptor[]> {
  checkCommands(call.commands)
  const needsModal = call.commands.some((command) => !reading.has(command._obj))
  const results: Descriptor[] = []
  const given = call.commands
  await context.machine.call('batchPlay', async () => {
    for (const command of given) {
      played.push(structuredClone(command))
      const result = await playOne(context, command)
      results.push(result)
      if (result._obj === 'error' && call.options.continueOnError !== true) return
    }
  }, needsModal)
  return results
}

async function playOne(context: CommandContext, command: Descriptor): Promise<Descriptor> {
  const act = commands[command._obj]
  try {
    if (act === undefined) throw notAvailable(command._obj)
    const made = await act(context, command)
    if (!reading.has(command._obj)) context.machine.tell(command._obj, command)
    return { _obj: command._obj, ...made }
  } catch (thrown) {
    if (!(thrown instanceof HostError)) throw thrown
    return { _obj: 'error', message: thrown.message, result: thrown.number ?? -25920 }
  }
}

export const activeDocument = (machine: Machine): OpenDocument => {
  const found = machine.find(machine.activeId)
  if (found === undefined) throw notAvailable('document')
  return found
}
