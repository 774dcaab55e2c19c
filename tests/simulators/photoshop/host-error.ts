/** What the host throws: a message, and for some a number. */
export class HostError extends Error {
  override readonly name = 'Error'

  constructor(message: string, readonly number?: number) {
    super(message)
  }
}

/** P1: the very text that was reported (hosts.md A2.3). */
export const outsideModal = (): HostError =>
  new HostError('The requested functionality is only allowed from inside a modal scope.')

/** P3, P10: -128 is the user's cancel. */
export const cancelled = (): HostError => new HostError('The user has cancelled the operation.', -128)

/** P10: "not available" of a missing target. */
export const NOT_AVAILABLE = -25922

export const notAvailable = (what: string): HostError =>
  new HostError(`The object "${what}" is not currently available.`, NOT_AVAILABLE)
