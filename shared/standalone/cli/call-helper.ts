import { createHash, createHmac, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  COMMAND_LINE_PANEL, describeIssues, failure, failureFromJson, failureSchema, HELPER_FILE, type HelperFile, helperFileSchema,
  helloSchema, type z,
} from '#protocol'

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
 * True if the one who answers at the port knows the token: the file may be left over from a helper that was killed, and
 * another program may have taken its port since.
 */
export async function isAnswering(helper: HelperFile): Promise<boolean> {
  const nonce = randomBytes(16).toString('hex')
  const tokenHash = createHash('sha256').update(helper.token, 'utf8').digest()
  const expected = createHmac('sha256', tokenHash).update(nonce, 'utf8').digest('hex')
  try {
    const answer = await fetch(`${addressOf(helper)}/v1/hello?panel=${COMMAND_LINE_PANEL}&nonce=${nonce}`)
    const hello = helloSchema.safeParse(await answer.json())
    return hello.success && hello.data.proof === expected
  } catch {
    return false
  }
}

export interface Call<T> {
  method: 'GET' | 'POST'
  path: string
  answer: z.ZodMiniType<T>
  body?: unknown
}

/**
 * One request under the command line's own token: models, pairings, the helper's end. Jobs go through the client.
 * @throws HELPER_LOST, and whatever the helper answers
 */
export async function callHelper<T>(helper: HelperFile, { method, path, answer, body }: Call<T>): Promise<T> {
  const json = await request(helper, { method, path, body })
  const parsed = answer.safeParse(json)
  if (parsed.success) return parsed.data
  throw failure('HELPER_LOST', { reason: `it answered ${path} with something else (${describeIssues(parsed.error)})` })
}

async function request(helper: HelperFile, { method, path, body }: Omit<Call<unknown>, 'answer'>): Promise<unknown> {
  let answer: Response
  let json: unknown
  try {
    answer = await fetch(`${addressOf(helper)}${path}`, {
      method,
      headers: { authorization: `Bearer ${helper.token}`, 'content-type': 'application/json' },
      ...(method === 'POST' ? { body: JSON.stringify(body ?? {}) } : {}),
    })
    json = await answer.json()
  } catch (error) {
    throw failure('HELPER_LOST', { reason: error instanceof Error ? error.message : String(error) }, error)
  }
  if (answer.ok) return json
  const refused = failureSchema.safeParse(json)
  if (refused.success) throw failureFromJson(refused.data)
  throw failure('HELPER_LOST', { reason: `it answered ${path} with status ${answer.status}` })
}
