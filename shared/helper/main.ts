import { spawn } from 'node:child_process'
import * as os from 'node:os'
import * as path from 'node:path'
import { asFailure, dataFolder, failure, LAUNCH_FILE, type LaunchFile, PORTS } from '#protocol'
import { writePrivate } from './server/private-file'
import { startHelper } from './server/start-helper'

const MINUTE_MS = 60_000

void main()

/** `node build/shared/helper/main.js`: runs until it is asked to end. Prints its address once it listens. */
async function main(): Promise<void> {
  try {
    const folder = path.resolve(dataFolder(process.env, process.platform, os.homedir()))
    const helper = await startHelper({
      dataFolder: folder,
      ports: readPorts(process.env.FIRSTPASS_PORTS) ?? PORTS,
      engineProgram: path.join(__dirname, 'engine/engine-main.js'),
      codecProgram: path.join(__dirname, 'engine/codec-main.js'),
      modelsProgram: path.join(__dirname, 'server/models-main.js'), webFolder: path.join(__dirname, '../../web'),
      env: process.env, home: os.homedir(), reveal,
      killAfterMs: 5000, idleUnloadMs: 10 * MINUTE_MS, startLimitMs: MINUTE_MS, silenceLimitMs: 30 * MINUTE_MS,
    })
    const launch: LaunchFile = { runtime: process.execPath, program: __filename }
    writePrivate(path.join(folder, LAUNCH_FILE), JSON.stringify(launch))
    let ending: Promise<void> | undefined
    const end = (): void => {
      ending ??= helper.close().then(() => process.exit(0))
    }
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, end)
    void helper.asked.then(end)
    process.stdout.write(`http://localhost:${helper.port}\n`)
  } catch (thrown) {
    const { code, message, hint } = asFailure(thrown)
    process.stderr.write(`${code}: ${message} ${hint}\n`)
    process.exit(1)
  }
}

/** Other ports than panels know, for tests: `27500,27501`, or `0` for any. */
function readPorts(text: string | undefined): number[] | undefined {
  if (text === undefined || text === '') return undefined
  const ports = text.split(',').map(Number)
  if (ports.every((port) => Number.isInteger(port) && port >= 0 && port <= 65535)) return ports
  throw failure('OPTION_INVALID', { option: 'FIRSTPASS_PORTS', reason: `${text} is no list of ports` })
}

/** Shows a file in the system's own way. */
function reveal(file: string): void {
  const [program, args] = process.platform === 'darwin' ? ['open', ['-R', file]] as const
    : process.platform === 'win32' ? ['explorer.exe', [`/select,${file}`]] as const
      : ['xdg-open', [path.dirname(file)]] as const
  spawn(program, args, { stdio: 'ignore', detached: true }).on('error', () => undefined).unref()
}
