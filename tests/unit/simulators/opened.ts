import { openPhotoshop, type Photoshop, type PhotoshopOptions } from '../../simulators/photoshop'
import type { ModalContext } from '../../simulators/photoshop/modal'

const opened: Photoshop[] = []

/** A simulator that is gone after the test. */
export function open(options?: PhotoshopOptions): Photoshop {
  const made = openPhotoshop(options)
  opened.push(made)
  return made
}

afterEach(() => { for (const each of opened.splice(0)) each.remove() })

/** In a modal scope. */
export const modal = async <T>(app: Photoshop, act: (context: ModalContext) => Promise<T>): Promise<T> =>
  await app.photoshop.core.executeAsModal(act, { commandName: 'Test' })

/** The message (and number) of what is thrown. */
export async function thrownBy(act: () => Promise<unknown>): Promise<string> {
  try {
    await act()
  } catch (thrown) {
    if (typeof thrown === 'string') return `string: ${thrown}`
    const { message, number } = thrown as { message: string; number?: number }
    return number === undefined ? message : `${number}: ${message}`
  }
  return 'nothing'
}
