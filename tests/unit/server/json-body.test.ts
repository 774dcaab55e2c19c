import { MAX_JSON_DEPTH, parseJsonBody } from '#helper/server/json-body'

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)

describe('JSON bodies', () => {
  test('depth is counted outside of strings only', () => {
    expect(parseJsonBody(nested(MAX_JSON_DEPTH))).toBeDefined()
    expect(() => parseJsonBody(nested(MAX_JSON_DEPTH + 1))).toThrow('deeper than 32')
    expect(parseJsonBody(JSON.stringify(`"\\"${nested(100)}`))).toBe(`"\\"${nested(100)}`)
    expect(parseJsonBody(JSON.stringify(`"${nested(100)}`))).toBe(`"${nested(100)}`)
    expect(() => parseJsonBody(`{"a":"\\\\","b":${nested(40)}}`)).toThrow('deeper than 32')
  })

  test('no body is undefined; what is no JSON or names a prototype is refused', () => {
    expect(parseJsonBody('')).toBeUndefined()
    expect(() => parseJsonBody('{')).toThrow('not JSON')
    expect(() => parseJsonBody('{"a":{"__proto__":{}}}')).toThrow('__proto__')
  })
})
