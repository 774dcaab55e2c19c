import {
  type DoorAnswer, type DoorAnswers, type DoorArgument, type DoorBatchInput, type DoorCallName, type DoorValue, failure,
} from '#protocol'

/**
 * Resolve, by either door: in Studio what the Workflow Integration's preload exposes, in all editions `POST /v1/door` of the
 * helper. No object of Resolve's is kept from one of the adapter's calls to the next, so the script may be started again between.
 */
export interface ResolveApi {
  /** @throws DOOR_WAITING, DOOR_SILENT, and whatever else keeps the batch from being run */
  call(batch: DoorBatchInput): Promise<DoorAnswers>
}

/** What a call is made on, or given. */
export type Thing = { $handle: string } | { $answer: number; at?: number | string }

type Arguments = readonly (DoorArgument | Thing | undefined)[]

export const HOST = 'DaVinci Resolve'
export const ROOT: Thing = { $handle: 'resolve' }

/** Lists of a long timeline, whose every call takes Resolve a moment, take longer than the door gives other batches. */
const LONG_MS = 60_000
const FEW_CALLS = 40

/** Calls that cross the door together: nobody else's come between them. */
export class Batch {
  private readonly calls: DoorBatchInput['calls'] = []

  /** @param isPatient Resolve is busy with something else, and answers late */
  constructor(private readonly isPatient = false) {}

  make(on: Thing, call: DoorCallName, ...args: Arguments): { $answer: number } {
    return this.add({ on, call, args: args.filter((arg) => arg !== undefined) as DoorArgument[] })
  }

  /** The call on each of a list. */
  each(on: Thing, call: DoorCallName, ...args: Arguments): { $answer: number } {
    return this.add({ on, call, args: args as DoorArgument[], each: true })
  }

  /** What gives nothing keeps the calls after it from being made. */
  need(on: Thing, call: DoorCallName, ...args: Arguments): { $answer: number } {
    return this.add({ on, call, args: args as DoorArgument[], must: true })
  }

  get size(): number {
    return this.calls.length
  }

  async run(api: ResolveApi): Promise<Answers> {
    const takesLong = this.isPatient || this.calls.length > FEW_CALLS || this.calls.some(({ each }) => each)
    return new Answers((await api.call({ calls: this.calls, ...(takesLong ? { timeoutMs: LONG_MS } : {}) })).answers)
  }

  private add(call: DoorBatchInput['calls'][number]): { $answer: number } {
    this.calls.push(call)
    return { $answer: this.calls.length - 1 }
  }
}

/** What came back; anything that failed is nothing, as it is for a script. */
export class Answers {
  constructor(private readonly answers: readonly DoorAnswer[]) {}

  /** @throws HOST_REFUSED where the script was started again, or a timeline is too large for the door */
  value({ $answer }: { $answer: number }): DoorValue {
    const answer = this.answers[$answer]
    if (!answer) return null
    if ('value' in answer) return answer.value
    const { code, message } = answer.error
    if (code !== 'HANDLE_GONE' && code !== 'ANSWER_TOO_LARGE') return null
    throw failure('HOST_REFUSED', { host: HOST, action: 'go on', reason: message })
  }

  text(of: { $answer: number }): string {
    return textOf(this.value(of))
  }

  /** Versions tell rates and counts as texts or as numbers. */
  word(of: { $answer: number }): string {
    const value = this.value(of)
    return typeof value === 'number' ? String(value) : textOf(value)
  }

  number(of: { $answer: number }): number | undefined {
    return numberOf(this.value(of))
  }

  /** Undefined for what is no object of Resolve's. */
  thing(of: { $answer: number }): Thing | undefined {
    return thingOf(this.value(of))
  }

  list(of: { $answer: number }): readonly DoorValue[] {
    const value = this.value(of)
    return Array.isArray(value) ? value : []
  }

  record(of: { $answer: number }): Readonly<Record<string, DoorValue>> {
    return recordOf(this.value(of))
  }

  isYes(of: { $answer: number }): boolean {
    return this.value(of) === true
  }
}

export const textOf = (value: DoorValue | undefined): string => (typeof value === 'string' ? value : '')
export const numberOf = (value: DoorValue | undefined): number | undefined => (typeof value === 'number' ? value : undefined)

export function recordOf(value: DoorValue | undefined): Readonly<Record<string, DoorValue>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !('$handle' in value) ? value : {}
}

export function thingOf(value: DoorValue | undefined): Thing | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  return typeof value.$handle === 'string' ? { $handle: value.$handle } : undefined
}
