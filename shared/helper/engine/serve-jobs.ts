import * as fs from 'node:fs'
import * as path from 'node:path'
import { asFailure, failure, type FirstpassError } from '#protocol'
import { chooseFfmpeg } from '#helper/media/find-ffmpeg'
import { withoutFolder } from '#helper/tasks/named-failure'
import { Cancelled, type Task, type TaskContext, type WorkOrder } from '#helper/tasks/task'
import { CONTROL_FILE, type FromWorker, type ToWorker } from './messages'
import { ProgressGate } from './progress-gate'

type Ready = Omit<Extract<FromWorker, { type: 'ready' }>, 'type'>

/** What a worker process is, besides its loop. `Task<never>` stands for a task of any options. */
export interface Worker {
  tasks: Readonly<Record<string, Task<never>>>
  /** The provider probe and whatever else must be known before the first job. */
  prepare(): Promise<Ready>
  /** As `TaskContext.model`, for the job that asks. */
  model(order: WorkOrder, ...wish: Parameters<TaskContext['model']>): ReturnType<TaskContext['model']>
  /** Frees what an idle process need not hold. */
  unload(): Promise<void>
}

/** Time to finish a probe before the end. */
const LEAVE_LIMIT_MS = 10_000

/** The child's side: takes messages in order, one job at a time, and ends with its parent. */
export function serveJobs(worker: Worker): void {
  const send = (message: FromWorker): void => {
    if (process.connected) process.send?.(message)
  }
  const prepared = worker.prepare().then((ready) => send({ type: 'ready', ...ready }))
  // A probe that is cut short would be taken for one that crashed.
  const leave = (): void => {
    setTimeout(() => process.exit(0), LEAVE_LIMIT_MS).unref()
    void prepared.finally(() => process.exit(0))
  }
  let last: Promise<void> = prepared
  process.on('message', (message: ToWorker) => {
    if (message.type === 'stop') return leave()
    last = last.then(async () => (message.type === 'run' ? runJob(worker, message.order, send) : worker.unload()))
  })
  // An orphan must not go on computing for nobody.
  process.on('disconnect', leave)
}

async function runJob(worker: Worker, order: WorkOrder, send: (message: FromWorker) => void): Promise<void> {
  let control: number | undefined
  try {
    chooseFfmpeg(order.ffmpeg ?? '')
    control = fs.openSync(path.join(order.folder, CONTROL_FILE), 'r')
    const task = worker.tasks[order.task]
    if (!task) throw failure('TASK_UNKNOWN', { task: order.task })
    const work = await task(openContext(worker, order, { control, send }), order.options as never)
    send({ type: 'done', id: order.id, work })
  } catch (thrown) {
    send(thrown instanceof Cancelled ? { type: 'cancelled', id: order.id } : toFailed(order, thrown))
  } finally {
    if (control !== undefined) fs.closeSync(control)
  }
}

interface Lines {
  /** The control file, open for reading. */
  control: number
  send(message: FromWorker): void
}

function openContext(worker: Worker, order: WorkOrder, { control, send }: Lines): TaskContext {
  const gate = new ProgressGate(() => performance.now())
  return {
    order,
    model: (...wish) => worker.model(order, ...wish),
    progress: (stage, done, total) => {
      throwIfCancelled(control)
      const news = gate.pass({ stage, done, total })
      if (news) send({ type: 'progress', id: order.id, ...news })
    },
  }
}

function throwIfCancelled(control: number): void {
  const byte = Buffer.alloc(1)
  fs.readSync(control, byte, 0, 1, 0)
  if (byte[0] === 1) throw new Cancelled()
}

function toFailed(order: WorkOrder, thrown: unknown): FromWorker {
  const error = mapFailure(order, thrown)
  // The queue passes this on to the log; the client gets no stack.
  if (error.code === 'INTERNAL_ERROR') process.stderr.write(`${thrown instanceof Error ? thrown.stack : String(thrown)}\n`)
  return { type: 'failed', id: order.id, error: withoutFolder(error, order.folder).toJSON() }
}

function mapFailure(order: WorkOrder, thrown: unknown): FirstpassError {
  const code = (thrown as { code?: unknown } | null)?.code
  if (code === 'ENOSPC' || code === 'EDQUOT') return failure('DISK_FULL', { path: order.folder, needed: 0 }, thrown)
  return asFailure(thrown)
}
