import { existsSync, mkdirSync, realpathSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { asFailure, failure, type FirstpassError } from '#protocol'
import type { JobRunner } from './job-runner'
import { describeFailure, describeReport, exitStatus, shortPath, type Terminal } from './print'
import { OWN_FOLDER } from './clip-output'
import { showProgress } from './progress'
import { type ClipEstimate, type ClipReport, type ClipWork, describeEstimate, isClipWork, runClip } from './run-clip'
import { type FileReport, type FileWork, runFile } from './run-file'

export interface Surroundings {
  terminal: Terminal
  /** Finds or starts the helper; called again after it was lost. */
  connect(): Promise<JobRunner>
  signal: AbortSignal
  /** One JSON object per file instead of a line. */
  json: boolean
}

type Work = FileWork | ClipWork
type Report = FileReport | ClipReport | ClipEstimate

const isHelperGone = ({ code }: FirstpassError): boolean =>
  code.startsWith('HELPER_') || code === 'PROTOCOL_MISMATCH' || code === 'PORTS_BUSY'

/**
 * One after another: the helper runs one job per device anyway, and each file's line stands where it is expected.
 * A failed file does not stop the others; only a helper that can't be had does.
 */
export async function runWorks(works: readonly Work[], around: Surroundings): Promise<number> {
  const taken = new Set<string>()
  let jobs: JobRunner | undefined
  let status: number = exitStatus.ok
  for (const [index, work] of works.entries()) {
    try {
      checkOutput(work, { taken, sources: works.map(({ input }) => input) })
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

async function runShown(jobs: JobRunner, work: Work, around: Labelled): Promise<Report | undefined> {
  const progress = showProgress(around.terminal.stream, around.label, around.signal)
  try {
    if (!isClipWork(work)) return await runFile(jobs, work, progress)
    return await runClip(jobs, work, { progress, say: (line) => around.terminal.err(line) })
  } finally {
    progress.done()
  }
}

function tellReport({ terminal, json }: Surroundings, report: Report): void {
  for (const note of report.notes) terminal.err(`note: ${shortPath(report.input)}: ${note}`)
  const line = 'estimate' in report ? describeEstimate(report) : describeReport(report)
  terminal.out(json ? JSON.stringify(report) : line)
}

type Voice = Pick<Surroundings, 'terminal' | 'json'>

export function tellFailure({ terminal, json }: Voice, path: string, error: FirstpassError): void {
  terminal.err(describeFailure(error, shortPath(path)))
  if (json) terminal.out(JSON.stringify({ input: path, error }))
}

const isItself = (path: string): Error => failure('OUTPUT_UNWRITABLE', { path, reason: 'it is the source itself' })

const isSameFile = (a: string, b: string): boolean => existsSync(a) && existsSync(b) && realpathSync(a) === realpathSync(b)

interface Others {
  /** Outputs of the works before. */
  taken: Set<string>
  /** Of all works: one's result may have the name of another's source. */
  sources: readonly string[]
}

/** Before any work; the helper checks again when it writes. Nothing may replace a source, not even with --force. */
function checkOutput(work: Work, { taken, sources }: Others): void {
  const { output, overwrite } = work
  const mask = 'mask' in work ? work.mask : undefined
  const path = shortPath(output)
  // An estimate writes nothing.
  if (isClipWork(work) && work.estimate) return
  if (isClipWork(work) && work.timeline !== undefined) checkTimelinePath(work.timeline, { sources, overwrite })
  const kept = mask === undefined ? sources : [...sources, mask]
  if (kept.some((file) => isSameFile(output, file))) throw isItself(path)
  if (taken.has(output) || (!overwrite && existsSync(output))) throw failure('OUTPUT_EXISTS', { path })
  taken.add(output)
  // The clip's own folder is made by its job, which takes it away again where nothing came of it.
  if (isClipWork(work) && basename(dirname(output)) === OWN_FOLDER) return
  try {
    mkdirSync(dirname(output), { recursive: true })
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'its folder can not be made'
    throw failure('OUTPUT_UNWRITABLE', { path, reason }, error)
  }
}

function checkTimelinePath(timeline: string, { sources, overwrite }: Pick<Others, 'sources'> & { overwrite: boolean }): void {
  const path = shortPath(timeline)
  if (sources.some((source) => isSameFile(timeline, source))) throw isItself(path)
  if (!overwrite && existsSync(timeline)) throw failure('OUTPUT_EXISTS', { path })
  if (!existsSync(dirname(timeline))) throw failure('OUTPUT_UNWRITABLE', { path, reason: 'its folder does not exist' })
}
