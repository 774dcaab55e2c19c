import { fork } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { denoiseOptionsSchema } from '#protocol'
import type { FromWorker } from '#helper/engine/messages'
import type { WorkOrder } from '#helper/tasks/task'
import type { Row } from '../../native/bench/main'
import { inFolder, makePicture } from './paired'
import { endServer, startServer } from './server'

const root = resolve(__dirname, '../../..')

/** Anonymous memory of a process: what no file backs. Linux only. */
function anonymousBytes(pid: number): number {
  const kilobytes = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kilobytes) * 1024
}

/** Tiles after which a quick run is cancelled; memory has its peak by then. */
const ENOUGH_TILES = 6

/** The engine's largest anonymous memory while it denoises 100 MP, and that of an idle server beside it. */
export async function benchMemory({ quick }: { quick: boolean }): Promise<Row[]> {
  if (process.platform !== 'linux') return []
  const [engine, server] = await inFolder(async (folder) => [await watchEngine(folder, quick), await watchServer(folder)])
  const megabytes = Math.round((engine + server) / 1e6)
  const limit = 1.2 * 1024 ** 3 / 1e6
  return [{
    what: `anonymous memory, denoise of 100 MP${quick ? ` (first ${ENOUGH_TILES} tiles)` : ''}, helper + engine, MB`,
    measured: megabytes, floor: limit, ratio: megabytes / limit, goal: '<= 1.2 GiB',
  }]
}

async function watchEngine(folder: string, quick: boolean): Promise<number> {
  const picture = makePicture(join(folder, 'in'), 12_000, 8400)
  const jobFolder = join(folder, 'job')
  mkdirSync(jobFolder)
  const control = join(jobFolder, 'control')
  writeFileSync(control, Uint8Array.of(0))
  const order: WorkOrder = {
    id: '0'.repeat(20), task: 'denoise', folder: jobFolder, options: denoiseOptionsSchema.parse({}),
    inputs: { picture }, provider: 'cpu', licence: 'permissive',
  }
  const engine = fork(join(root, 'build/shared/helper/engine/engine-main.js'), { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
  const pid = engine.pid as number
  let [peak, steps] = [0, 0]
  const sampler = setInterval(() => { peak = Math.max(peak, anonymousBytes(pid)) }, 20)
  try {
    await new Promise<void>((settle, reject) => {
      engine.on('message', (message: FromWorker) => {
        if (message.type === 'ready') engine.send({ type: 'run', order })
        else if (message.type === 'failed') reject(new Error(message.error.message))
        else if (message.type !== 'progress') settle()
        else if (message.stage === 'denoise' && ++steps > ENOUGH_TILES && quick) cancel(control)
      })
    })
  } finally {
    clearInterval(sampler)
    engine.kill()
  }
  return peak
}

function cancel(control: string): void {
  const file = openSync(control, 'r+')
  writeSync(file, Uint8Array.of(1), 0, 1, 0)
  closeSync(file)
}

async function watchServer(folder: string): Promise<number> {
  const started = await startServer(folder)
  const bytes = anonymousBytes(started.helper.pid)
  await endServer(started)
  return bytes
}
