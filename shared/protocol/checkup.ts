import { z } from './schema'

/** One line of what is well and what is not. `warn` works but not as well as it could; `fail` must be mended first. */
export const findingSchema = z.strictObject({
  /** `helper`, `kernels`, `provider`, `models`, `clips`, `Photoshop`, `Premiere Pro`, `Resolve` ... */
  what: z.string(),
  state: z.enum(['ok', 'warn', 'fail']),
  /** What was found, in a sentence. */
  text: z.string(),
  /** What to do about it, in a sentence. */
  mend: z.optional(z.string()),
})
export type Finding = z.infer<typeof findingSchema>

/** `GET /v1/checkup` (window): looked for when asked, which takes up to two seconds. */
export const checkupSchema = z.strictObject({ findings: z.array(findingSchema) })
export type Checkup = z.infer<typeof checkupSchema>
