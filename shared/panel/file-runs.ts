import type { FileBatch, OpenedFile } from '#host'
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
        if (isStuck) break
      }
    })
    this.tally.end()
  }

  /** Files that can't be closed would pile up: `isStuck` then. */
  private async runFile(
    wish: Wish, { batch, at, cancelling }: FileAt,
  ): Promise<{ entry: Partial<SummaryEntry>; isStuck: boolean }> {
    const which = { task: wish.task, target: batch.names[at] ?? '', index: at + 1, count: batch.names.length }
    const step = (now: RunStep): void => {
      if (!cancelling.isCancelled) this.store.set({ run: describeRun(which, now) })
    }
    step({ stage: 'opening', words: words.opening })
    let file: OpenedFile
    try {
      file = await batch.open(at)
    } catch (thrown) {
      return { entry: failed(thrown), isStuck: false }
    }
    const entry = await this.workOn(wish, file, { cancelling, step }).catch(failed)
    try {
      await file.close()
      return { entry, isStuck: false }
    } catch (thrown) {
      // What was saved is named nevertheless.
      return { entry: { ...entry, ...failed(thrown) }, isStuck: true }
    } finally {
      // Its document is closed, so that there is nothing that a result could be placed into later.
      this.surface.kept.dropTarget(file.target.id)
    }
  }

  /** @throws Cancelled, and what the task, placing and saving throw */
  private async workOn(
    wish: Wish, file: OpenedFile, { cancelling, step }: { cancelling: Cancelling; step(now: RunStep): void },
  ): Promise<Partial<SummaryEntry>> {
    cancelling.check()
    const { target } = file
    if (target.obstacle) throw failureFromJson(target.obstacle)
    const instead = await this.runs.findEarlier(wish, target)
    const order = { task: wish.task, settings: wish.settings, how: wish.how, target, ...(instead ? { instead } : {}) }
    const { run, landed, refusal, notes } = await runTask(this.surface, order, { cancelling, step })
    void this.surface.client.discard(run.job).catch(() => undefined)
    if (!landed) throw refusal ?? new Cancelled()
    step({ stage: 'saving', words: words.saving })
    return { status: 'saved', where: await file.save(landed), notes: [...landed.differs, ...notes] }
  }
}

const failed = (thrown: unknown): Partial<SummaryEntry> => thrown instanceof Cancelled
  ? { status: 'cancelled' } : { status: 'failed', problem: asProblem(asFailure(thrown).toJSON()) }

interface FileAt {
  batch: FileBatch
  at: number
  cancelling: Cancelling
}
