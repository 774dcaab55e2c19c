import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { failureFromJson, type HelperFile, isFinished, type JobRequestInput, type JobView, jobViewSchema, z } from '#protocol'
import { callHelper } from './call-helper'
import { ensureHelper, helperProgram } from './helper-process'
import type { JobRunner, JobWatch } from './job-runner'

export interface HelperConnection {
  connect(): Promise<JobRunner>
  close(): void
}

export function connectHelper(dataFolder: string): HelperConnection {
  return {
    connect: async () => runJobsOn(await ensureHelper(helperProgram(dataFolder))),
    close: () => {},
  }
}

function runJobsOn(helper: HelperFile): JobRunner {
  const post = (path: string, body?: unknown): Promise<JobView> =>
    callHelper(helper, { method: 'POST', path, answer: jobViewSchema, body })
  const release = async (id: string): Promise<void> => {
    await callHelper(helper, { method: 'POST', path: `/v1/jobs/${id}/discard`, answer: z.looseObject({}) })
  }
  return {
    async run(request: Omit<JobRequestInput, 'id'>, { onEvent, signal }: JobWatch) {
      const id = randomBytes(12).toString('hex')
      let view = await post('/v1/jobs', { id, ...request })
      while (!isFinished(view.latest.state)) {
        if (signal.aborted) await post(`/v1/jobs/${id}/cancel`)
        await pause(50)
        view = await callHelper(helper, { method: 'GET', path: `/v1/jobs/${id}?since=${view.latest.seq}`, answer: jobViewSchema })
        onEvent(view.latest)
      }
      const { result, error } = view.latest
      if (result === undefined) await release(id)
      if (error !== undefined) throw failureFromJson(error)
      return result && { id, result }
    },
    release,
  }
}
