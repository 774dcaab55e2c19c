import type { FileBatch, FileChoice, OpenedFile } from '#host'
import { asFailure, failureFromJson } from '#protocol'
import { Cancelled, type Cancelling } from './cancelling'
import type { Files } from './craft'
import type { RunStep, Surface } from './run-job'
import { runPicture } from './run-picture'
import { describeRun, type Runs, type Wish } from './runs'
import { asProblem, type SummaryEntry } from './state'
import type { Store } from './store'
import type { RunHow } from './tasks/task'
import { Tally } from './summary'
import { summary as words } from './text/en'

/** Runs a task on files that the host opens, saves and closes, one after the other. */
export class FileRuns implements Files {
  private readonly tally: Tally

  constructor(private readonly parts: Parts) {
    this.tally = new Tally(parts.store)
  }

  async choose(what: FileChoice): Promise<FileBatch | undefined> {
    return this.parts.surface.host.chooseFiles?.(what)
  }

  async run(asked: Wish, batch: FileBatch): Promise<void> {
    // No file holds a selection.
    const how: RunHow = asked.task === 'mask' && asked.settings.form === 'selection' ? { form: 'layer-mask' } : {}
    const wish = { ...asked, how }
    this.tally.begin(words.files(batch.names.length, batch.folder), batch.names)
    await this.parts.runs.watch(async (cancelling) => {
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
      if (!cancelling.isCancelled) this.parts.store.set({ run: describeRun(which, now) })
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
      this.parts.surface.kept.dropTarget(file.target.id)
    }
  }

  /** @throws Cancelled, and what the task, placing and saving throw */
  private async workOn(
    wish: Wish, file: OpenedFile, { cancelling, step }: { cancelling: Cancelling; step(now: RunStep): void },
  ): Promise<Partial<SummaryEntry>> {
    cancelling.check()
    const { target } = file
    if (target.obstacle) throw failureFromJson(target.obstacle)
    const { runs, surface } = this.parts
    const instead = await runs.findEarlier(wish, target)
    const order = { task: wish.task, settings: wish.settings, how: wish.how, target, ...(instead ? { instead } : {}) }
    const { run, landed, refusal, notes } = await runPicture(surface, order, { cancelling, step })
    void surface.client.discard(run.job).catch(() => undefined)
    if (!landed) throw refusal ?? new Cancelled()
    step({ stage: 'saving', words: words.saving })
    return { status: 'saved', where: await file.save(landed), notes: [...landed.differs, ...notes] }
  }
}

const failed = (thrown: unknown): Partial<SummaryEntry> => thrown instanceof Cancelled
  ? { status: 'cancelled' } : { status: 'failed', problem: asProblem(asFailure(thrown).toJSON()) }

interface Parts {
  surface: Surface
  store: Store
  runs: Runs
}

interface FileAt {
  batch: FileBatch
  at: number
  cancelling: Cancelling
}
