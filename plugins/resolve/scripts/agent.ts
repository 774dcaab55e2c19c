import { type Channel, openChannel } from './channel'
import { type Door, findDoor, readRequest } from './find-door'
import { startHandles } from './handles'
import { textToJson } from './json'
import { type Roots, runCalls } from './run-calls'
import type { Request } from './requests'

/** Raised when the words of either side change. */
const PROTOCOL = 1

const BUSY_WAIT_S = 0.05
const IDLE_WAIT_S = 0.2
/** No helper runs, or it was not found yet. */
const ALONE_WAIT_S = 1
const BUSY_FOR_S = 10
const FORGET_AFTER_S = 5

export interface Surroundings {
  resolve: ResolveRoot
  fusion: FusionPreferences
  bmd: BlackmagicFunctions
}

/** One run of the script. It lives until it is asked to stop, or another run takes its place. */
interface Agent {
  name: string
  at: Surroundings
  roots: Roots
  /** What it knows of the helper that it said hello to. */
  door: Door | undefined
  channel: Channel | undefined
  nextSeq: number
  lastAnswer: string
  lastBusyAt: number
  isForgotten: boolean
}

/** Looks for work until the end. @returns why it ended, for the console */
export function liveOn(at: Surroundings): string {
  const agent = newAgent(at)
  startHandles(agent.name)
  let readAt = -1
  for (;;) {
    const now = os.time()
    if (now !== readAt) {
      readAt = now
      const [isRead, ending] = pcall(() => lookAround(agent))
      if (isRead && ending !== undefined) return ending
    }
    const [isDone, isStopped] = pcall(() => work(agent, now))
    if (isDone && isStopped === true) return 'it was asked to stop'
    at.bmd.wait(agent.door === undefined ? ALONE_WAIT_S : now - agent.lastBusyAt < BUSY_FOR_S ? BUSY_WAIT_S : IDLE_WAIT_S)
  }
}

function newAgent(at: Surroundings): Agent {
  // Where it lies in memory tells two scripts apart that were started within one second.
  const [address] = string.match(tostring({}), '(%x+)$')
  const name = string.format('%08x', os.time() % 4294967296) + string.sub(`00000000${string.lower(address ?? '')}`, -8)
  return {
    name, at, roots: { resolve: at.resolve, fusion: at.fusion }, door: undefined, channel: undefined,
    nextSeq: 1, lastAnswer: '', lastBusyAt: 0, isForgotten: true,
  }
}

/** Reads the helper's ticket and says hello where that is asked. @returns why this script must end, or undefined */
function lookAround(agent: Agent): string | undefined {
  const found = findDoor()
  if (found === undefined) {
    agent.door = undefined
    return undefined
  }
  const { ticket, folder } = found
  const known = agent.door
  if (known !== undefined && known.ticket.session === ticket.session) {
    const isReplaced = ticket.agent !== agent.name && ticket.seats > known.ticket.seats
    if (isReplaced) return 'it was started once more, and the later one goes on'
    agent.door = found
    if (ticket.roll !== known.ticket.roll) sayHello(agent)
    return undefined
  }
  agent.door = found
  agent.channel = openChannel(folder, agent.name, agent.at.fusion)
  sayHello(agent)
  return undefined
}

function sayHello({ name, at, channel, door, nextSeq }: Agent): void {
  const { ticket } = door ?? error('no helper')
  const [, product] = pcall(() => at.resolve.GetProductName())
  const fields = [
    `"protocol":${PROTOCOL}`, `"agent":${textToJson(name)}`, `"session":${textToJson(ticket.session)}`,
    `"roll":${string.format('%d', ticket.roll)}`, `"next":${string.format('%d', nextSeq)}`,
    `"product":${textToJson(type(product) === 'string' ? product as string : '')}`,
    `"version":${textToJson(versionOf(at.resolve))}`,
    `"channel":${textToJson(channel?.kind ?? 'preferences')}`, `"pid":${string.format('%d', at.bmd.getpid?.() ?? 0)}`,
  ]
  channel?.hello(`{${table.concat(fields, ',')}}`)
}

/** As `21.1.0.7`; the text of GetVersionString where there are no numbers. */
function versionOf(root: ResolveRoot): string {
  const [isKnown, numbers] = pcall(() => root.GetVersion())
  if (isKnown && type(numbers) === 'table') {
    const parts = (numbers as unknown[]).filter((part) => type(part) === 'number').map((part) => string.format('%d', part))
    if (parts.length > 0) return table.concat(parts, '.')
  }
  const [isSaid, text] = pcall(() => root.GetVersionString())
  return isSaid && type(text) === 'string' ? text as string : ''
}

/** Does the next request, if there is one. @returns whether it was the last */
function work(agent: Agent, now: number): boolean {
  const { door, channel, name } = agent
  // Said hello all the same: the helper then knows that this script is of another version.
  if (door === undefined || channel === undefined || door.ticket.protocol !== PROTOCOL) return false
  const request = readRequest(door.folder, name, agent.nextSeq)
  if (request === undefined) {
    if (!agent.isForgotten && now - agent.lastBusyAt >= FORGET_AFTER_S) {
      agent.isForgotten = true
      channel.forget()
    }
    return false
  }
  const seq = agent.nextSeq
  agent.nextSeq = seq + 1
  agent.lastBusyAt = now
  if (request.kind === 'stop') {
    channel.end()
    return true
  }
  answer(agent, seq, request)
  agent.lastBusyAt = os.time()
  return false
}

function answer(agent: Agent, seq: number, { kind, calls, part }: Request): void {
  if (kind === 'calls') agent.lastAnswer = runCalls(calls ?? [], agent.roots)
  agent.isForgotten = false
  agent.channel?.answer(seq, agent.lastAnswer, kind === 'more' ? part ?? 1 : 1)
}
