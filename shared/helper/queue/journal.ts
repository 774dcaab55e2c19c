import * as fs from 'node:fs'
import * as path from 'node:path'
import { type JobEvent, jobEventSchema, KEPT_EVENTS } from '#protocol'
import { CONTROL_FILE } from '#helper/engine/messages'
import { type JobRecord, jobRecordSchema } from './job-record'

const RECORD = 'job.json'
const EVENTS = 'events.jsonl'

/** Longer event files are cut back to what is kept. */
const EVENT_LINES = 16 * KEPT_EVENTS

/** Inputs are linked into the folder under names that begin so; everything else but the journal is the worker's. */
export const INPUT_PREFIX = 'in-'

/** One job's folder on disk. What it says survives the death of the helper at any moment. */
export class JobFolder {
  private lines = 0

  constructor(readonly path: string) {}

  create(): void {
    fs.mkdirSync(this.path, { recursive: true, mode: 0o700 })
    this.setCancelled(false)
  }

  writeRecord(record: JobRecord): void {
    const file = path.join(this.path, RECORD)
    fs.writeFileSync(`${file}.new`, JSON.stringify(record), { mode: 0o600 })
    fs.renameSync(`${file}.new`, file)
  }

  /** Undefined where the folder holds no whole journal: the helper died while the job was being taken in. */
  readRecord(): JobRecord | undefined {
    try {
      return jobRecordSchema.parse(JSON.parse(fs.readFileSync(path.join(this.path, RECORD), 'utf8')))
    } catch {
      return undefined
    }
  }

  /** Called before anyone hears of the event, so that no number is ever given twice. */
  appendEvent(event: JobEvent, kept: readonly JobEvent[]): void {
    const file = path.join(this.path, EVENTS)
    if (this.lines < EVENT_LINES) {
      fs.appendFileSync(file, `${JSON.stringify(event)}\n`, { mode: 0o600 })
      this.lines += 1
      return
    }
    fs.writeFileSync(`${file}.new`, kept.map((one) => `${JSON.stringify(one)}\n`).join(''), { mode: 0o600 })
    fs.renameSync(`${file}.new`, file)
    this.lines = kept.length
  }

  /**
   * The kept events; a line that was cut short by the helper's death was never sent and does not count. Where the disk took
   * some and not others, those after the gap.
   */
  readEvents(): JobEvent[] {
    const file = path.join(this.path, EVENTS)
    let events: JobEvent[] = []
    for (const line of fs.existsSync(file) ? fs.readFileSync(file, 'utf8').split('\n') : []) {
      const event = parseEvent(line)
      if (event && event.seq !== (events.at(-1)?.seq ?? 0) + 1) events = []
      if (event) events.push(event)
    }
    const kept = events.slice(-KEPT_EVENTS)
    fs.writeFileSync(file, kept.map((one) => `${JSON.stringify(one)}\n`).join(''), { mode: 0o600 })
    this.lines = kept.length
    return kept
  }

  /** One byte written in place: the worker holds the file open and looks between tiles. */
  setCancelled(cancelled: boolean): void {
    const control = fs.openSync(path.join(this.path, CONTROL_FILE), fs.constants.O_RDWR | fs.constants.O_CREAT, 0o600)
    fs.writeSync(control, Buffer.from([cancelled ? 1 : 0]), 0, 1, 0)
    fs.closeSync(control)
  }

  /** A new control for a new run: a worker that outlived its helper holds the old one, and stops. */
  renewControl(): void {
    this.setCancelled(true)
    fs.rmSync(path.join(this.path, CONTROL_FILE), { force: true })
    this.setCancelled(false)
  }

  /**
   * Removes whatever a worker left behind; a job starts from its inputs alone, or from its parts (`NAME.part`) where those
   * are kept.
   */
  removeWork({ keepsParts = false } = {}): void {
    for (const name of fs.readdirSync(this.path)) {
      if (name === RECORD || name === EVENTS || name === CONTROL_FILE || name.startsWith(INPUT_PREFIX)) continue
      if (keepsParts && name.endsWith('.part')) continue
      fs.rmSync(path.join(this.path, name), { recursive: true, force: true })
    }
  }

  remove(): void {
    fs.rmSync(this.path, { recursive: true, force: true })
  }
}

function parseEvent(line: string): JobEvent | undefined {
  if (line === '') return undefined
  try {
    return jobEventSchema.parse(JSON.parse(line))
  } catch {
    return undefined
  }
}
