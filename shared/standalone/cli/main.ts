import { homedir } from 'node:os'
import { dataFolder } from '#protocol'
import { dropTimers } from './node-runtime'
import { runProgram } from './program'
import { processTerminal } from './print'

/** The first Ctrl-C cancels the jobs and lets them end cleanly; the second ends this program at once. */
function listenForInterrupt(): AbortSignal {
  const abort = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (abort.signal.aborted) process.exit(130)
      abort.abort()
    })
  }
  return abort.signal
}

void runProgram(process.argv.slice(2), {
  terminal: processTerminal,
  dataFolder: dataFolder(process.env, process.platform, homedir()),
  signal: listenForInterrupt(),
}).then((status) => {
  process.exitCode = status
}).finally(dropTimers)
