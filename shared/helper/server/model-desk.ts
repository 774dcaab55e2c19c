import { type ChildProcess, fork } from 'node:child_process'
import { failure, failureSchema, type LicencePolicy, type ModelRequest, type ModelView, type ModelWork, z } from '#protocol'
import type { Log } from '#helper/queue/log'
import type { ModelOrder } from './model-messages'

const messageSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('progress'), done: z.number(), total: z.number() }),
  z.strictObject({ type: z.literal('done') }),
  z.strictObject({ type: z.literal('failed'), error: failureSchema }),
])

interface DeskSettings {
  /** The program to fork for each order. */
  program: string
  env: Record<string, string | undefined>
  log: Log
}

type Wanted = Pick<ModelRequest, 'ids'> & { licence: LicencePolicy }

/** Lists the models, and has them fetched, verified or removed one after the other. */
export class ModelDesk {
  private readonly works = new Map<string, ModelWork>()
  private last: Promise<void> = Promise.resolve()
  private child: ChildProcess | undefined
  private closed = false

  constructor(private readonly settings: DeskSettings) {}

  async list(licence: LicencePolicy): Promise<ModelView[]> {
    // Loaded at the first question: the helper's start need not wait for it.
    const { defaultModels, listModels } = await import('#helper/models/catalogue')
    const defaults = new Set(defaultModels(licence).map(({ id }) => id))
    return (await listModels(licence)).map(({ manifest, present, isDefault, refused }) => {
      const { id, task, title, description, scale, limits, built, source } = manifest
      const isOwn = source.files.some(({ from }) => 'own' in from)
      const work = this.works.get(id)
      return {
        id, task, title, description, licence: manifest.licence, present, isDefault, isPulledByDefault: defaults.has(id),
        sha256: built.sha256, bytes: built.bytes,
        ...(isOwn ? { isOwn } : {}), ...(refused === undefined ? {} : { refused }), ...(scale === undefined ? {} : { scale }),
        ...(limits === undefined ? {} : { limits }), ...(work ? { work } : {}),
      }
    })
  }

  /** Takes the work in and answers at once; an order that is still under way is not given twice. @throws MODEL_UNKNOWN */
  async order(kind: ModelOrder['kind'], { ids, licence }: Wanted): Promise<ModelView[]> {
    const models = await this.list(licence)
    for (const id of ids.length > 0 ? ids : chosenByDefault(kind, models)) {
      if (!models.some((model) => model.id === id)) {
        throw failure('MODEL_UNKNOWN', { model: id, task: 'any task', known: models.map((model) => model.id).join(', ') })
      }
      const { state } = this.works.get(id) ?? {}
      if (state === 'waiting' || state === 'running') continue
      this.works.set(id, { kind, state: 'waiting', done: 0, total: 0 })
      this.last = this.last.then(async () => this.run({ kind, id, licence }))
    }
    return this.list(licence)
  }

  async close(): Promise<void> {
    this.closed = true
    this.child?.kill('SIGKILL')
    await this.last
  }

  private async run(order: ModelOrder): Promise<void> {
    if (this.closed) return
    const { program, env, log } = this.settings
    const work: ModelWork = { kind: order.kind, state: 'running', done: 0, total: 0 }
    this.works.set(order.id, work)
    log.info({ model: order.id, kind: order.kind }, 'model work')
    await new Promise<void>((resolve) => {
      const child = fork(program, [], { env, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
      this.child = child
      child.stderr?.on('data', (text: Buffer) => log.warn({ text: text.toString('utf8', 0, 4000) }, 'models process wrote'))
      child.on('message', (said) => note(work, said))
      child.once('exit', () => resolve())
      child.once('error', () => resolve())
      child.send(order, () => undefined)
    })
    this.child = undefined
    if (work.state === 'running') {
      const error = failure('INTERNAL_ERROR', { reason: `the process that was to ${order.kind} ${order.id} ended` })
      Object.assign(work, { state: 'failed', error: error.toJSON() })
    }
  }
}

function note(work: ModelWork, said: unknown): void {
  const message = messageSchema.safeParse(said)
  if (!message.success) return
  if (message.data.type === 'progress') Object.assign(work, { done: message.data.done, total: message.data.total })
  else if (message.data.type === 'done') work.state = 'succeeded'
  else Object.assign(work, { state: 'failed', error: message.data.error })
}

function chosenByDefault(kind: ModelOrder['kind'], models: readonly ModelView[]): string[] {
  if (kind === 'remove') throw failure('REQUEST_INVALID', { reason: 'ids: name the models to remove' })
  return models.filter((model) => (kind === 'pull' ? model.isPulledByDefault : model.present)).map(({ id }) => id)
}
