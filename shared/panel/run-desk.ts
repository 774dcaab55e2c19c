import type { FileChoice, Host } from '#host'
import { asFailure } from '#protocol'
import type { Supervisor } from './connection'
import type { Craft, Files, PanelTasks } from './craft'
import { readRecipe } from './recipe'
import type { Runs, Wish } from './runs'
import { asProblem, type Problem, type RunReport } from './state'
import type { Store } from './store'
import type { Targets } from './targets'
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

  async startAgain(): Promise<readonly RunReport[]> {
    await this.parts.targets.refresh()
    const again = await this.lastWish()
    return again ? this.start(again) : this.refuse({ code: 'TARGET_EMPTY', ...problems.nothingMade })
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

  /** With the settings as they are now where this session made it, else with those that the document names. */
  private async lastWish(): Promise<Wish | undefined> {
    const { reports: [last], settings, targets: [target] } = this.parts.store.state
    if (last) return { task: last.task, settings: settings[last.task] ?? last.settings, how: {} }
    if (!target) return undefined
    // Places to check are on a layer too, but no run of their own.
    for (const { landed, job } of [...await this.parts.host.earlier(target)].reverse()) {
      const recipe = readRecipe(this.parts.tasks, job.recipe)
      if (recipe) return { ...recipe, how: { form: landed.form } }
    }
    return undefined
  }

  private async runOnTargets(wish: Wish): Promise<readonly RunReport[]> {
    const { targets, store, runs, host } = this.parts
    await targets.refresh()
    const { targets: found, targetsProblem } = store.state
    if (found.length === 0) return this.refuse(targetsProblem ?? { code: 'TARGET_EMPTY', ...problems.nothingOpen[host.kind] })
    return runs.run(wish, found)
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
