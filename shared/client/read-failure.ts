import { failure, failureFromJson, failureSchema, type FirstpassError } from '#protocol'
import { readAnswer } from './read-answer'

/** The failure that a refused request carries; a body that is none comes from something that is no helper. */
export function readFailure(text: string, status: number): FirstpassError {
  const lost = failure('HELPER_LOST', { reason: `something else answers, with status ${status}` })
  try {
    const refusal = readAnswer(failureSchema, JSON.parse(text))
    return refusal ? failureFromJson(refusal) : lost
  } catch {
    return lost
  }
}
