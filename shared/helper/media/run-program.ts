import { spawn } from 'node:child_process'

/** How a program that was asked one thing answered. */
export interface Answer {
  /** Undefined where it was killed. */
  status: number | undefined
  stdout: string
  /** The last of what it complained, at most 64 KiB. */
  stderr: string
  /** True where it was killed since it took or said too much. */
  isCut: boolean
}

const COMPLAINT_BYTES = 64 * 1024

/** Variables that would make ffmpeg write logs, or colour its complaints. */
export function childEnvironment(): NodeJS.ProcessEnv {
  const unwanted = ['FFREPORT', 'AV_LOG_FORCE_COLOR']
  const kept = Object.entries(process.env).filter(([name]) => !unwanted.includes(name))
  return { ...Object.fromEntries(kept), AV_LOG_FORCE_NOCOLOR: '1' }
}

export interface Bounds {
  limitMs: number
  /** Of what it says. */
  limitBytes: number
  /** Called with what it says, and several times a second: throws to stop it. */
  watch?(said: string): void
}

const WATCH_MS = 200

/** Runs a program without a shell and without stdin. Rejects where it can't be started, and with what `watch` throws. */
export function runProgram(program: string, args: readonly string[], { limitMs, limitBytes, watch }: Bounds): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: childEnvironment(), windowsHide: true })
    const said: Buffer[] = []
    let complaint = ''
    let bytes = 0
    let isCut = false
    let stopped: unknown
    const cut = (): void => {
      isCut = true
      child.kill('SIGKILL')
    }
    const look = (said: string): void => {
      try {
        watch?.(said)
      } catch (thrown) {
        stopped ??= thrown
        cut()
      }
    }
    const timer = setTimeout(cut, limitMs)
    const watching = watch && setInterval(() => look(''), WATCH_MS)
    child.stdout.on('data', (part: Buffer) => {
      bytes += part.length
      if (bytes > limitBytes) cut()
      else said.push(part)
      look(part.toString('latin1'))
    })
    child.stderr.on('data', (part: Buffer) => { complaint = (complaint + part.toString('utf8')).slice(-COMPLAINT_BYTES) })
    child.on('error', (error) => {
      clearTimeout(timer)
      clearInterval(watching)
      reject(error)
    })
    child.on('close', (status) => {
      clearTimeout(timer)
      clearInterval(watching)
      if (stopped !== undefined) reject(stopped)
      else resolve({ status: status ?? undefined, stdout: Buffer.concat(said).toString('utf8'), stderr: complaint, isCut })
    })
  })
}
