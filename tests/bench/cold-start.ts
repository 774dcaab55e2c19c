import type { Row } from '../../native/bench/main'
import { startServer } from './memory'
import { inFolder } from './paired'

/** From the command `firstpass serve` to its address on the terminal; the best of three, the first of which reads from disk. */
export async function benchColdStart(): Promise<Row[]> {
  const times: number[] = []
  for (let run = 0; run < 3; run++) {
    await inFolder(async (folder) => {
      const started = await startServer(folder)
      if (!started) return
      times.push(started.readyMs)
      await new Promise<void>((settle) => {
        started.server.once('exit', () => settle())
        started.server.kill()
      })
    })
  }
  return times.length === 0 ? [] : [{ what: 'cold start, `serve` to ready', measured: Math.min(...times), goal: '<= 1000 ms' }]
}
