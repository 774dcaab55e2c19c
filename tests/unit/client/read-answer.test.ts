import { resultEntrySchema, z } from '#protocol'
import { readAnswer } from '../../../shared/client/read-answer'

describe('an answer of a newer helper', () => {
  const schema = z.strictObject({ a: z.number(), list: z.array(z.strictObject({ b: z.optional(z.string()) })) })

  test('is understood without what it adds, however deep', () => {
    expect(readAnswer(schema, { a: 1, list: [{ b: 'x', more: 1 }, { more: { still: 2 } }], novelty: [] }))
      .toEqual({ a: 1, list: [{ b: 'x' }, {}] })
  })

  test('also where it is one of several things', () => {
    const entry = { kind: 'file', path: '/a', bytes: 1, sha256: 'ab' }
    expect(readAnswer(resultEntrySchema, { ...entry, novelty: 1 })).toEqual(entry)
    const either = z.strictObject({ of: z.union([z.strictObject({ x: z.strictObject({ y: z.number() }) }), z.string()]) })
    expect(readAnswer(either, { of: { x: { y: 1, z: 2 }, w: 3 } })).toEqual({ of: { x: { y: 1 } } })
  })

  test('is none where anything else is wrong with it', () => {
    for (const value of [{ a: '1', list: [], novelty: 1 }, { list: [] }, null, 'a', { a: 1, list: [{ b: 2, more: 1 }] }]) {
      expect([value, readAnswer(schema, value)]).toEqual([value, undefined])
    }
    expect(readAnswer(resultEntrySchema, { kind: 'folder', path: '/a' })).toBeUndefined()
  })
})
