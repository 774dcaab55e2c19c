import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { HELPER_FILE, type HelperFile } from '#protocol'
import { modelFolder } from '#helper/models/data-folder'

const root = resolve(__dirname, '../../..')

export interface Server {
  process: ChildProcess
  /** What the helper behind it wrote about itself. */
  helper: HelperFile
  /** From the command to its address on the terminal. */
  readyMs: number
}

/** Starts `firstpass serve` in a data folder of its own, on a port that is free, with this machine's models. */
export async function startServer(folder: string): Promise<Server> {
  const startedMs = performance.now()
  const home = join(folder, 'home')
  const server = spawn(process.execPath, [join(root, 'bin/firstpass.js'), 'serve'], {
    env: { ...process.env, FIRSTPASS_HOME: home, FIRSTPASS_MODELS: modelFolder(), FIRSTPASS_PORTS: '0' },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  await new Promise<void>((settle, reject) => {
    server.stdout.on('data', (text: Buffer) => { if (text.toString('utf8').includes('http://localhost:')) settle() })
    server.once('exit', (code) => reject(new Error(`serve ended with ${code}`)))
  })
  const readyMs = performance.now() - startedMs
  return { process: server, readyMs, helper: JSON.parse(readFileSync(join(home, HELPER_FILE), 'utf8')) as HelperFile }
}

/** Asks it to end, and waits. */
export function endServer({ process: server }: Server): Promise<void> {
  return new Promise((settle) => {
    server.once('exit', () => settle())
    server.kill()
  })
}
