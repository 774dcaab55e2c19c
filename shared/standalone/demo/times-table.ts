import type { FileReport } from '../cli/run-file'

const header = ['task', 'model', 'provider', 'ms', 'ms of the bare model', 'ratio']

/** The demo's last words: what each task took in the helper, beside the model alone; models loaded, pixels decoded. */
export function describeTimes(reports: readonly FileReport[]): string {
  const rows = reports.map(({ task, method, model, provider, timings: { totalMs, inferMs } }) => [
    task,
    model?.id ?? `(${method ?? 'none'})`,
    provider ?? '-',
    totalMs.toFixed(0),
    inferMs > 0 ? inferMs.toFixed(0) : '-',
    inferMs > 0 ? (totalMs / inferMs).toFixed(2) : '-',
  ])
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)))
  const line = (cells: readonly string[]): string => cells.map((cell, column) =>
    (column < 3 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ').trimEnd()
  return [line(header), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n')
}
