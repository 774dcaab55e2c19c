import type { z } from '#protocol'

/** A newer helper may say more in one place that is only seen once another was understood. */
const ROUNDS = 4

type Issue = z.core.$ZodIssue
type Path = readonly PropertyKey[]

/**
 * An answer of the helper's as this side understands it: what a newer helper adds to it is left out.
 * @param value parsed JSON, of the caller's own @returns undefined where it is something else
 */
export function readAnswer<T>(schema: z.ZodMiniType<T>, value: unknown): T | undefined {
  for (let round = 0; round < ROUNDS; round++) {
    const parsed = schema.safeParse(value)
    if (parsed.success) return parsed.data
    const added = parsed.error.issues.map((issue) => addedFields(issue, []))
    for (const path of added) {
      if (!path) return undefined
      path.forEach((field) => remove(value, field))
    }
  }
  return undefined
}

/** Where an issue sees fields that it does not know; undefined where it is about something else. */
function addedFields(issue: Issue, base: Path): Path[] | undefined {
  const path = [...base, ...issue.path]
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => [...path, key])
  if (issue.code !== 'invalid_union') return undefined
  for (const branch of issue.errors) {
    const fields = branch.map((each) => addedFields(each, path))
    if (fields.length > 0 && fields.every((each) => each !== undefined)) return fields.flat()
  }
  return undefined
}

function remove(value: unknown, path: Path): void {
  const [key, ...rest] = path
  if (key === undefined || typeof value !== 'object' || value === null) return
  if (rest.length === 0) delete (value as Record<PropertyKey, unknown>)[key]
  else remove((value as Record<PropertyKey, unknown>)[key], rest)
}
