import { basename } from 'node:path'
import {
  type Check, failure, type JobResult, type LicencePolicy, type Provider, providerSchema, type Recipe, VERSION,
} from '#protocol'
import type { EndedJob as Job, JobRunner } from './job-runner'
import { documentSize, headerOf, type Placement, placeLayers } from './layers'
import { fitExtension, isLayered, type PictureTask } from './output-path'
import type { FileProgress } from './progress'

/** One picture's way through the helper. */
export interface FileWork {
  task: PictureTask
  input: string
  layer?: string
  mask?: string
  /** Complete: parsed by the task's schema. */
  options: Record<string, unknown>
  /** Left out: as the user set it for the helper. */
  provider?: Provider | undefined
  licence?: LicencePolicy | undefined
  output: string
  /** The name was made here, not given: `.psd` may become `.psb`. */
  outputIsDefault: boolean
  overwrite: boolean
  /** Of a replay: the weights that made the first result. */
  modelSha256?: string
}

/** What `--json` prints for one file. */
export interface FileReport {
  input: string
  output: string
  task: PictureTask
  /** Null: neither; the user's own mask. */
  method: 'model' | 'traditional' | null
  model: { id: string; sha256: string; licence: string } | null
  provider: string | null
  /** totalMs: the task in the helper; inferMs: inside the model; wallMs: from the file to the file. */
  timings: { totalMs: number; inferMs: number; wallMs: number }
  checkList: Check[]
  notes: string[]
  facts: Record<string, unknown>
  job: Recipe
  outputSha256: string
}

/** Opens, runs and saves, each as a job of the helper. Undefined: cancelled; nothing was written. */
export async function runFile(jobs: JobRunner, work: FileWork, progress: FileProgress): Promise<FileReport | undefined> {
  const startedMs = performance.now()
  const used: string[] = []
  const run = async (step: Step): Promise<Job | undefined> => {
    const { share, ...request } = step
    const { provider, licence } = work
    const watch = { onEvent: progress.follow(share), signal: progress.signal }
    const job = await jobs.run({ provider, licence, inputs: {}, ...request }, watch)
    if (job !== undefined) used.push(job.id)
    return job
  }
  try {
    const opened = await open(work, run)
    const made = opened && await run(taskStep(work, opened))
    const saved = opened && made && await run(saveStep(work, opened.source, made))
    if (!opened || !made || !saved) return undefined
    const timings = { ...made.result.timings, wallMs: performance.now() - startedMs }
    return { ...report(work, [opened.source, made, saved]), timings }
  } finally {
    // A courtesy: the helper clears up by itself, only later.
    await Promise.allSettled(used.map((id) => jobs.release(id)))
  }
}

type Inputs = Record<string, { job: string; result: string }>

interface Step {
  task: string
  options: Record<string, unknown>
  inputs?: Inputs
  /** Part of the file's progress bar, from and to. */
  share: readonly [number, number]
}

interface Opened {
  source: Job
  mask?: Job
}

async function open(work: FileWork, run: (step: Step) => Promise<Job | undefined>): Promise<Opened | undefined> {
  const layer = work.layer === undefined ? {} : { layer: work.layer }
  const source = await run({ task: 'open', options: { path: work.input, ...layer }, share: [0, 0.1] })
  if (source === undefined || work.mask === undefined) return source && { source }
  const mask = await run({ task: 'open', options: { path: work.mask }, share: [0.1, 0.12] })
  return mask && { source, mask }
}

function taskStep(work: FileWork, { source, mask }: Opened): Step {
  const inputs: Inputs = { picture: { job: source.id, result: 'picture' } }
  if (work.task === 'mask' && source.result.results.proxy !== undefined) inputs.proxy = { job: source.id, result: 'proxy' }
  if (mask !== undefined) inputs.mask = { job: mask.id, result: 'picture' }
  return { task: work.task, options: work.options, inputs, share: [0.12, 0.9] }
}

function saveStep(work: FileWork, source: Job, made: Job): Step {
  const header = headerOf(source, 'picture')
  const placement = placeLayers({ task: work.task, options: work.options, result: made.result, source: header }, work.output)
  const resultHeader = work.task === 'mask' ? header : headerOf(made, 'picture')
  const path = work.outputIsDefault ? fitExtension(work.output, documentSize(placement, resultHeader)) : work.output
  const checks = (made.result.checkList ?? []).map(({ left, top, right, bottom }) => ({ left, top, right, bottom }))
  const recipe = recipeOf(work, made)
  const bareMask = recipe.mask === undefined ? {} : { mask: basename(recipe.mask) }
  const shown = { ...recipe, input: basename(recipe.input), ...bareMask }
  return {
    task: 'save',
    options: {
      path,
      overwrite: work.overwrite,
      layers: placement.layers,
      metadata: 'source',
      ...(isLayered(path) && checks.length > 0 ? { checks } : {}),
      job: JSON.stringify(shown),
    },
    inputs: inputsOf(placement, source.id, made.id),
    share: [0.9, 1],
  }
}

function inputsOf(placement: Placement, sourceId: string, madeId: string): Inputs {
  return Object.fromEntries(Object.entries(placement.inputs).map(([name, origin]) =>
    [name, origin.from === 'source' ? { job: sourceId, result: 'picture' } : { job: madeId, result: origin.result }]))
}

/** The work with everything that was chosen for it: the model that ran, the provider that ran it. */
export function recipeOf(work: FileWork, { result, licence }: Pick<Job, 'result' | 'licence'>): Recipe {
  const provider = providerSchema.safeParse(result.provider)
  return {
    firstpassJob: 1,
    version: VERSION,
    task: work.task,
    input: work.input,
    ...(work.layer === undefined ? {} : { layer: work.layer }),
    ...(work.mask === undefined ? {} : { mask: work.mask }),
    options: { ...work.options, ...(result.model === undefined ? {} : { model: result.model.id }) },
    provider: provider.success ? provider.data : work.provider ?? 'auto',
    licence,
    ...(result.model === undefined ? {} : { modelSha256: result.model.sha256 }),
  }
}

function report(work: FileWork, [source, made, saved]: readonly [Job, Job, Job]): Omit<FileReport, 'timings'> {
  const file = saved.result.results.file
  if (file?.kind !== 'file') throw failure('RESULT_MISSING', { id: saved.id, name: 'file' })
  return {
    input: work.input,
    output: file.path,
    task: work.task,
    method: made.result.method ?? null,
    model: made.result.model ?? null,
    provider: made.result.provider ?? null,
    checkList: made.result.checkList ?? [],
    notes: [...[source, made, saved].flatMap(({ result }) => result.notes), ...replayNotes(work, made.result)],
    facts: made.result.facts,
    job: recipeOf(work, made),
    outputSha256: file.sha256,
  }
}

function replayNotes({ modelSha256 }: FileWork, { model }: JobResult): string[] {
  if (modelSha256 === undefined || model === undefined || model.sha256 === modelSha256) return []
  return [`${model.id} has other weights than those of the job replayed; the result may differ.`]
}
