import * as z from 'zod/mini'

// zod's compiled parsers use `new Function`, which UXP forbids.
z.config({ jitless: true })

export { z }

/** `[0-9a-z]{20,32}`: chosen by the client, so that a repeated submit is harmless. */
export const idSchema = z.string().check(z.regex(/^[0-9a-z]{20,32}$/, 'expected 20 to 32 characters of 0-9a-z'))

export const safeCount = z.number().check(z.int(), z.nonnegative(), z.maximum(Number.MAX_SAFE_INTEGER))
