import { HostError, notEnough } from './host-error'
import { Action, type Machine } from './machine'

const behind = new WeakMap<object, object>()

/** How many parameters a function of the host's must be given, by its name (R4). */
export type Needs = Readonly<Record<string, number>>

/** Something that a plugin holds; an edit may have made it stale (R9). */
interface Checked {
  /** @throws if the handle is good no more */
  check?(): void
}

/**
 * What a plugin is given of an object of the host's: its functions say that they take nothing (S9), count as calls, check how
 * many parameters came (R4), whether an action may be made here (R1) and whether the object is still what it was (R9).
 */
export function expose<T extends object>(machine: Machine, impl: T, needs: Needs = {}): T {
  const made = new Map<PropertyKey, unknown>()
  const seen: T = new Proxy(impl, {
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key, target)
      if (typeof value !== 'function' || key === 'constructor') return value
      const known = made.get(key) ?? native({ machine, target, name: String(key), needs }, value as Act)
      made.set(key, known)
      return known
    },
  })
  behind.set(seen, impl)
  return seen
}

type Act = (...given: unknown[]) => unknown

function native(place: { machine: Machine; target: object; name: string; needs: Needs }, act: Act): Act {
  const { machine, target, name, needs } = place
  const asThrown = (thrown: unknown): unknown =>
    (machine.knobs.throwsStrings && thrown instanceof HostError ? thrown.message : thrown)
  return (...given) => {
    try {
      machine.enter(`${target.constructor === Object ? '' : `${target.constructor.name}.`}${name}`)
      if (given.length < (needs[name] ?? 0)) throw notEnough()
      if (/^create\w*Action$/.test(name)) machine.checkCreating()
      ;(target as Checked).check?.()
      const result = act.apply(target, given)
      return result instanceof Promise ? result.catch((thrown: unknown) => { throw asThrown(thrown) }) : asGiven(machine, result)
    } catch (thrown) {
      throw asThrown(thrown)
    }
  }
}

/** R13: an action that somebody awaits is worth nothing after that. */
function asGiven(machine: Machine, made: unknown): unknown {
  if (!(made instanceof Action) || !machine.knobs.awaitSpoils) return made
  return Object.assign(made, {
    then: (resolve: (value: unknown) => void) => {
      made.isSpoilt = true
      resolve(undefined)
    },
  })
}

type Made<T> = abstract new (...given: never[]) => T

/** The object behind what a plugin handed back; undefined where it is another. */
export function ownOf<T extends object>(kind: Made<T>, given: unknown): T | undefined {
  if (typeof given !== 'object' || given === null) return undefined
  const impl = behind.get(given) ?? given
  return impl instanceof kind ? impl : undefined
}
