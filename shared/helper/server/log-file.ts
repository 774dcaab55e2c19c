import * as fs from 'node:fs'
import * as path from 'node:path'
import { pino } from 'pino'
import type { Log } from '#helper/queue/log'

/** A file is set aside at this size; three old ones are kept. */
export const LOG_BYTES = 5 * 1024 * 1024
const OLD_LOGS = 3

/** Tokens and hashes have 64 hex digits; none of either belongs into a log. */
const SECRET = /[0-9a-f]{64}/gi

/** The helper's log. Lines are written at once, and hold neither tokens nor the user's home. */
export function openLog(folder: string, home: string, limit = LOG_BYTES): Log {
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = new RotatingFile(path.join(folder, 'helper.log'), limit)
  return pino({ base: null }, { write: (line: string) => file.write(redact(line, home)) })
}

/** As it may be shown to others. */
export function redact(line: string, home: string): string {
  const plain = line.replaceAll(SECRET, '[redacted]')
  if (home.length < 2) return plain
  // In JSON a backslash is written twice.
  return plain.replaceAll(JSON.stringify(home).slice(1, -1), '~')
}

class RotatingFile {
  private bytes: number

  constructor(private readonly file: string, private readonly limit: number) {
    this.bytes = fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0
  }

  write(line: string): void {
    try {
      if (this.bytes > 0 && this.bytes + line.length > this.limit) this.rotate()
      fs.appendFileSync(this.file, line, { mode: 0o600 })
      this.bytes += Buffer.byteLength(line)
    } catch {
      // A full disk must not end the helper for want of a log line.
    }
  }

  private rotate(): void {
    for (let age = OLD_LOGS - 1; age >= 0; age--) {
      const from = age === 0 ? this.file : `${this.file}.${age}`
      if (fs.existsSync(from)) fs.renameSync(from, `${this.file}.${age + 1}`)
    }
    this.bytes = 0
  }
}
