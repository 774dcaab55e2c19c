import type { Row } from '../../native/bench/main'
import { inFolder } from './paired'
import { endServer, startServer } from './server'

/** From the command `firstpass serve` to its address on the terminal; the best of three, the first of which reads from disk. */
export async function benchColdStart(): Promise<Row[]> {
  const times: number[] = []
  for (let run = 0; run < 3; run++) {
    await inFolder(async (folder) => {
      const started = await startServer(folder)
      times.push(started.readyMs)
      await endServer(started)
    })
  }
  return [{ what: 'cold start, `serve` to ready', measured: Math.min(...times), goal: '<= 1000 ms' }]
}
