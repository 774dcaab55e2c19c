import type { FileChoice, Host, Landed, Target } from '#host'
import { asFailure } from '#protocol'
import type { Supervisor } from './connection'
import type { Craft, Files, PanelTasks } from './craft'
import { readRecipe } from './recipe'
import type { Runs, Wish } from './runs'
import { asProblem, type Problem, type RunReport } from './state'
import type { Store } from './store'
import type { Targets } from './targets'
import type { PanelTask, Settings } from './tasks/task'
import { problems } from './text/en'

interface Parts {
  host: Host
  tasks: PanelTasks
  craft: Craft
  store: Store
  supervisor: Supervisor
  targets: Targets
  runs: Runs
}

/** Starts runs when nothing else runs and all that they need is there; else the state says what is not. */
export class RunDesk {
  private readonly files: Files | undefined

  constructor(private readonly parts: Parts) {
    this.files = parts.craft.files?.(parts.runs)
  }

  start(wish: Wish): Promise<readonly RunReport[]> {
    return this.whenReady(async () => {
      const reports = await this.runOnTargets(wish)
      if (reports.some(({ status }) => status === 'placed')) await this.parts.craft.steps?.record(wish)
      return reports
    })
  }

  startRecorded(step: string): Promise<readonly RunReport[]> {
    return this.whenReady(async () => {
      const wish = this.parts.craft.steps?.read(step)
      return wish ? this.runOnTargets(wish) : []
    })
  }

  async startOnFiles(what: FileChoice): Promise<void> {
    await this.whenReady(async () => {
      const batch = await this.files?.choose(what)
      if (!batch) return []
      if (batch.names.length === 0) return this.refuse({ code: 'FILE_MISSING', ...problems.noFiles })
      await this.files?.run(this.chosen(), batch)
      return []
    })
  }

  /** @param isEarlier what the document has on the first target, whatever was run since */
  async startAgain(isEarlier = false): Promise<readonly RunReport[]> {
    const { targets, store } = this.parts
    await targets.refresh()
    const [target] = store.state.targets
    const { reports: [last], settings } = store.state
    const again = last && !isEarlier ? { task: last.task, settings: settings[last.task] ?? last.settings, how: {} }
      : target && await this.earlierWish(target)
    return again ? this.start(again) : this.refuseNothing()
  }

  /** The chosen task with its settings as they are. */
  chosen(): Wish {
    const { task, settings } = this.parts.store.state
    return { task, settings: settings[task] ?? {}, how: {} }
  }

  refuse(problem: Problem): [] {
    this.parts.store.set({ problem })
    return []
  }

  /** Takes out the newest result that the document has on the first target, whoever made it. */
  removeEarlier(): Promise<void> {
    return this.inHost(async (target) => {
      const last = await this.findEarlier(target)
      if (last) await this.parts.host.remove(last.landed)
      else this.refuseNothing()
    })
  }

  /** What needs no helper, on the first target. */
  async inHost(act: (target: Target) => Promise<void>): Promise<void> {
    const { runs, store } = this.parts
    if (runs.isBusy) return void this.refuse({ code: 'HOST_BUSY', ...problems.busy })
    await runs.alone(async () => {
      store.set({ problem: undefined })
      const [target] = await this.findTargets()
      if (target) await act(target).catch((thrown: unknown) => this.refuse(asProblem(asFailure(thrown).toJSON())))
    })
  }

  /** As they are now; where there are none, the state says why. */
  async findTargets(): Promise<readonly Target[]> {
    const { targets, store, host } = this.parts
    await targets.refresh()
    const { targets: found, targetsProblem } = store.state
    if (found.length === 0) this.refuse(targetsProblem ?? { code: 'TARGET_EMPTY', ...problems.nothingOpen[host.kind] })
    return found
  }

  private async earlierWish(target: Target): Promise<Wish | undefined> {
    const last = await this.findEarlier(target)
    return last && { task: last.task, settings: last.settings, how: { form: last.landed.form } }
  }

  /** Places to check are on a layer too, but no run of their own. */
  private async findEarlier(target: Target): Promise<{ task: PanelTask; settings: Settings; landed: Landed } | undefined> {
    for (const { landed, job } of [...await this.parts.host.earlier(target)].reverse()) {
      const recipe = readRecipe(this.parts.tasks, job.recipe)
      if (recipe) return { ...recipe, landed }
    }
    return undefined
  }

  private refuseNothing(): [] {
    return this.refuse({ code: 'TARGET_EMPTY', ...problems.nothingMade })
  }

  private async runOnTargets(wish: Wish): Promise<readonly RunReport[]> {
    const found = await this.findTargets()
    return found.length > 0 ? this.parts.runs.run(wish, found) : []
  }

  async whenReady(act: () => Promise<readonly RunReport[]>): Promise<readonly RunReport[]> {
    const { runs, store, supervisor } = this.parts
    if (runs.isBusy) return this.refuse({ code: 'HOST_BUSY', ...problems.busy })
    store.set({ problem: undefined })
    return runs.alone(async () => {
      // A command of the host's menu may come before the panel was ever shown.
      if (store.state.connection.kind !== 'ready') await supervisor.look()
      const { connection } = store.state
      if (connection.kind === 'connecting') return this.refuse({ code: 'HELPER_UNREACHABLE', ...problems.notReady })
      if (connection.kind !== 'ready') return this.refuse(connection.problem)
      try {
        return await act()
      } catch (thrown) {
        return this.refuse(asProblem(asFailure(thrown).toJSON()))
      }
    })
  }
}
