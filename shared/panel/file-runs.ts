import type { FileBatch } from '#host'
import { asFailure, failureFromJson } from '#protocol'
import { Cancelled, type Cancelling } from './cancelling'
import { type RunStep, runTask, type Surface } from './run-task'
import { describeRun, type Runs, type Wish } from './runs'
import { asProblem, type SummaryEntry } from './state'
import type { Store } from './store'
import { Tally } from './summary'
import { summary as words } from './text/en'

/** Runs a task on files that the host opens, saves and closes, one after the other. */
export class FileRuns {
  private readonly tally: Tally

  constructor(private readonly surface: Surface, private readonly store: Store, private readonly runs: Runs) {
    this.tally = new Tally(store)
  }

  async run(wish: Wish, batch: FileBatch): Promise<void> {
    this.tally.begin(words.files(batch.names.length, batch.folder), batch.names)
    await this.runs.watch(async (cancelling) => {
      for (let at = 0; at < batch.names.length && !cancelling.isCancelled; at += 1) {
        this.tally.set(at, { status: 'working' })
        const { entry, isStuck } = await this.runFile(wish, { batch, at, cancelling })
        this.tally.set(at, entry)
        // Files that can't be closed would pile up.
        if (isStuck) break
      }
    })
    this.tally.end()
  }

  private async runFile(wish: Wish, file: FileAt): Promise<{ entry: Partial<SummaryEntry>; isStuck: boolean }> {
    const close = { isStuck: false }
    try {
      return { entry: await this.workOn(wish, file, close), ...close }
    } catch (thrown) {
      if (thrown instanceof Cancelled) return { entry: { status: 'cancelled' }, ...close }
      return { entry: { status: 'failed', problem: asProblem(asFailure(thrown).toJSON()) }, ...close }
    }
  }

  /** @throws Cancelled, and what opening, the task, placing and saving throw; the file is closed then */
  private async workOn(
    wish: Wish, { batch, at, cancelling }: FileAt, close: { isStuck: boolean },
  ): Promise<Partial<SummaryEntry>> {
    const { client, kept } = this.surface
    const name = batch.names[at] ?? ''
    const step = (now: RunStep): void => {
      const which = { task: wish.task, target: name, index: at + 1, count: batch.names.length }
      if (!cancelling.isCancelled) this.store.set({ run: describeRun(which, now) })
    }
    step({ stage: 'opening', words: words.opening })
    const file = await batch.open(at)
    try {
      cancelling.check()
      const { target } = file
      if (target.obstacle) throw failureFromJson(target.obstacle)
      const instead = await this.runs.findEarlier(wish, target)
      const order = { task: wish.task, settings: wish.settings, how: wish.how, target, ...(instead ? { instead } : {}) }
      const { run, landed, refusal, notes } = await runTask(this.surface, order, { cancelling, step })
      // Its document closes, so that there is nothing the result could be placed into later.
      kept.drop(run.job)
      void client.discard(run.job).catch(() => undefined)
      if (!landed) throw refusal ?? new Cancelled()
      step({ stage: 'saving', words: words.saving })
      return { status: 'saved', where: await file.save(landed), notes: [...landed.differs, ...notes] }
    } finally {
      close.isStuck = true
      await file.close()
      close.isStuck = false
    }
  }
}

interface FileAt {
  batch: FileBatch
  at: number
  cancelling: Cancelling
}
