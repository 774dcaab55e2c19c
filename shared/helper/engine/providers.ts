import * as fs from 'node:fs'
import { dataFolder } from '#helper/models/data-folder'
import { join } from 'node:path'
import { FirstpassError } from '#protocol'
import type { ModelSession, Tensor } from '#helper/pipeline/model-session'
import { PROBE_INPUT, PROBE_OUTPUT, PROBE_SIDE_PX, probeModel, probeNumbers } from './probe-model'
import { bundledProviders, LoadedNetwork, type ProviderId } from './session'

export interface ProviderState {
  id: ProviderId
  usable: boolean
  /** Why not, or why it is believed. */
  reason: string
}

/** Largest difference from the CPU that rounding can explain, for answers of about 1. Half precision stays below. */
const TOLERANCE = 0.02

/** A provider that took the process down is left alone this long. */
const GRUDGE_MS = 24 * 3600 * 1000

/** A GPU answers so small a picture within a few milliseconds; one that is made of software took 260, the CPU 4. */
const SLUGGISH_MS = 50

/**
 * Best first: each bundled provider, with the verdict of its probe. `cpu` is the measure of the others, and always usable;
 * what is right but slow stands behind it, for those who ask for it by name.
 */
export async function probeProviders(): Promise<ProviderState[]> {
  const bundled = await bundledProviders()
  if (bundled.length === 1) return [{ id: 'cpu', usable: true, reason: 'the only one bundled' }]
  // Most machines lack most of them; then the CPU has nothing to answer either.
  let truth: Promise<Answer> | undefined
  const states: ProviderState[] = []
  const sluggish: ProviderState[] = []
  for (const id of bundled) {
    const { state, isSluggish } = id === 'cpu'
      ? { state: { id, usable: true, reason: 'the measure of the others' }, isSluggish: false }
      : await probe(id, () => truth ??= runProbe('cpu'))
    if (isSluggish) sluggish.push(state)
    else states.push(state)
  }
  return [...states, ...sluggish]
}

interface Verdict {
  state: ProviderState
  isSluggish: boolean
}

interface Answer {
  data: Float32Array
  /** Of a second run; the first one compiles. */
  warmMs: number
}

async function probe(id: ProviderId, truth: () => Promise<Answer>): Promise<Verdict> {
  const marker = join(dataFolder(), `probing-${id}`)
  const refuse = (reason: string): Verdict => ({ state: { id, usable: false, reason }, isSluggish: false })
  if (isFresh(marker)) return refuse('it ended the engine when it was last tried')
  fs.mkdirSync(dataFolder(), { recursive: true, mode: 0o700 })
  fs.writeFileSync(marker, '')
  try {
    const { data, warmMs } = await runProbe(id)
    const wrong = compareAnswers(data, (await truth()).data)
    if (wrong !== undefined) return refuse(wrong)
    const isSluggish = warmMs > SLUGGISH_MS
    const reservation = isSluggish ? ', but takes long: used where it is asked for by name' : ''
    return { state: { id, usable: true, reason: `its answer equals the CPU's${reservation}` }, isSluggish }
  } catch (error) {
    return refuse(error instanceof FirstpassError ? String(error.data.reason ?? error.message) : String(error))
  } finally {
    fs.rmSync(marker, { force: true })
  }
}

/** A marker that is still there was left by a probe that killed its process. */
function isFresh(marker: string): boolean {
  const stat = fs.statSync(marker, { throwIfNoEntry: false })
  return stat !== undefined && Date.now() - stat.mtimeMs < GRUDGE_MS
}

async function runProbe(id: ProviderId): Promise<Answer> {
  const network = await LoadedNetwork.load(probeModel(), 'probe', id)
  try {
    const session = network.handOut()
    await ask(session)
    const coldMs = session.inferMs()
    const { data } = await ask(session)
    return { data, warmMs: session.inferMs() - coldMs }
  } finally {
    await network.release()
  }
}

async function ask(session: ModelSession): Promise<Tensor> {
  const dims = [1, 3, PROBE_SIDE_PX, PROBE_SIDE_PX]
  const data = probeNumbers(3 * PROBE_SIDE_PX ** 2, 104_729)
  return (await session.run({ [PROBE_INPUT]: { data, dims } }, [PROBE_OUTPUT]))[PROBE_OUTPUT] as Tensor
}

/** What is wrong with a provider's answer, or undefined. The lies that were seen: NaN, all black, something else. */
export function compareAnswers(answer: Float32Array, truth: Float32Array): string | undefined {
  if (answer.length !== truth.length) return `its answer has ${answer.length} values instead of ${truth.length}`
  if (!answer.every((value) => Number.isFinite(value))) return 'its answer holds values that are not numbers'
  if (answer.every((value) => value === 0) && truth.some((value) => value !== 0)) return 'its answer is black'
  const worst = answer.reduce((most, value, i) => Math.max(most, Math.abs(value - (truth[i] as number))), 0)
  return worst > TOLERANCE ? `its answer is off by ${worst.toPrecision(3)}` : undefined
}
