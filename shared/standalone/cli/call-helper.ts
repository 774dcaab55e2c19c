import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { discover, Link } from '#client'
import {
  COMMAND_LINE_PANEL, failure, FirstpassError, HELPER_FILE, type HelperFile, helperFileSchema, type z,
} from '#protocol'
import { nodeRuntime } from './node-runtime'

/** What the running helper wrote about itself; undefined where none did, or the file is of something else. */
export function readHelperFile(dataFolder: string): HelperFile | undefined {
  try {
    const parsed = helperFileSchema.safeParse(JSON.parse(readFileSync(join(dataFolder, HELPER_FILE), 'utf8')))
    return parsed.success ? parsed.data : undefined
  } catch {
    return undefined
  }
}

export const addressOf = ({ port }: { port: number }): string => `http://localhost:${port}`

/**
 * True if the one who answers at the port knows the token, whatever version of the protocol it speaks: the file may be left over
 * from a helper that was killed, and another program may have taken its port since.
 */
export async function isAnswering({ port, token }: HelperFile): Promise<boolean> {
  try {
    await discover({ surroundings: nodeRuntime, ports: [port] }, { panel: COMMAND_LINE_PANEL, token })
    return true
  } catch (thrown) {
    // Proved, though it is of another version.
    return thrown instanceof FirstpassError && thrown.code === 'PROTOCOL_MISMATCH'
  }
}

/** Asks a helper that proved itself to end; of whatever version it is, since an older one gives way to ours. */
export async function askToEnd({ port, token }: HelperFile): Promise<void> {
  const headers = { authorization: `Bearer ${token}` }
  const answer = await fetch(`${addressOf({ port })}/v1/shutdown`, { method: 'POST', headers }).catch(() => undefined)
  // One that is gone meanwhile has ended.
  if (answer && !answer.ok) throw failure('HELPER_LOST', { reason: `it did not end, with status ${answer.status}` })
}

export interface Call<T> {
  method: 'GET' | 'POST'
  path: string
  answer: z.ZodMiniType<T>
  body?: unknown
}

/**
 * One request under the command line's own token: models, pairings, the helper's end.
 * @throws HELPER_LOST, HELPER_UNREACHABLE and whatever the helper answers
 */
export function callHelper<T>({ port, token }: HelperFile, { answer, ...request }: Call<T>): Promise<T> {
  const link = new Link({ surroundings: nodeRuntime, ports: [port], panel: COMMAND_LINE_PANEL, token: () => token })
  return link.json(request, answer)
}
