import { pretendCached } from '../pretend-cached'
import { pullWeights } from '#helper/models/weights'
import type { Manifest } from '#helper/models/manifest'
import { asFailure } from '#protocol'
import type { ModelOrder } from '#helper/server/model-messages'

/**
 * Stands for the models process: whatever model is asked for, the weights of the manifest in TEST_MANIFEST are fetched, as any
 * are, from the registry of the environment; then the model is said to be here.
 */
process.once('message', ({ kind, id }: ModelOrder) => {
  const manifest = JSON.parse(process.env.TEST_MANIFEST ?? '') as Manifest
  const onProgress = (done: number, total: number): void => void process.send?.({ type: 'progress', done, total })
  const work = async (): Promise<void> => {
    if (kind !== 'pull') return
    await pullWeights(manifest, onProgress)
    pretendCached(id)
  }
  const end = (message: object): void => void process.send?.(message, undefined, undefined, () => process.disconnect())
  work().then(() => end({ type: 'done' }), (thrown: unknown) => end({ type: 'failed', error: asFailure(thrown).toJSON() }))
})
