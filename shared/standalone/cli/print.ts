import { basename, relative } from 'node:path'
import type { FirstpassError } from '#protocol'
import type { ClipReport } from './run-clip'
import type { FileReport } from './run-file'

/** 130 is what shells give for Ctrl-C. */
export const exitStatus = { ok: 0, fileFailed: 1, usage: 2, helper: 3, interrupted: 130 } as const

/** Where words go; tests hand in their own. */
export interface Terminal {
  out(line: string): void
  err(line: string): void
  /** The progress bar's; draws only on a terminal. */
  stream: NodeJS.WriteStream
}

// Whoever reads may have gone; what is done goes on.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)

export const processTerminal: Terminal = {
  out: (line) => void process.stdout.write(`${line}\n`),
  err: (line) => void process.stderr.write(`${line}\n`),
  stream: process.stderr,
}

/** `CODE: message` and the hint below; the file is named where the message does not name it. */
export function describeFailure(error: FirstpassError, file?: string): string {
  const isNamed = file === undefined || error.message.includes(basename(file))
  return `${error.code}: ${error.message}${isNamed ? '' : ` (${file})`}\n  ${error.hint}`
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`

/** One line: what was made, by what, how fast. */
export function describeReport(report: FileReport | ClipReport): string {
  const { method, model, provider, timings, checkList } = report
  const by = model !== null ? `by ${model.id} on ${provider ?? 'cpu'}`
    : method === null ? 'from the mask given' : 'by the traditional method'
  const spent = timings.inferMs > 0 ? `${seconds(timings.wallMs)} (model ${seconds(timings.inferMs)})` : seconds(timings.wallMs)
  const places = checkList.length === 0 ? '' : `, ${checkList.length} ${checkList.length === 1 ? 'place' : 'places'} to check`
  const made = 'markers' in report ? describeFrames(report) : ''
  const task = report.task.replace(/-clip$/, '')
  return `${shortPath(report.output)}  ${task} ${by}, ${made}${spent}${places}${describeExtras(report)}`
}

const describeFrames = ({ frames, fps }: ClipReport): string =>
  `${frames} frames${fps === null ? '' : ` (${fps.toFixed(1)} a second)`}, `

/** Frames to look at, and the timeline. */
function describeExtras(report: FileReport | ClipReport): string {
  if (!('markers' in report)) return ''
  const { markers, timeline } = report
  const marked = markers.length === 0 ? '' : `, ${markers.length} ${markers.length === 1 ? 'frame' : 'frames'} to check`
  return `${marked}${timeline === null ? '' : `, on ${shortPath(timeline)}`}`
}

/** Relative where that is shorter and does not climb. */
export function shortPath(path: string): string {
  const fromHere = relative(process.cwd(), path)
  return fromHere === '' || fromHere.startsWith('..') ? path : fromHere
}
