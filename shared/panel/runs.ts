import type { Host, Landed, Placement, Target } from '#host'
import { asFailure } from '#protocol'
import { Cancelled, Cancelling } from './cancelling'
import type { Craft, PanelTasks } from './craft'
import type { InboxDesk } from './inbox'
import { readRecipe } from './recipe'
import type { MadeRun, Order, Outcome, PlacedLater, RunStep } from './run-job'
import { asProblem, type RunReport, type RunState } from './state'
import type { Store } from './store'
import { entryOf, Tally } from './summary'
import { describeCredit, describeTimeLeft, report as words, stages, summary } from './text/en'
import { labels } from './text/labels'
import type { Choice } from './tasks/task'

/** So many are shown and can be toggled. */
const MOST_REPORTS = 20

export interface Wish extends Choice {
  /** Nothing earlier goes, and the result has this name. */
  beside?: { name: string }
}

interface Parts {
  host: Host
  tasks: PanelTasks
  craft: Craft
  store: Store
  inbox: InboxDesk
}

type Named = Pick<Target, 'id' | 'name'>

type Ending = 'id' | 'checks' | 'status' | 'notes'

/** Runs a task on one target after the other; one run at a time. */
export class Runs {
  private cancelling: Cancelling | undefined
  private count = 0
  /** What the helper still holds for us, by job. */
  private readonly made = new Map<string, MadeRun>()
  isBusy = false

  constructor(private readonly parts: Parts) {}

  /** Holds all other runs off while one is prepared and goes on. */
  async alone<T>(act: () => Promise<T>): Promise<T> {
    this.isBusy = true
    try {
      return await act()
    } finally {
      this.isBusy = false
    }
  }

  async run(wish: Wish, targets: readonly Target[]): Promise<RunReport[]> {
    const tally = targets.length > 1 ? new Tally(this.parts.store) : undefined
    const title = labels.targets(targets.length, this.parts.tasks.kind === 'clip')
    tally?.begin(title, targets.map(({ name, document }) => summary.target(name, document)))
    const reports: RunReport[] = []
    await this.watch(async (cancelling) => {
      for (const [at, target] of targets.entries()) {
        if (cancelling.isCancelled) break
        const place = { index: at + 1, count: targets.length }
        tally?.set(at, { status: 'working' })
        const report = await this.runOne(wish, target, { cancelling, place })
        tally?.set(at, entryOf(report))
        reports.push(report)
      }
    })
    tally?.end()
    return reports
  }

  /** What `cancel` ends; the state's run is over when it returns. */
  async watch(act: (cancelling: Cancelling) => Promise<void>): Promise<void> {
    const cancelling = new Cancelling()
    this.cancelling = cancelling
    try {
      await act(cancelling)
    } finally {
      this.cancelling = undefined
      this.parts.store.set({ run: undefined })
    }
  }

  /** At once, but for a host that must take back what it placed. */
  cancel(): void {
    if (!this.cancelling || this.cancelling.isCancelled) return
    this.cancelling.cancel()
    const { run } = this.parts.store.state
    if (!run) return
    const { task, target, index, count } = run
    this.parts.store.set({ run: { task, target, index, count, stage: 'cancelling', words: stages.cancelling } })
  }

  madeBy(job: string): MadeRun | undefined {
    return this.made.get(job)
  }

  addPlaced({ run, landed, result, notes, instead }: PlacedLater): void {
    if (instead) this.forget(instead)
    const { task, settings, target } = run
    this.made.set(run.job, { run, result })
    this.add({ task, settings, target, markers: [], isShown: true, ...this.describeOutcome({ run, result, notes, landed }) })
  }

  private async runOne(
    wish: Wish, target: Target, { cancelling, place }: { cancelling: Cancelling; place: { index: number; count: number } },
  ): Promise<RunReport> {
    const which = { ...place, task: wish.task, target: target.name }
    const step = (now: RunStep): void => {
      if (!cancelling.isCancelled) this.parts.store.set({ run: describeRun(which, now) })
    }
    const plain = this.plainReport(wish, target)
    const finish = (report: RunReport): RunReport => {
      this.add(report)
      return report
    }
    if (target.obstacle) return finish({ ...plain, status: 'failed', problem: asProblem(target.obstacle) })
    try {
      const instead = wish.beside ? undefined : await this.findEarlier(wish, target)
      const order: Order = {
        task: wish.task, settings: wish.settings, how: wish.how, target,
        ...(instead ? { instead } : {}), ...(wish.beside ? { name: wish.beside.name } : {}),
      }
      const outcome = await this.parts.craft.run(order, { cancelling, step })
      this.made.set(outcome.run.job, { run: outcome.run, result: outcome.result })
      if (outcome.landed && instead) this.forget(instead)
      if (!outcome.landed) this.parts.inbox.offer(outcome.run, outcome.result)
      return finish({ ...plain, ...this.describeOutcome(outcome) })
    } catch (thrown) {
      if (thrown instanceof Cancelled) {
        return finish({ ...plain, status: 'cancelled', notes: [thrown.message || words.cancelled] })
      }
      return finish({ ...plain, status: 'failed', problem: asProblem(asFailure(thrown).toJSON()) })
    }
  }

  private plainReport({ task, settings }: Wish, { id, name, document }: Target): RunReport {
    return {
      id: `run-${++this.count}`, task, settings, target: { id, name, document },
      status: 'failed', notes: [], checks: [], markers: [], isShown: true,
    }
  }

  /**
   * The result of the same task and form that is on the target already, from this session or an earlier one.
   * @param waiting where one goes that is placed later: the target may have moved since
   */
  async findEarlier({ task, settings, how }: Choice, target: Named, waiting?: Placement): Promise<Landed | undefined> {
    const { host, craft, tasks } = this.parts
    const plan = craft.plan({ task, settings, how })
    if (!plan.replaces) return undefined
    const known = this.parts.store.state.reports.find((report) => report.status === 'placed' && report.task === task &&
      report.target.id === target.id && report.landed?.form === plan.place.form)
    if (known?.landed) return known.landed
    const placed = await host.earlier(target, waiting)
    return [...placed].reverse().find(({ landed, job }) =>
      landed.form === plan.place.form && readRecipe(tasks, job.recipe)?.task === task)?.landed
  }

  private add(report: RunReport): void {
    this.parts.store.set({ reports: [report, ...this.parts.store.state.reports].slice(0, MOST_REPORTS) })
  }

  private describeOutcome({ run, result, notes, landed, refusal }: Outcome): Partial<RunReport> & Pick<RunReport, Ending> {
    const credit = describeCredit({
      ms: result.timings.totalMs,
      ...(result.method ? { method: result.method } : {}),
      ...(result.model ? { model: result.model } : {}),
      ...(result.provider === undefined ? {} : { provider: result.provider }),
    })
    const made = { id: run.job, credit, checks: [], ...this.parts.craft.describe({ run, result }), placement: run.placement }
    if (landed) return { ...made, status: 'placed', notes, landed }
    const problem = refusal ? { problem: asProblem(refusal.toJSON()) } : {}
    return { ...made, status: 'kept', notes: [...notes, words.kept], ...problem }
  }

  /** A result that is no longer in the document has no report. */
  forget(landed: Landed): void {
    this.parts.store.set({ reports: this.parts.store.state.reports.filter((report) => report.landed !== landed) })
  }
}

export function describeRun(
  which: Pick<RunState, 'task' | 'target' | 'index' | 'count'>, { stage, words: text, done, total, etaMs, pace }: RunStep,
): RunState {
  const share = total !== undefined && total > 0 && done !== undefined ? { share: Math.min(1, done / total) } : {}
  return {
    ...which, stage, words: text, ...share, ...(pace === undefined ? {} : { pace }),
    ...(etaMs === undefined ? {} : { timeLeft: describeTimeLeft(etaMs) }),
  }
}
