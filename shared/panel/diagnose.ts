import type { Place } from '#client'
import { asFailure, FirstpassError, helloSchema, olderHalf, PRODUCT } from '#protocol'
import { asProblem, type Connection, type Problem } from './state'
import { connection as text } from './text/en'

/** A program that never answers must not hold up the diagnosis. */
const LIMIT_MS = 2000

type Finding = 'helper' | 'helper-too-old' | 'panel-too-old' | 'other-program' | 'denied' | 'cleartext' | 'silent'

/** Why the helper can't be used, by asking each port once more and listening to how it fails. */
export async function diagnose(place: Place, thrown: unknown, wasConnected: boolean): Promise<Connection> {
  const code = thrown instanceof FirstpassError ? thrown.code : undefined
  if (code === 'PROTOCOL_MISMATCH' && thrown instanceof FirstpassError) return wrongVersion(thrown.data.older === 'helper')
  if (code === 'HELPER_DOUBTFUL') return { kind: 'port-taken', problem: asProblem(asFailure(thrown).toJSON()) }
  const findings = await Promise.all(place.ports.map(async (port) => ({ port, found: await look(place, port) })))
  const has = (found: Finding): { port: number } | undefined => findings.find((each) => each.found === found)
  if (has('helper')) return { kind: 'not-paired', problem: problem('NOT_PAIRED', text.notPaired) }
  if (has('helper-too-old')) return wrongVersion(true)
  if (has('panel-too-old')) return wrongVersion(false)
  if (has('denied')) return { kind: 'denied', problem: problem('NETWORK_DENIED', text.denied) }
  if (has('cleartext')) return { kind: 'denied', problem: problem('NETWORK_DENIED', text.cleartext) }
  if (wasConnected) return { kind: 'lost', problem: problem('HELPER_LOST', text.lost) }
  const other = has('other-program')
  if (other) return { kind: 'port-taken', problem: problem('PORTS_BUSY', text.portTaken(other.port)) }
  return { kind: 'not-running', problem: problem('HELPER_UNREACHABLE', text.notRunning) }
}

const problem = (code: string, words: { message: string; hint: string }): Problem => ({ code, ...words })

const wrongVersion = (isHelperOlder: boolean): Connection =>
  ({ kind: 'wrong-version', problem: problem('PROTOCOL_MISMATCH', isHelperOlder ? text.helperTooOld : text.panelTooOld) })

async function look({ surroundings }: Place, port: number): Promise<Finding> {
  const asking = async (): Promise<Finding> => {
    const answer = await surroundings.fetch(`http://localhost:${port}/v1/hello`, { method: 'GET', headers: {} })
    return judge(await answer.text())
  }
  return new Promise((resolve) => {
    const callOff = surroundings.setTimer(LIMIT_MS, () => resolve('silent'))
    asking().then(resolve, (thrown: unknown) => resolve(nameRefusal(thrown))).finally(callOff)
  })
}

/** What the runtime says when it does not even try; some throw strings. */
function nameRefusal(thrown: unknown): Finding {
  const words = typeof thrown === 'string' ? thrown : thrown instanceof Error ? thrown.message : ''
  if (/manifest entry not found|permission denied/i.test(words)) return 'denied'
  if (/app transport security|cleartext|-1022/i.test(words)) return 'cleartext'
  return 'silent'
}

function judge(text: string): Finding {
  const hello = helloSchema.safeParse(parseJson(text))
  if (!hello.success || hello.data.product !== PRODUCT) return 'other-program'
  const older = olderHalf(hello.data.protocol)
  return older === undefined ? 'helper' : `${older}-too-old`
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
