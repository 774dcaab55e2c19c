import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import {
  type ClipRecipe, clipRecipeSchema, describeIssues, encodingSchema, failure, isClipTask, type Recipe, recipeSchema,
} from '#protocol'
import { planClipOutputs } from './clip-output'
import { type CommandTask, namesFile, planOutputs } from './output-path'
import { existingFile, outputRule, outRule } from './plan-work'
import type { ClipWork } from './run-clip'
import type { FileWork } from './run-file'
import type { Words } from './task-options'

/**
 * The work that a recipe describes; `file` holds one, or an object of `--json` with one as its `job`. Bare names in it
 * (as a document's XMP has them) are looked for beside `file`.
 * @throws FILE_MISSING, OPTION_INVALID
 */
export function planReplay(file: string, words: Words): FileWork | ClipWork {
  const recipe = readRecipe(existingFile(file))
  const beside = (path: string): string => existingFile(resolve(dirname(file), path))
  return isOfClip(recipe) ? replayClip(recipe, beside, words) : replayPicture(recipe, beside, words)
}

const isOfClip = (recipe: Recipe | ClipRecipe): recipe is ClipRecipe => isClipTask(recipe.task)

type Find = (path: string) => string

function replayClip(recipe: ClipRecipe, beside: Find, words: Words): ClipWork {
  const input = beside(recipe.input)
  const { task, options, provider, licence, modelSha256 } = recipe
  const encoding = encodingSchema.safeParse(options.encoding)
  if (!encoding.success) throw failure('OPTION_INVALID', { option: 'options.encoding', reason: 'is missing' })
  const named: CommandTask = task === 'slow' ? task : (task.replace(/-clip$/, '') as CommandTask)
  const [output = ''] = planClipOutputs([input], { task: named, encoding: encoding.data, options, ...outRule(words.output) })
  return {
    task, input, options, provider, licence, output, encoding: encoding.data, places: {}, estimate: false,
    overwrite: words.force === true,
    ...(modelSha256 === undefined ? {} : { modelSha256 }),
  }
}

function replayPicture(recipe: Recipe, beside: Find, words: Words): FileWork {
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

function readRecipe(file: string): Recipe | ClipRecipe {
  let json: unknown
  try {
    json = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw failure('OPTION_INVALID', { option: file, reason: 'is not JSON' }, error)
  }
  const inner = typeof json === 'object' && json !== null && 'job' in json ? json.job : json
  const isClip = typeof inner === 'object' && inner !== null && 'task' in inner && isClipTask(String(inner.task))
  const parsed = isClip ? clipRecipeSchema.safeParse(inner) : recipeSchema.safeParse(inner)
  if (!parsed.success) throw failure('OPTION_INVALID', { option: file, reason: `is no job: ${describeIssues(parsed.error)}` })
  return parsed.data
}
