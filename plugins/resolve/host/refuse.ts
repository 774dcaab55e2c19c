import { failure, FirstpassError } from '#protocol'
import { HOST } from './batch'

/** @param action what did not work, after "DaVinci Resolve did not let Firstpass" */
export const refused = (action: string, reason: string): FirstpassError => failure('HOST_REFUSED', { host: HOST, action, reason })

/** Nothing leaves the adapter but failures of ours. @throws HOST_REFUSED, and what `act` throws of ours */
export async function orRefused<T>(action: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (thrown) {
    if (thrown instanceof FirstpassError) throw thrown
    const reason = thrown instanceof Error ? thrown.message : String(thrown)
    throw failure('HOST_REFUSED', { host: HOST, action, reason }, thrown)
  }
}
