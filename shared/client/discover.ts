import {
  checkProtocol, failure, type FirstpassError, type Hello, helloSchema, olderHalf, PAIR_HEADER, type PairRequest,
  pairResponseSchema, PRODUCT,
} from '#protocol'
import { readFailure } from './read-failure'
import { asciiBytes, hmacSha256, sha256 } from './sha256'
import { type Surroundings, toHex, within } from './surroundings'

/** A program that never answers on one of our ports must not hold up the others. */
const HELLO_LIMIT_MS = 2000

export interface Place {
  surroundings: Surroundings
  ports: readonly number[]
}

/**
 * The address of the helper that proves it knows the token; the token itself is not sent to anyone before.
 * @throws HELPER_UNREACHABLE (nobody answers), NOT_PAIRED (a helper answers without the proof), PROTOCOL_MISMATCH,
 *   HELPER_DOUBTFUL (several prove it)
 */
export async function discover(
  { surroundings, ports }: Place, { panel, token }: { panel: string; token: string },
): Promise<string> {
  const nonce = toHex(surroundings.randomBytes(16))
  const proof = toHex(hmacSha256(sha256(asciiBytes(token)), asciiBytes(nonce)))
  const answers = await askAll({ surroundings, ports }, `?panel=${panel}&nonce=${nonce}`)
  const [proven, ...others] = answers.filter(({ hello }) => hello.proof === proof)
  // There is one helper that knows it: whoever else proves it has asked that one, and would pass on the token, too.
  if (proven && others.length > 0) {
    throw failure('HELPER_DOUBTFUL', { addresses: [proven, ...others].map(({ address }) => address).join(', ') })
  }
  if (proven) {
    checkProtocol(proven.hello.protocol)
    return proven.address
  }
  if (answers.length > 0) throw failure('NOT_PAIRED', {})
  throw failure('HELPER_UNREACHABLE', { ports: ports.join(', ') })
}

/**
 * Exchanges the six digits for the panel's token. Each user of a computer has a helper: only one of them shows these digits.
 * @throws HELPER_UNREACHABLE, PROTOCOL_MISMATCH, PAIRING_REFUSED
 */
export async function pair(place: Place, request: PairRequest): Promise<string> {
  let refusal: FirstpassError | undefined
  for (const address of await findFitting(place)) {
    const answer = await place.surroundings.fetch(`${address}/v1/pair`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [PAIR_HEADER]: request.panel },
      body: JSON.stringify(request),
    })
    const text = await answer.text()
    if (answer.status === 200) return pairResponseSchema.parse(JSON.parse(text)).token
    refusal ??= readFailure(text, answer.status)
  }
  throw refusal ?? failure('HELPER_UNREACHABLE', { ports: place.ports.join(', ') })
}

/**
 * The addresses of all helpers that this side could work with, in the order of the ports; at least one.
 * @throws HELPER_UNREACHABLE, PROTOCOL_MISMATCH where none of those that answer fits
 */
export async function findFitting(place: Place): Promise<string[]> {
  const found = await askAll(place, '')
  const [first] = found
  if (!first) throw failure('HELPER_UNREACHABLE', { ports: place.ports.join(', ') })
  const fitting = found.filter(({ hello }) => olderHalf(hello.protocol) === undefined)
  if (fitting.length === 0) checkProtocol(first.hello.protocol)
  return fitting.map(({ address }) => address)
}

interface Found {
  address: string
  hello: Hello
}

/** Who answers as a helper, in the order of the ports. */
async function askAll({ surroundings, ports }: Place, query: string): Promise<Found[]> {
  const asked = await Promise.all(ports.map((port) => ask(surroundings, `http://localhost:${port}`, query)))
  return asked.filter((found) => found !== undefined)
}

async function ask(surroundings: Surroundings, address: string, query: string): Promise<Found | undefined> {
  const asking = async (): Promise<Found | undefined> => {
    const answer = await surroundings.fetch(`${address}/v1/hello${query}`, { method: 'GET', headers: {} })
    const hello = helloSchema.safeParse(JSON.parse(await answer.text()))
    return hello.success && hello.data.product === PRODUCT ? { address, hello: hello.data } : undefined
  }
  return within(surroundings, HELLO_LIMIT_MS, asking())
}
