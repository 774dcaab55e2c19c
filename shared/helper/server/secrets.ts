import { createHash, createHmac, randomBytes, randomInt, timingSafeEqual } from 'node:crypto'

/** 256 random bits in hex. */
export const newToken = (): string => randomBytes(32).toString('hex')

/** Six digits, each value as likely. */
export const newPairingCode = (): string => randomInt(1_000_000).toString().padStart(6, '0')

/** Four digits, each value as likely among those that are not taken. */
export function newDigits(isTaken: (digits: string) => boolean): string {
  for (;;) {
    const digits = randomInt(10_000).toString().padStart(4, '0')
    if (!isTaken(digits)) return digits
  }
}

/** SHA-256 of a token's text, in hex: all that the helper keeps of it. */
export const hashToken = (token: string): string => createHash('sha256').update(token, 'utf8').digest('hex')

/** In constant time, whatever their lengths. */
export function isSame(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest())
}

/** Proves that the helper knows a token's hash, without telling it. */
export const proveToken = (tokenSha256: string, nonce: string): string =>
  createHmac('sha256', Buffer.from(tokenSha256, 'hex')).update(nonce, 'utf8').digest('hex')
