import { kernels } from '#native'
import { asFailure } from '#protocol'
import { Decoder } from './decoder'
import { Encoder } from './encoder'
import type { Around } from './ffmpeg-process'
import type { FromMedia, ToMedia } from './media-messages'
import { runFfmpeg } from './run-ffmpeg'

/**
 * The process that fills and empties the rings of one clip job: `node media-main.js FFMPEG STALL_MS`. It runs on while the
 * engine's thread computes, and ends with the engine; every ffmpeg ends with it.
 */
const [program = '', stallMs = ''] = process.argv.slice(2)

/** Several in the time after which a silent process is given up. */
const SIGNS = 6

// The engine computes meanwhile.
kernels().spareCores(1)

const pids = new Set<number>()

function say(message: FromMedia): void {
  if (message.type === 'started') pids.add(message.pid)
  if (message.type === 'ended') pids.delete(message.pid)
  if (process.connected) process.send?.(message)
}

/** One that ended by itself a moment ago must not keep the others from being ended. */
function endProgram(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It is gone.
  }
}

const around: Around = { program, stallMs: Number(stallMs), say }
let decoder: Decoder | undefined
let encoder: Encoder | undefined

function fail(thrown: unknown): void {
  say({ type: 'failed', error: asFailure(thrown).toJSON() })
}

const takers: { [T in ToMedia['type']]: (message: Extract<ToMedia, { type: T }>) => void } = {
  decode: (order) => { decoder = new Decoder(order, around, fail) },
  free: ({ below }) => decoder?.freeBelow(below),
  target: ({ ring }) => { encoder = new Encoder(ring, around, fail) },
  chunk: ({ chunk }) => encoder?.add(chunk),
  made: ({ below }) => encoder?.madeBelow(below),
  run: ({ run }) => void runFfmpeg(run, around).catch(fail),
}

process.on('message', (message: ToMedia) => {
  try {
    (takers[message.type] as (message: ToMedia) => void)(message)
  } catch (thrown) {
    fail(thrown)
  }
})

setInterval(() => say({ type: 'alive' }), Number(stallMs) / SIGNS).unref()

process.on('disconnect', () => {
  for (const pid of pids) endProgram(pid)
  process.exit(0)
})
