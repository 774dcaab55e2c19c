import { asFailure, errorTable, failure, failureFromJson, failureSchema } from '#protocol'

test('a failure carries its row: code, message with the value, hint', () => {
  const error = failure('FILE_MISSING', { path: 'a b.jpg' })
  expect(error.code).toBe('FILE_MISSING')
  expect(error.message).toBe('There is no file a b.jpg.')
  expect(error.hint).toBe('Check the path.')
})

test('a failure survives the wire without stack or cause', () => {
  const sent = JSON.stringify(failure('DISK_FULL', { path: '/x', needed: 2_500_000 }, new Error('ENOSPC')))
  expect(sent).not.toContain('ENOSPC')
  const received = failureFromJson(failureSchema.parse(JSON.parse(sent)))
  expect(received.code).toBe('DISK_FULL')
  expect(received.message).toBe('There is no room for 3 MB at /x.')
})

test('what is not ours is a bug and says so, keeping the cause', () => {
  const cause = new TypeError('x is not a function')
  const error = asFailure(cause)
  expect(error.code).toBe('INTERNAL_ERROR')
  expect(error.cause).toBe(cause)
  expect(asFailure(error)).toBe(error)
})

test('the table is alphabetical, and every code has two words or more', () => {
  const codes = Object.keys(errorTable)
  expect(codes).toEqual([...codes].sort())
  for (const code of codes) expect(code).toMatch(/^[A-Z]+(_[A-Z]+)+$/)
})
