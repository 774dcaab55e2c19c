import type { ApiObject } from './api-object'
import { gates } from './gates'
import { NeverAnswers } from './machine'
import type { Value } from './values'
import { isAtLeast } from './version'

const isCapital = (name: string): boolean => name.charAt(0) >= 'A' && name.charAt(0) <= 'Z'

const methodsOf = (target: ApiObject): Record<string, ((...given: Value[]) => Value) | undefined> =>
  target as unknown as Record<string, ((...given: Value[]) => Value) | undefined>

const gateName = (target: ApiObject, method: string): string => `${target.kind}.${method}`

/** Whether this version has a method at all. */
export function hasMethod(target: ApiObject, method: string): boolean {
  const gate = gates[gateName(target, method)]
  if (gate?.since !== undefined && !isAtLeast(target.machine.knobs.version, gate.since)) return false
  return isCapital(method) && (gate !== undefined || typeof methodsOf(target)[method] === 'function')
}

/** One call of the API, through all that stands before it: V1, V3, V9. */
export function callApi(target: ApiObject, method: string, given: Value[]): Value {
  const { machine } = target
  const name = gateName(target, method)
  machine.enter(name)
  const gate = gates[name]
  // V3, V1: while a window waits for an answer nothing is answered and nothing happens.
  if (machine.modal !== undefined || target.isGone || !hasMethod(target, method)) return undefined
  if (machine.knobs.endlessIn.indexOf(name) >= 0) throw new NeverAnswers(name)
  // V1: asking costs a window, not only a no.
  if (gate?.isStudioOnly === true && machine.knobs.edition !== 'studio') {
    machine.modal = `${method} is only available in DaVinci Resolve Studio.`
    return false
  }
  if (gate?.pages !== undefined && gate.pages.indexOf(machine.page) < 0) return false
  const methods = methodsOf(target)
  const made = typeof methods[method] === 'function' ? methods[method](...given) : true
  return machine.knobs.deafTo.indexOf(name) >= 0 ? undefined : made
}
