import * as z from 'zod/mini'

// zod's compiled parsers use `new Function`, which UXP forbids. Without an error map every message is "Invalid input".
z.config({ jitless: true, customError: describeIssue })

export { z }

/** The few kinds of refusal our schemas have; zod's own texts would add 6 kB to every panel. */
function describeIssue(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'unrecognized_keys') return `has no field ${issue.keys.map((key) => `"${key}"`).join(', ')}`
  if (issue.code === 'invalid_value') return `is none of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`
  if (issue.code === 'too_small') return `is below ${String(issue.minimum)}`
  if (issue.code === 'too_big') return `is above ${String(issue.maximum)}`
  if (issue.code === 'invalid_type') return issue.input === undefined ? 'is missing' : `is not of type ${issue.expected}`
  return undefined
}

/** What a schema refused, as one sentence for the `reason` of an error: `options.scale: Invalid option ...; ...`. */
export function describeIssues(error: z.core.$ZodError): string {
  return error.issues.map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`)).join('; ')
}

/** `[0-9a-z]{20,32}`: chosen by the client, so that a repeated submit is harmless. */
export const idSchema = z.string().check(z.regex(/^[0-9a-z]{20,32}$/, 'expected 20 to 32 characters of 0-9a-z'))

export const safeCount = z.number().check(z.int(), z.nonnegative(), z.maximum(Number.MAX_SAFE_INTEGER))
