import type { Client } from '#client'
import type { ClipHost } from '#host'
import { asFailure, failure, pixelBytes } from '#protocol'
import { pngUrl } from './png'
import { asScreenRgb } from './preview'
import { remotePixels } from './remote-pixels'
import { abandon, follow, send, type Surface, type Watch } from './run-job'
import { clipRunWords } from './text/clips'

/** Longest side of what is shown. */
const SIDE_PX = 480

/** Hosts say that a still is there before it is, or is whole: so often it is looked for, with such pauses. */
const LOOKS = 25
export const STILL_PAUSE_MS = 400
const NOT_YET: readonly string[] = ['FILE_MISSING', 'FILE_EMPTY', 'FILE_UNREADABLE', 'FILE_UNSUPPORTED']

/** What the host shows at its playhead, as the URL of a picture. @throws Cancelled, FILE_MISSING, and what the host says */
export async function seeStill({ host, client, setTimer }: Surface<ClipHost>, watch: Watch): Promise<string> {
  const { cancelling, step } = watch
  step({ stage: 'reading', words: clipRunWords.still })
  if (!host.still) {
    throw failure('HOST_REFUSED', { host: host.capabilities().name, action: 'see a frame', reason: 'it gives none' })
  }
  const path = await cancelling.race(host.still())
  for (let look = 1; ; look++) {
    try {
      return await viewFile(client, path, watch)
    } catch (thrown) {
      if (!NOT_YET.includes(asFailure(thrown).code) || cancelling.isCancelled || look === LOOKS) throw thrown
    }
    await cancelling.race(new Promise<void>((resolve) => { setTimer(STILL_PAUSE_MS, resolve) }))
  }
}

async function viewFile(client: Client, path: string, { cancelling }: Watch): Promise<string> {
  const quiet = { cancelling, step: () => undefined }
  const opened = await send(client, { task: 'open', options: { path } }, quiet)
  let viewed: string | undefined
  try {
    await follow(client, { job: opened, task: 'open' }, quiet)
    const picture = { job: opened, result: 'picture' }
    const inputs = { picture, metadata: picture }
    viewed = await send(client, { task: 'view', options: { maxPx: SIDE_PX }, inputs }, quiet)
    const result = await follow(client, { job: viewed, task: 'view' }, quiet)
    const { header, read } = remotePixels(client, { job: { id: viewed, result }, name: 'view' })
    return pngUrl(asScreenRgb(header, await cancelling.race(Promise.resolve(read(0, pixelBytes(header))))), header)
  } finally {
    if (viewed !== undefined) void abandon(client, viewed)
    void abandon(client, opened)
  }
}
