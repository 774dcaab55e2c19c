import { join } from 'node:path'
import { Client, type PictureSource } from '#client'
import { COMMAND_LINE_PANEL, maskOptionsSchema } from '#protocol'
import { openWindow } from '#native'
import type { Row } from '../../native/bench/main'
import { nodeSurroundings } from '../support/helper'
import { endServer, type Server, startServer } from './server'
import { inFolder, makePicture } from './paired'

const WARM_RUNS = 3

/**
 * What a panel waits for: 24 MP of raw pixels sent, the matte back in its hands. Cold: the helper has only just become ready
 * and no model is loaded. Warm: the best of three more.
 */
export async function benchClientCall({ quick }: { quick: boolean }): Promise<Row[]> {
  const [width, height] = quick ? [3000, 2000] as const : [6000, 4000] as const
  return inFolder(async (folder) => {
    const { file, header } = makePicture(join(folder, 'in'), width, height)
    const read = (offset: number, length: number): Uint8Array<ArrayBuffer> => {
      const window = openWindow(file, { offset, length, writable: false })
      const bytes = window.u8().slice() as Uint8Array<ArrayBuffer>
      window.close()
      return bytes
    }
    const server = await startServer(folder)
    const client = openClient(server)
    try {
      const coldMs = await callMask(client, { header, read })
      const warmMs: number[] = []
      for (let run = 0; run < WARM_RUNS; run++) warmMs.push(await callMask(client, { header, read }))
      const what = `mask of ${quick ? 6 : 24} MP, client call to matte in hand, helper`
      return [
        { what: `${what} cold`, measured: coldMs, goal: '<= 4000 ms on 2 cores' },
        { what: `${what} warm`, measured: Math.min(...warmMs), goal: '<= 1500 ms on 2 cores' },
      ]
    } finally {
      client.close()
      await endServer(server)
    }
  })
}

function openClient({ helper: { port, token } }: Server): Client {
  return new Client({ surroundings: nodeSurroundings, ports: [port], panel: COMMAND_LINE_PANEL, token: () => token })
}

async function callMask(client: Client, picture: PictureSource): Promise<number> {
  const startedMs = performance.now()
  const { latest: { job } } = await client.submit({ task: 'mask', options: maskOptionsSchema.parse({}), inputs: { picture } })
  const { result, error } = await client.follow(job)
  if (!result) throw new Error(error?.message ?? 'the job was cancelled')
  let bytes = 0
  await client.fetchResult({ job, result, name: 'matte' }, { write: (part) => { bytes += part.length } })
  if (bytes !== picture.header.width * picture.header.height) throw new Error(`${bytes} bytes of matte`)
  const ms = performance.now() - startedMs
  await client.discard(job)
  return ms
}
