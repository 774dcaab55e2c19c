import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { describeIssues, failure, recipeSchema } from '#protocol'
import { namesFile, planOutputs } from './output-path'
import { existingFile, outputRule } from './plan-work'
import type { FileWork } from './run-file'
import type { Words } from './task-options'

/**
 * The work that a recipe describes; `file` holds one, or an object of `--json` with one as its `job`. Bare names in it
 * (as a document's XMP has them) are looked for beside `file`.
 * @throws FILE_MISSING, OPTION_INVALID
 */
export function planReplay(file: string, words: Words): FileWork {
  const recipe = readRecipe(existingFile(file))
  const beside = (path: string): string => existingFile(resolve(dirname(file), path))
  const input = beside(recipe.input)
  const rule = outputRule(recipe.task, words.output, recipe.options.scale)
  return {
    task: recipe.task,
    input,
    ...(recipe.layer === undefined ? {} : { layer: recipe.layer }),
    ...(recipe.mask === undefined ? {} : { mask: beside(recipe.mask) }),
    options: recipe.options,
    provider: recipe.provider,
    licence: recipe.licence,
    output: planOutputs([input], rule)[0] ?? '',
    outputIsDefault: !namesFile(rule),
    overwrite: words.force === true,
    ...(recipe.modelSha256 === undefined ? {} : { modelSha256: recipe.modelSha256 }),
  }
}

function readRecipe(file: string): ReturnType<typeof recipeSchema.parse> {
  let json: unknown
  try {
    json = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw failure('OPTION_INVALID', { option: file, reason: 'is not JSON' }, error)
  }
  const inner = typeof json === 'object' && json !== null && 'job' in json ? json.job : json
  const parsed = recipeSchema.safeParse(inner)
  if (!parsed.success) throw failure('OPTION_INVALID', { option: file, reason: `is no job: ${describeIssues(parsed.error)}` })
  return parsed.data
}
