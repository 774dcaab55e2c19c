import { failure, FirstpassError } from '#protocol'
import { wordsOf } from '#uxp'

export const HOST = 'Premiere Pro'

/** @param action what did not work, after "Premiere Pro did not let Firstpass" */
export function refusal(action: string, thrown: unknown): FirstpassError {
  if (thrown instanceof FirstpassError) return thrown
  return failure('HOST_REFUSED', { host: HOST, action, reason: wordsOf(thrown) }, thrown)
}

/** Nothing leaves the adapter but failures of ours. @throws HOST_REFUSED, and what `act` throws of ours */
export async function orRefused<T>(action: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (thrown) {
    throw refusal(action, thrown)
  }
}
