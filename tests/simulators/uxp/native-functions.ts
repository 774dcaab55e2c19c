/**
 * S9: functions of the host say that they take nothing (`length` is 0), whatever they do take; and some of what they throw
 * are plain strings, as which a failure without a number comes where `throwsStrings` says so.
 */
export function asNative<T extends object>(module: T, throwsStrings: () => boolean = () => false): T {
  const made: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(module)) {
    made[name] = typeof value === 'function' ? nativeLike(value as (...given: unknown[]) => unknown, throwsStrings) : value
  }
  return made as T
}

function nativeLike(act: (...given: unknown[]) => unknown, throwsStrings: () => boolean): (...given: unknown[]) => unknown {
  const asThrown = (thrown: unknown): unknown => {
    const isPlain = thrown instanceof Error && (thrown as { number?: number }).number === undefined
    return isPlain && throwsStrings() ? thrown.message : thrown
  }
  return (...given) => {
    try {
      const made = act(...given)
      return made instanceof Promise ? made.catch((thrown: unknown) => { throw asThrown(thrown) }) : made
    } catch (thrown) {
      throw asThrown(thrown)
    }
  }
}
