import type { Client, JobOrder } from '#client'
import { failure, failureFromJson, type JobResult } from '#protocol'
import type { Sheet } from './document'

export interface DoneJob {
  id: string
  result: JobResult
}

/** Runs a job to its end. @throws what the job failed with */
export async function runJob(
  client: Client, order: JobOrder, onUpload?: (done: number, total: number) => void,
): Promise<DoneJob> {
  const { latest: { job: id, task } } = await client.submit(order, onUpload ? { onUpload } : {})
  const { result, error } = await client.follow(id)
  if (result) return { id, result }
  await client.discard(id).catch(() => undefined)
  throw error ? failureFromJson(error) : failure('RESULT_MISSING', { id, name: task })
}

/** A job's result as pixels that stay where they are. @throws RESULT_MISSING */
export function sheetOf({ id, result }: DoneJob, name: string): Sheet {
  const entry = result.results[name]
  if (entry?.kind !== 'picture') throw failure('RESULT_MISSING', { id, name })
  return { header: entry.header, at: { job: id, result: name } }
}
