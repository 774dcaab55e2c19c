import { asFailure } from '#protocol'
import { fetchModel, removeModel, verifyModel } from '#helper/models/catalogue'
import type { FromModels, ModelOrder } from './model-messages'

/**
 * The process that fetches, verifies and removes weights: hashing and converting would hold the server up, and it is
 * the only one that ever opens an outbound connection. It ends after its order.
 */
process.once('message', (order: ModelOrder) => {
  work(order).then(() => send({ type: 'done' }), (thrown: unknown) => send({ type: 'failed', error: asFailure(thrown).toJSON() }))
})
process.on('disconnect', () => process.exit(0))

async function work({ kind, id, licence }: ModelOrder): Promise<void> {
  const onProgress = (done: number, total: number): void => {
    process.send?.({ type: 'progress', done, total } satisfies FromModels)
  }
  if (kind === 'pull') await fetchModel(id, licence, onProgress)
  else if (kind === 'verify') await verifyModel(id)
  else await removeModel(id)
}

function send(message: FromModels): void {
  process.send?.(message, undefined, undefined, () => process.disconnect())
}
