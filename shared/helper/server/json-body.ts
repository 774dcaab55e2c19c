import { failure } from '#protocol'

/** Our own requests are five deep. */
export const MAX_JSON_DEPTH = 32

/**
 * Parses a body that may be hostile: its depth is counted before the parser recurses, and no key may reach a prototype.
 * @throws REQUEST_INVALID
 */
export function parseJsonBody(text: string): unknown {
  if (text === '') return undefined
  if (depthOf(text) > MAX_JSON_DEPTH) throw failure('REQUEST_INVALID', { reason: `JSON deeper than ${MAX_JSON_DEPTH} levels` })
  try {
    return JSON.parse(text, refusePrototype)
  } catch (thrown) {
    throw failure('REQUEST_INVALID', { reason: thrown instanceof SyntaxError ? 'it is not JSON' : String(thrown) }, thrown)
  }
}

function refusePrototype(key: string, value: unknown): unknown {
  if (key === '__proto__') throw new RangeError('the key __proto__')
  return value
}

function depthOf(text: string): number {
  let depth = 0
  let deepest = 0
  let isInString = false
  for (let at = 0; at < text.length; at++) {
    const sign = text.charCodeAt(at)
    if (isInString) {
      if (sign === 0x5c) at++
      else if (sign === 0x22) isInString = false
    } else if (sign === 0x22) {
      isInString = true
    } else if (sign === 0x7b || sign === 0x5b) {
      deepest = Math.max(deepest, ++depth)
    } else if (sign === 0x7d || sign === 0x5d) {
      depth--
    }
  }
  return deepest
}
