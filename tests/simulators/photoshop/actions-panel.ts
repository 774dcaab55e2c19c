import { HostError } from './host-error'
import type { Machine } from './machine'
import { executeAsModal, type ModalContext } from './modal'

export interface ActionStep {
  plugin: string
  name: string
  methodName: string
  info: object
}

/** Of a plugin's global scope. */
export type Globals = Readonly<Record<string, unknown>>

type Handler = (context: Pick<ModalContext, 'isCancelled' | 'onCancel'>, info: object) => Promise<object | undefined>

/** The Actions panel: records what plugins say that they did, and calls them by the name that they gave. */
export class ActionsPanel {
  private recorded: ActionStep[] | undefined

  constructor(private readonly machine?: Machine) {}

  start(): void {
    this.recorded = []
  }

  stop(): ActionStep[] {
    const steps = this.recorded ?? []
    this.recorded = undefined
    return steps
  }

  /** What a plugin's `action.recordAction` is; nothing is kept while nothing is recorded. */
  record = (plugin: string) => async (step: { name: string; methodName: string }, info?: object): Promise<void> => {
    if (typeof step?.methodName !== 'string') throw new HostError('Unsupported napi type')
    if (info === undefined) throw new HostError('Failed Error: Argument 2 is missing')
    this.recorded?.push({ plugin, ...step, info: structuredClone(info) })
    await Promise.resolve()
  }

  /**
   * Plays steps one after the other, each when the one before has settled; ends at the first that fails.
   * @param isRecordedAgain a step takes over what its function returns, unless that is undefined
   */
  async play(steps: readonly ActionStep[], globals: Globals, isRecordedAgain = false): Promise<void> {
    for (const step of steps) {
      const made = await this.playOne(step, globals)
      if (isRecordedAgain && made !== undefined) step.info = structuredClone(made)
    }
  }

  private async playOne({ plugin, name, methodName, info }: ActionStep, globals: Globals): Promise<object | undefined> {
    const { machine } = this
    const handler = globals[methodName] as Handler | undefined
    if (typeof handler !== 'function' || machine === undefined) throw new HostError('Script action failed.')
    // Only JSON is in an action's file.
    const given = JSON.parse(JSON.stringify(info)) as object
    if (!machine.knobs.playsModally) return await handler({ isCancelled: false, onCancel: undefined }, given)
    const target = async (context: ModalContext): Promise<object | undefined> => await handler(context, given)
    return await executeAsModal(machine, plugin, { target, options: { commandName: name } })
  }
}
