import type { Request } from '#client'
import { failure, type z } from '#protocol'
import { HomeModel } from '#standalone/home/home-model'

/** A helper that answers from a table, by method and path; a function is called with the request's body. */
export class FakeHelper {
  readonly asked: string[] = []
  answers: Record<string, unknown> = {
    'GET /v1/pair-requests': { requests: [] },
    'GET /v1/pairings': { pairings: [] },
    'GET /v1/inbox': { jobs: [], unfinished: 0 },
    'GET /v1/models': { models: [] },
    'GET /v1/media': { lacks: [] },
    'GET /v1/capabilities': { tasks: [], providers: [{ id: 'cpu', usable: true, reason: '' }], native: true, models: [] },
    'GET /v1/checkup': { findings: [] },
    'GET /v1/settings': {
      settings: {}, startsAtLogin: null, dataFolder: '/data', modelFolder: '/data/models', modelBytes: 0, jobBytes: 0,
    },
  }

  async json<T>({ method, path, body }: Request, schema: z.ZodMiniType<T>): Promise<T> {
    this.asked.push(`${method} ${path}`)
    const answer = this.answers[`${method} ${path.split('?')[0] ?? ''}`]
    if (answer === undefined) throw failure('ROUTE_MISSING', { route: path })
    return schema.parse(typeof answer === 'function' ? await (answer as (body: unknown) => unknown)(body) : answer)
  }

  /** What was asked since the last time. */
  since(): string[] {
    return this.asked.splice(0)
  }
}

/** A window on such a helper, whose time passes when a test lets it. */
export function openWindow(helper = new FakeHelper()) {
  const timers: { ms: number; act: () => void }[] = []
  const went: string[] = []
  const model = new HomeModel({
    wire: helper,
    setTimer: (ms, act) => {
      const timer = { ms, act }
      timers.push(timer)
      return () => void timers.splice(timers.indexOf(timer), 1)
    },
    go: (address) => void went.push(address),
  })
  /** Lets the next look come. @returns after how many ms it does */
  const next = async (): Promise<number | undefined> => {
    const timer = timers.shift()
    timer?.act()
    await settled()
    return timer?.ms
  }
  return { helper, model, timers, went, next }
}

export const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))
