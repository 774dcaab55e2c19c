import { homedir } from 'node:os'
import { resolve } from 'node:path'
import { dataFolder } from '#protocol'
import { listenForInterrupt } from './interrupt'
import { dropTimers } from './node-runtime'
import { runProgram } from './program'
import { processTerminal } from './print'

void runProgram(process.argv.slice(2), {
  terminal: processTerminal,
  dataFolder: resolve(dataFolder(process.env, process.platform, homedir())),
  signal: listenForInterrupt(),
}).then((status) => {
  process.exitCode = status
}).finally(dropTimers)
