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

/** Best first: each bundled provider, with the verdict of its probe. `cpu` is the measure of the others, and always usable. */
export async function probeProviders(): Promise<ProviderState[]> {
  const bundled = await bundledProviders()
  if (bundled.length === 1) return [{ id: 'cpu', usable: true, reason: 'the only one bundled' }]
  const truth = await runProbe('cpu')
  const states: ProviderState[] = []
  for (const id of bundled) {
    states.push(id === 'cpu' ? { id, usable: true, reason: 'the measure of the others' } : await probe(id, truth))
  }
  return states
}

async function probe(id: ProviderId, truth: Float32Array): Promise<ProviderState> {
  const marker = join(dataFolder(), `probing-${id}`)
  if (isFresh(marker)) return { id, usable: false, reason: 'it ended the engine when it was last tried' }
  fs.mkdirSync(dataFolder(), { recursive: true, mode: 0o700 })
  fs.writeFileSync(marker, '')
  try {
    const wrong = compareAnswers(await runProbe(id), truth)
    return { id, usable: wrong === undefined, reason: wrong ?? 'its answer equals the CPU\'s' }
  } catch (error) {
    const reason = error instanceof FirstpassError ? String(error.data.reason ?? error.message) : String(error)
    return { id, usable: false, reason }
  } finally {
    fs.rmSync(marker, { force: true })
  }
}

/** A marker that is still there was left by a probe that killed its process. */
function isFresh(marker: string): boolean {
  const stat = fs.statSync(marker, { throwIfNoEntry: false })
  return stat !== undefined && Date.now() - stat.mtimeMs < GRUDGE_MS
}

async function runProbe(id: ProviderId): Promise<Float32Array> {
  const network = await LoadedNetwork.load(probeModel(), 'probe', id)
  try {
    return (await answer(network.handOut())).data
  } finally {
    await network.release()
  }
}

async function answer(session: ModelSession): Promise<Tensor> {
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
