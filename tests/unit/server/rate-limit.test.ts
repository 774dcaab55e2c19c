import { FailureLimit } from '#helper/server/rate-limit'

test('failures are limited within a sliding time', () => {
  let now = 0
  const limit = new FailureLimit(3, 1000, () => now)
  const waits = [0, 100, 200, 300, 999, 1000, 1050].map((at) => {
    now = at
    return limit.note()
  })
  expect(waits).toEqual([0, 0, 0, 700, 1, 0, 50])
})
