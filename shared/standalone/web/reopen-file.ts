import type { Client } from '#client'
import { WINDOW_BYTES } from '#host'
import { pixelBytes, recipeSchema, z } from '#protocol'
import { type Layer, type MadeBy, type Mask, repeatMask, type Sheet } from './document'
import { type DoneJob, runJob, sheetOf } from './run-job'

/** What the helper says of a layered file that Firstpass has written. */
const factsSchema = z.object({
  job: z.string(),
  isPlain: z.literal(true),
  layerStates: z.array(z.object({ name: z.string(), isHidden: z.boolean(), opacity: z.number() })),
})

const OURS = ' (Firstpass)'

/** The names that a photograph's own layer has in files of this page's. */
const BASES = ['Photograph', 'Background']

/** What a file can hold before it is quicker to look at it as one picture. */
const MOST_LAYERS = 20

/** As long as the task `save` takes names. */
const MOST_LETTERS = 200

/**
 * The layers of a file that this page once saved, so that a result can be made again in place of the old one.
 * @param opened the job that opened it @returns undefined for every other file, and where something else is in it
 */
export async function reopenLayers(client: Client, opened: DoneJob, id: string): Promise<Layer[] | undefined> {
  const facts = factsSchema.safeParse(opened.result.facts)
  if (!facts.success) return undefined
  const { job, layerStates } = facts.data
  const task = taskOf(job)
  const states = layerStates.filter(({ name }) => name !== `Check here${OURS}`)
  const [base, ...results] = states
  const isOurs = base !== undefined && BASES.includes(base.name) && results.every(({ name }) => name.endsWith(OURS))
  const isShort = states.every(({ name }) => name.length <= MOST_LETTERS)
  const isClear = isShort && new Set(states.map(({ name }) => name)).size === states.length && states.length <= MOST_LAYERS
  if (!isOurs || !isClear || task === undefined) return undefined
  const made: MadeBy = { id: opened.id, recipe: job }
  const layers: Layer[] = []
  try {
    for (const [at, state] of states.entries()) {
      layers.push(await reopenLayer(client, opened, { id: at === 0 ? `${id}-base` : `${id}-${at}`, order: at, state }))
    }
  } catch {
    // A layer that can't be had alone: the whole picture can.
    for (const { sheet: { at } } of layers) if ('job' in at) void client.discard(at.job).catch(() => undefined)
    return undefined
  }
  return withRecipe(await withRepeats(client, layers), task, made)
}

/** A file does not say that a result's mask only repeats the photograph's, so that it changes with that: their pixels do. */
async function withRepeats(client: Client, layers: readonly Layer[]): Promise<Layer[]> {
  const mask = layers[0]?.mask
  return Promise.all(layers.map(async (layer, at) => {
    const isRepeated = at > 0 && mask && layer.mask && await haveSamePixels(client, mask.sheet, layer.mask.sheet)
    return isRepeated ? { ...layer, mask: repeatMask(mask) } : layer
  }))
}

/** Of two masks of one document. */
async function haveSamePixels(client: Client, a: Sheet, b: Sheet): Promise<boolean> {
  const bytes = pixelBytes(a.header)
  for (let offset = 0; offset < bytes; offset += WINDOW_BYTES) {
    const length = Math.min(WINDOW_BYTES, bytes - offset)
    const [one, other] = await Promise.all([client.window(a.at, offset, length), client.window(b.at, offset, length)])
    if (one.some((value, at) => value !== other[at])) return false
  }
  return true
}

/** Undefined of a text that is no recipe. */
function taskOf(job: string): string | undefined {
  try {
    return recipeSchema.parse(JSON.parse(job)).task
  } catch {
    return undefined
  }
}

type State = z.infer<typeof factsSchema>['layerStates'][number]

async function reopenLayer(
  client: Client, opened: DoneJob, { id, order, state }: { id: string; order: number; state: State },
): Promise<Layer> {
  // The helper has the file still: nothing is sent again.
  const inputs = { file: { job: opened.id, input: 'file' } } as const
  const done = await runJob(client, { task: 'open', options: { layer: state.name }, inputs })
  const mask: Mask | undefined = done.result.results.mask && { id: `${id}-mask`, sheet: sheetOf(done, 'mask'), isOn: true, order }
  return {
    id, name: order === 0 ? 'Photograph' : state.name, sheet: sheetOf(done, 'picture'), isVisible: !state.isHidden,
    opacity: state.opacity, order, ...(mask ? { mask } : {}),
  }
}

/** The file says how the newest result was made: a mask is the photograph's, or the cut-out's; all else is the topmost layer. */
function withRecipe(layers: readonly Layer[], task: string, made: MadeBy): Layer[] {
  const of = layers[0]?.id ?? ''
  const last = layers.length - 1
  return layers.map((layer, at) => {
    if (at === 0) {
      const { mask } = layer
      const isMade = task === 'mask' && layers[last]?.name.startsWith('Subject') !== true
      return mask && isMade ? { ...layer, mask: { ...mask, job: made } } : layer
    }
    const isNewest = at === last && (task !== 'mask' || layer.name.startsWith('Subject'))
    return { ...layer, of, ...(isNewest ? { job: made } : {}) }
  })
}
