import { type Client, connect } from '#client'
import { COMMAND_LINE_PANEL, failureFromJson } from '#protocol'
import { ensureHelper, helperProgram } from './helper-process'
import type { JobRunner } from './job-runner'
import { nodeRuntime } from './node-runtime'

export interface HelperConnection {
  connect(): Promise<JobRunner>
  close(): void
}

/**
 * The way to the helper, made when first needed. Whenever the client searches it anew, a helper that is gone is started
 * again, so that a job whose pixels are all on disk goes on after a crash.
 */
export function connectHelper(dataFolder: string): HelperConnection {
  const ports: number[] = []
  let client: Client | undefined
  const token = async (): Promise<string> => {
    const helper = await ensureHelper(helperProgram(dataFolder))
    ports[0] = helper.port
    return helper.token
  }
  return {
    async connect() {
      client?.close()
      client = await connect({ surroundings: nodeRuntime, ports, panel: COMMAND_LINE_PANEL, token })
      return runJobsOn(client)
    },
    close: () => client?.close(),
  }
}

function runJobsOn(client: Client): JobRunner {
  return {
    async run(request, { onEvent, signal }) {
      const { latest: { job: id }, request: { licence } } = await client.submit(request)
      const cancel = (): void => void client.cancel(id).catch(() => undefined)
      signal.addEventListener('abort', cancel, { once: true })
      if (signal.aborted) cancel()
      try {
        const { result, error } = await client.follow(id, { onEvent })
        if (result !== undefined) return { id, result, licence }
        await client.discard(id)
        if (error !== undefined) throw failureFromJson(error)
        return undefined
      } finally {
        signal.removeEventListener('abort', cancel)
      }
    },
    release: (id) => client.discard(id),
  }
}
