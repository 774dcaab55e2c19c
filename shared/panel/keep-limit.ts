import type { Client } from '#client'
import type { Pixels } from '#host'
import { asFailure, pixelBytes } from '#protocol'
import type { KeptRun, KeptRuns } from './kept'

/** A selection on its way to the helper, so that a result which is placed later still shows only there. */
export interface KeptLimit {
  /** When the helper has it, or never will. */
  sent: Promise<void>
  /** It is needed no more, or can't be read any more. */
  stop(): void
}

/** Sends the selection while the job runs. */
export function keepLimit(
  { client, kept }: { client: Client; kept: KeptRuns }, { job, selection }: { job: string; selection: Pixels },
): KeptLimit {
  let isOver = false
  const read: Pixels['read'] = (offset, length) => {
    if (isOver) throw new Error('the selection is needed no more')
    return selection.read(offset, length)
  }
  const { header } = selection
  const sent = client.upload({ bytes: pixelBytes(header), read })
    .then((blob) => kept.limit(job, { blob, header }), () => undefined)
  return {
    sent,
    stop: () => {
      isOver = true
    },
  }
}

/** What `keepLimit` sent, if the helper still has it. @throws HELPER_LOST */
export async function keptLimit(client: Client, { limit }: KeptRun): Promise<Pixels | undefined> {
  if (!limit) return undefined
  const { blob, header } = limit
  const read: Pixels['read'] = (offset, length) => client.window({ blob }, offset, length)
  try {
    // A host that leaves the pixels with the helper does not ask for them.
    await read(0, 1)
  } catch (thrown) {
    if (asFailure(thrown).code === 'BLOB_MISSING') return undefined
    throw thrown
  }
  return { header, held: { blob, header }, read }
}
