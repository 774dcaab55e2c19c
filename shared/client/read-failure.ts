import { failure, failureFromJson, failureSchema, type FirstpassError } from '#protocol'

/** The failure that a refused request carries; a body that is none comes from something that is no helper. */
export function readFailure(text: string, status: number): FirstpassError {
  try {
    return failureFromJson(failureSchema.parse(JSON.parse(text)))
  } catch {
    return failure('HELPER_LOST', { reason: `something else answers, with status ${status}` })
  }
}
