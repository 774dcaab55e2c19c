import { type DoorAnswers, type DoorBatchInput, type DoorCallName, type DoorValue, failure } from '#protocol'
import type { ResolveApi } from '../../plugins/resolve/host'
import type { Knobs } from '../simulators/resolve'
import { plainClip, plainClipScene } from './clip-reading'
import type { OpenedClipHost } from './clip-scene'
import { openOnResolve } from './resolve-kit'

export const [scene, clip] = [plainClipScene, plainClip]
const opened: OpenedClipHost[] = []

export async function openStage(between = (api: ResolveApi): ResolveApi => api, knobs: Partial<Knobs> = {}, on = scene) {
  const made = await openOnResolve({ profile: 'free-21.1', between, knobs }, on)
  opened.push(made.opened)
  return made
}

export type Stage = Awaited<ReturnType<typeof openStage>>

export const itemOf = ({ timeline }: Stage) =>
  timeline().tracks.video.flatMap(({ items }) => items).find(({ name }) => name === clip.name)!

/** For `afterEach`. */
export async function closeStages(): Promise<void> {
  for (const each of opened.splice(0)) await each.close()
}

export type Answering = (call: DoorBatchInput['calls'][number], value: DoorValue) => DoorValue

/** Stands between the adapter and Resolve. */
export const answering = (answer: Answering) => (api: ResolveApi): ResolveApi => ({
  call: async (batch): Promise<DoorAnswers> => {
    const { answers } = await api.call(batch)
    return { answers: answers.map((one, at) => ('value' in one ? { value: answer(batch.calls[at]!, one.value) } : one)) }
  },
})

/** Does something just before a batch with this call. */
export const before = (name: DoorCallName, act: () => void) => (api: ResolveApi): ResolveApi => ({
  call: async (batch) => {
    if (batch.calls.some(({ call }) => call === name)) act()
    return api.call(batch)
  },
})

/** Each batch is made, and the answer of the n-th from then on is lost. */
export function losing(): { between(api: ResolveApi): ResolveApi; loseAt(count: number): void } {
  let left = 0
  return {
    loseAt: (count) => { left = count },
    between: (api) => ({
      call: async (batch) => {
        const answers = await api.call(batch)
        left -= 1
        if (left === 0) throw failure('DOOR_SILENT', { timeoutMs: batch.timeoutMs ?? 15_000 })
        return answers
      },
    }),
  }
}
