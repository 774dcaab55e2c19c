import { describeIssues, failure, failureFromJson, type z } from '#protocol'

/** @throws OPTION_INVALID naming what is wrong */
export function readSettings<T>(schema: z.ZodMiniType<T>, task: string, given: unknown): T {
  const parsed = schema.safeParse(given)
  if (parsed.success) return parsed.data
  const refusal = failure('OPTION_INVALID', { option: task, reason: describeIssues(parsed.error) })
  // The table's own hint is for the command line.
  throw failureFromJson({ ...refusal.toJSON(), hint: 'Choose it here, and save the preset again.' })
}

/** The fields of `settings` that a schema of options knows. */
export function pick(settings: object, schema: { shape: object }): Record<string, unknown> {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => Object.hasOwn(schema.shape, name)))
}
