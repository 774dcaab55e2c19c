import { type JobResult, providerSchema, type Recipe, recipeSchema, VERSION } from '#protocol'
import { isPanelTask, type PanelTask, panelTasks, type Settings } from './tasks'

/** How a result was made, as it is kept in the document. */
export function writeRecipe(task: PanelTask, made: { input: string; options: Settings; result: JobResult }): string {
  const { model, provider } = made.result
  const known = providerSchema.safeParse(provider)
  const recipe: Recipe = {
    firstpassJob: 1,
    version: VERSION,
    task,
    input: made.input,
    options: { ...made.options, ...(model ? { model: model.id } : {}) },
    provider: known.success ? known.data : 'auto',
    licence: 'permissive',
    ...(model ? { modelSha256: model.sha256 } : {}),
  }
  return JSON.stringify(recipe)
}

/** The task and settings of a recipe found in a document; undefined where it is none, or of a newer Firstpass. */
export function readRecipe(text: string): { task: PanelTask; settings: Settings } | undefined {
  try {
    const { task, options } = recipeSchema.parse(JSON.parse(text))
    return isPanelTask(task) ? { task, settings: panelTasks[task].check(options) } : undefined
  } catch {
    return undefined
  }
}
