/** What Premiere throws: a bare message (hosts.md B9). */
export class HostError extends Error {
  override readonly name = 'Error'
}

/** R1: the text that was reported for an action that is made where it may not be, or of parameters that don't fit. */
export const scriptActionFailed = (): HostError => new HostError('Script Action failed to execute')
/** R4 */
export const invalidParameter = (): HostError => new HostError('Invalid parameter.')
/** R4 */
export const illegalType = (): HostError => new HostError('Illegal Parameter type')
/** R4 */
export const notEnough = (): HostError => new HostError('Not Enough Parameters')
/** R7: what a trim of a still's source was reported to say. */
export const nullDereferenced = (): HostError => new HostError('A nullptr was dereferenced')
/** R9 */
export const staleHandle = (): HostError => new HostError('The object is no longer valid.')

/** An action that can't be carried out: its whole transaction fails, nothing is thrown. */
export class ActionRefused extends Error {}
