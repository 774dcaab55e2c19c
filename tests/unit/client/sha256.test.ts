import { createHash, createHmac } from 'node:crypto'
import { asciiBytes, hmacSha256, sha256 } from '../../../shared/client/sha256'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

describe('SHA-256 without a runtime', () => {
  test.each([0, 1, 3, 55, 56, 63, 64, 65, 119, 120, 1000])('of %i bytes equals the platform\'s', (length) => {
    const message = Uint8Array.from({ length }, (_, at) => (at * 31 + 7) % 256)
    expect(hex(sha256(message))).toBe(createHash('sha256').update(message).digest('hex'))
  })

  test.each([1, 32, 64, 65, 200])('HMAC with a key of %i bytes equals the platform\'s', (length) => {
    const key = Uint8Array.from({ length }, (_, at) => (at * 17 + 3) % 256)
    const message = asciiBytes('a nonce of some length')
    expect(hex(hmacSha256(key, message))).toBe(createHmac('sha256', key).update(message).digest('hex'))
  })
})
