import type * as official from '@adobe/premierepro'
import { constants } from './constants'
import { expose } from './expose'
import { ActionRefused, illegalType } from './host-error'
import { Action, type Machine } from './machine'
import type { ProjectState, PropertyStates } from './state'

/** R12: what is kept with a project, a sequence or (hosts.md C4.11, against the types) an item. */
export class PropertySet implements Partial<official.Properties> {
  constructor(readonly machine: Machine, private readonly find: (state: ProjectState) => PropertyStates | undefined) {}

  private get states(): PropertyStates {
    return this.find(this.machine.state) ?? {}
  }

  hasValue(name: string): boolean {
    return Object.hasOwn(this.states, name)
  }

  getValue(name: string): string {
    return this.states[name]?.value ?? ''
  }

  getValueAsInt(name: string): number {
    return Math.trunc(Number(this.getValue(name)))
  }

  getValueAsFloat(name: string): number {
    return Number(this.getValue(name))
  }

  getValueAsBool(name: string): boolean {
    return this.getValue(name) === 'true'
  }

  createSetValueAction(...given: Parameters<official.Properties['createSetValueAction']>): official.Action {
    const [name, value, flag] = given
    const isFlag = Object.values<unknown>(constants.PropertyType).includes(flag)
    if (typeof name !== 'string' || !['string', 'number', 'boolean'].includes(typeof value) || !isFlag) throw illegalType()
    return new Action('setValue', (draft) => {
      const states = this.find(draft)
      if (states === undefined) throw new ActionRefused('gone')
      states[name] = { value: String(value), isPersistent: (flag as unknown) === constants.PropertyType.PERSISTENT }
    })
  }

  createClearValueAction(name: string): official.Action {
    return new Action('clearValue', (draft) => { delete this.find(draft)?.[name] })
  }
}

export const propertiesOf = (machine: Machine, find: (state: ProjectState) => PropertyStates | undefined): official.Properties =>
  expose(machine, new PropertySet(machine, find), { createSetValueAction: 3, getValue: 1 }) as unknown as official.Properties
