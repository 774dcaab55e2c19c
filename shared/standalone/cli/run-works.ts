import { existsSync, mkdirSync, realpathSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { asFailure, failure, type FirstpassError } from '#protocol'
import type { JobRunner } from './job-runner'
import { describeFailure, describeReport, exitStatus, shortPath, type Terminal } from './print'
import { showProgress } from './progress'
import { type FileReport, type FileWork, runFile } from './run-file'

export interface Surroundings {
  terminal: Terminal
  /** Finds or starts the helper; called again after it was lost. */
  connect(): Promise<JobRunner>
  signal: AbortSignal
  /** One JSON object per file instead of a line. */
  json: boolean
}

const isHelperGone = ({ code }: FirstpassError): boolean =>
  code.startsWith('HELPER_') || code === 'PROTOCOL_MISMATCH' || code === 'PORTS_BUSY'

/**
 * One after another: the helper runs one job per device anyway, and each file's line stands where it is expected.
 * A failed file does not stop the others; only a helper that can't be had does.
 */
export async function runWorks(works: readonly FileWork[], around: Surroundings): Promise<number> {
  const taken = new Set<string>()
  let jobs: JobRunner | undefined
  let status: number = exitStatus.ok
  for (const [index, work] of works.entries()) {
    try {
      checkOutput(work, taken)
      jobs ??= await around.connect()
      const place = works.length > 1 ? `[${index + 1}/${works.length}] ` : ''
      const report = await runShown(jobs, work, { ...around, label: `${place}${basename(work.input)}` })
      if (report === undefined) return exitStatus.interrupted
      tellReport(around, report)
    } catch (thrown) {
      const error = asFailure(thrown)
      tellFailure(around, work.input, error)
      status = Math.max(status, isHelperGone(error) ? exitStatus.helper : exitStatus.fileFailed)
      if (isHelperGone(error) && jobs === undefined) return status
      if (isHelperGone(error)) jobs = undefined
    }
    if (around.signal.aborted) return exitStatus.interrupted
  }
  return status
}

type Labelled = Surroundings & { label: string }

async function runShown(jobs: JobRunner, work: FileWork, around: Labelled): Promise<FileReport | undefined> {
  const progress = showProgress(around.terminal.stream, around.label, around.signal)
  try {
    return await runFile(jobs, work, progress)
  } finally {
    progress.done()
  }
}

function tellReport({ terminal, json }: Surroundings, report: FileReport): void {
  for (const note of report.notes) terminal.err(`note: ${shortPath(report.input)}: ${note}`)
  terminal.out(json ? JSON.stringify(report) : describeReport(report))
}

type Voice = Pick<Surroundings, 'terminal' | 'json'>

export function tellFailure({ terminal, json }: Voice, path: string, error: FirstpassError): void {
  terminal.err(describeFailure(error, shortPath(path)))
  if (json) terminal.out(JSON.stringify({ input: path, error }))
}

const isSameFile = (a: string, b: string): boolean => existsSync(a) && existsSync(b) && realpathSync(a) === realpathSync(b)

/** Before any work; the helper checks again when it writes. Nothing may replace a source, not even with --force. */
function checkOutput({ input, mask, output, overwrite }: FileWork, taken: Set<string>): void {
  const path = shortPath(output)
  if (isSameFile(output, input) || (mask !== undefined && isSameFile(output, mask))) {
    throw failure('OUTPUT_UNWRITABLE', { path, reason: 'it is the source itself' })
  }
  if (taken.has(output) || (!overwrite && existsSync(output))) throw failure('OUTPUT_EXISTS', { path })
  taken.add(output)
  try {
    mkdirSync(dirname(output), { recursive: true })
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'its folder can not be made'
    throw failure('OUTPUT_UNWRITABLE', { path, reason }, error)
  }
}
