import { ActionsPanel } from './actions-panel'
import { asNative } from '../uxp/native-functions'
import { HostError } from './host-error'
import { batchPlay, type Descriptor } from './batch-play'
import { constants } from './constants'
import { Dom } from './dom'
import type { Memory } from './image-data'
import { makeImaging } from './imaging'
import { type Knobs, worstKnobs } from './knobs'
import { Machine } from './machine'
import { executeAsModal, type ModalContext, type ModalOptions } from './modal'

export interface PluginSeat {
  /** As in the manifest. */
  id: string
  /** P11 */
  fileOfToken(token: string): string | undefined
}

export type PhotoshopModule = ReturnType<typeof makePhotoshop>

/** What `require('photoshop')` gives one plugin of a running host. */
export function makePhotoshop(
  machine: Machine, seat: PluginSeat, watched: { memory: Memory; played: Descriptor[]; actions?: ActionsPanel },
) {
  const { actions = new ActionsPanel() } = watched
  const dom = new Dom(machine)
  const throwsStrings = (): boolean => machine.knobs.throwsStrings
  type Listener = (name: string, descriptor: Descriptor) => void
  const listen = (events: readonly string[], act: Listener): void => {
    machine.listeners.push({ events, act: (name, descriptor) => { act(name, { _obj: name, ...descriptor }) } })
    kept.push({ act, entry: machine.listeners.at(-1)! })
  }
  const kept: { act: Listener; entry: Machine['listeners'][number] }[] = []
  return {
    app: dom.app(),
    constants,
    imaging: asNative(makeImaging(machine, watched.memory), throwsStrings),
    core: asNative({
      apiVersion: 2,
      isModal: (): boolean => machine.scope !== undefined,
      executeAsModal: async <T>(
        target: (context: ModalContext, descriptor?: object) => Promise<T>, options: ModalOptions,
      ): Promise<T> => await executeAsModal(machine, seat.id, { target, options }),
      showAlert: async (_options: string | { message: string }): Promise<void> => await Promise.resolve(),
      redrawDocument: async (_options: { documentID: number }): Promise<number> => await Promise.resolve(0),
      addNotificationListener: async (_group: string, events: string[], act: Listener): Promise<void> => {
        listen(events, act)
        await Promise.resolve()
      },
    }),
    action: asNative({
      batchPlay: async (commands: Descriptor[], options: { continueOnError?: boolean } = {}): Promise<Descriptor[]> =>
        await batchPlay({ machine, dom, fileOfToken: (token) => seat.fileOfToken(token) }, watched.played, { commands, options }),
      // P13
      addNotificationListener: async (events: string[], act: Listener): Promise<void> => {
        if (!Array.isArray(events)) throw new HostError('Illegal Parameter type')
        listen(events, act)
        await Promise.resolve()
      },
      removeNotificationListener: async (_events: string[], act: Listener): Promise<void> => {
        const found = kept.find((each) => each.act === act)
        if (found !== undefined) machine.listeners.splice(machine.listeners.indexOf(found.entry), 1)
        await Promise.resolve()
      },
      recordAction: actions.record(seat.id),
      validateReference: (_reference: unknown): boolean => true,
    }, throwsStrings),
  }
}

export const newMachine = (knobs: Partial<Knobs>): Machine => new Machine({ ...worstKnobs, ...knobs })
