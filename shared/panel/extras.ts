import type { Host, Target } from '#host'
import { asFailure } from '#protocol'
import { Cancelled } from './cancelling'
import type { Craft, PanelTasks } from './craft'
import { readRecipe } from './recipe'
import type { RunStep, Watch } from './run-job'
import type { RunDesk } from './run-desk'
import { describeRun, type Runs } from './runs'
import { asProblem } from './state'
import type { Store } from './store'
import type { Targets } from './targets'
import { problems } from './text/en'
import { clipRunWords } from './text/clips'

interface Parts {
  host: Host
  tasks: PanelTasks
  craft: Craft
  store: Store
  targets: Targets
  runs: Runs
  runDesk: RunDesk
}

/** What is asked beside runs, of hosts and tasks that can. */
export class Extras {
  constructor(private readonly parts: Parts) {}

  async estimate(): Promise<void> {
    const { craft, store, runDesk } = this.parts
    await this.onTarget(async (_, watch) => {
      const able = store.state.targets.filter(({ obstacle }) => !obstacle)
      const estimate = await craft.estimate?.(able.map((target) => ({ ...runDesk.chosen(), target })), watch)
      if (estimate !== undefined) store.set({ estimate })
    })
  }

  async still(): Promise<void> {
    const { craft, store } = this.parts
    await this.onTarget(async (_, watch) => {
      const still = await craft.still?.(watch)
      if (still !== undefined) store.set({ still })
    })
  }

  async removeAll(): Promise<void> {
    const { craft, store } = this.parts
    await this.inHost(async (target) => {
      const sentences = await craft.removeAll?.(target) ?? []
      const reports = store.state.reports.filter((report) => !report.landed || report.target.document !== target.document)
      store.set({ reports, notice: { title: clipRunWords.removed(target.document), sentences } })
    })
  }

  /** The newest result of an earlier session. */
  async removeEarlier(): Promise<void> {
    const { host, tasks, runDesk } = this.parts
    await this.inHost(async (target) => {
      const last = [...await host.earlier(target)].reverse().find(({ job }) => readRecipe(tasks, job.recipe))
      if (last) await host.remove(last.landed)
      else runDesk.refuse({ code: 'TARGET_EMPTY', ...problems.nothingMade })
    })
  }

  /** What needs no helper. */
  private async inHost(act: (target: Target) => Promise<void>): Promise<void> {
    const { host, store, targets, runs, runDesk } = this.parts
    if (runs.isBusy) return void runDesk.refuse({ code: 'HOST_BUSY', ...problems.busy })
    await runs.alone(async () => {
      store.set({ problem: undefined })
      await targets.refresh()
      const { targets: [target], targetsProblem } = store.state
      if (!target) return void runDesk.refuse(targetsProblem ?? { code: 'TARGET_EMPTY', ...problems.nothingOpen[host.kind] })
      await act(target).catch((thrown: unknown) => runDesk.refuse(asProblem(asFailure(thrown).toJSON())))
    })
  }

  /** Shown as a run, which can be cancelled. */
  private async onTarget(act: (target: Target, watch: Watch) => Promise<void>): Promise<void> {
    const { host, store, targets, runs, runDesk } = this.parts
    await runDesk.whenReady(async () => {
      await targets.refresh()
      const { targets: all, targetsProblem, task } = store.state
      const target = all.find(({ obstacle }) => !obstacle) ?? all[0]
      if (!target) return runDesk.refuse(targetsProblem ?? { code: 'TARGET_EMPTY', ...problems.nothingOpen[host.kind] })
      if (target.obstacle) return runDesk.refuse(asProblem(target.obstacle))
      await runs.watch(async (cancelling) => {
        const which = { task, target: target.name, index: 1, count: 1 }
        const step = (now: RunStep): void => {
          if (!cancelling.isCancelled) store.set({ run: describeRun(which, now) })
        }
        await act(target, { cancelling, step }).catch((thrown: unknown) => {
          if (!(thrown instanceof Cancelled)) throw thrown
        })
      })
      return []
    })
  }
}
