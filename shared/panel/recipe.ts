import { type ClipRecipe, type JobResult, type LicencePolicy, providerSchema, type Recipe, VERSION } from '#protocol'
import type { PanelTasks } from './craft'
import { withFields } from './store'
import type { PanelTask, Settings } from './tasks/task'

interface Made {
  input: string
  options: Settings
  result: JobResult
  /** Which models were allowed. */
  licence?: LicencePolicy | undefined
}

/** How a result was made, as it is kept in the document. */
export function writeRecipe(task: PanelTask, made: Made): string {
  const { model, provider } = made.result
  const known = providerSchema.safeParse(provider)
  const recipe: Omit<Recipe | ClipRecipe, 'task'> & { task: PanelTask } = {
    firstpassJob: 1,
    version: VERSION,
    task,
    input: made.input,
    options: { ...made.options, ...(model ? { model: model.id } : {}) },
    provider: known.success ? known.data : 'auto',
    licence: made.licence ?? 'permissive',
    ...(model ? { modelSha256: model.sha256 } : {}),
  }
  return JSON.stringify(recipe)
}

/** The task and settings of a recipe found in a document; undefined where it is none, or of a newer Firstpass. */
export function readRecipe(tasks: PanelTasks, text: string): { task: PanelTask; settings: Settings } | undefined {
  try {
    // What of a clip was taken, and whom it follows, belongs to that one run.
    const { task, options } = tasks.recipes.parse(JSON.parse(text))
    const rules = tasks.rules(task)
    return rules && { task, settings: rules.check(withFields(options, { range: undefined, subject: undefined })) }
  } catch {
    return undefined
  }
}
