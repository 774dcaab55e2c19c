import type { Machine } from './machine'

/** Anything that the API hands out: methods with capitals are the API's, all else is the simulator's own. */
export abstract class ApiObject {
  abstract readonly kind: string
  /** Of what was deleted; every call is answered with nothing then. */
  isGone = false
  readonly id: string

  constructor(readonly machine: Machine) {
    this.id = machine.newId()
  }

  GetUniqueId(): string | undefined {
    return this.id
  }
}

/** The tables of numbers in the class that is handed out as a "resolve". */
export const isApiObject = (value: unknown): value is ApiObject => value instanceof ApiObject
