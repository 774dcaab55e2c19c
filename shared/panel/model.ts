import type { FileChoice, Form, Host, Scope } from '#host'
import { asFailure, failure } from '#protocol'
import { Comparison } from './compare'
import { Supervisor } from './connection'
import type { Craft, Extras, PanelTasks } from './craft'
import { firstState } from './first-state'
import { InboxDesk } from './inbox'
import { KeptRuns } from './kept'
import type { AnyPanel, PanelCommand, PanelModel } from './panel-model'
import { PresetDesk } from './preset-desk'
import { Presets } from './presets'
import { isRunnable, takeSettings } from './remembered'
import { findPlaced, remove, toggle } from './report-actions'
import { RunDesk } from './run-desk'
import { Runs } from './runs'
import type { Surface } from './run-job'
import type { AnySettings, PanelSettings } from './settings'
import {
  type AnyState, asProblem, type CheckPlace, type Connection, type MarkedPlace, type Problem, type RunReport,
} from './state'
import { Store } from './store'
import { Targets } from './targets'
import type { PanelTask, PictureTask, RunHow, Settings } from './tasks/task'
import { problems } from './text/en'

/** The panel without anything drawn. */
export function createPanelModel<K extends PanelTask = PictureTask, H extends Host = Host>(
  settings: PanelSettings<K, H>,
): PanelModel<K> {
  // A host and its tasks are of one kind; what is inside knows only what all kinds have in common.
  return new Model(settings as unknown as AnySettings) as unknown as PanelModel<K>
}

class Model implements AnyPanel {
  readonly tasks: PanelTasks
  private readonly store: Store
  private readonly supervisor: Supervisor
  private readonly targets: Targets
  private readonly runs: Runs
  private readonly inbox: InboxDesk
  private readonly presets: Presets
  private readonly presetDesk: PresetDesk
  private readonly runDesk: RunDesk
  private readonly craft: Craft
  private readonly extras: Extras | undefined
  private readonly comparison: Comparison

  constructor(private readonly settings: AnySettings) {
    const { host, keep, surroundings, tasks } = settings
    this.tasks = tasks
    this.presets = new Presets(keep, tasks)
    this.store = new Store(firstState(settings, this.presets))
    this.supervisor = new Supervisor(settings, {
      connection: (found) => this.takeConnection(found), asking: (asking) => this.store.set({ asking }),
    })
    const surface: Surface<Host> = {
      host, client: this.supervisor.client, kept: new KeptRuns(keep, (run) => isRunnable(tasks, run)),
      setTimer: (ms, act) => surroundings.setTimer(ms, act), nowMs: () => surroundings.nowMs(),
      randomBytes: (count) => surroundings.randomBytes(count),
    }
    this.craft = tasks.open({ surface, store: this.store })
    this.targets = new Targets(host, this.store)
    this.inbox = new InboxDesk(surface, this.store, this.craft)
    const { store, supervisor, targets, craft, inbox } = this
    this.runs = new Runs({ host, tasks, craft, store, inbox })
    this.presetDesk = new PresetDesk(this.presets, this.store, this.supervisor.client)
    this.runDesk = new RunDesk({ host, tasks, craft, store, supervisor, targets, runs: this.runs })
    this.extras = tasks.extras?.({ surface, store, runs: this.runs, runDesk: this.runDesk })
    this.comparison = new Comparison({ host, craft, store, runs: this.runs })
  }

  get state(): AnyState {
    return this.store.state
  }

  get undoSteps(): number | undefined {
    const steps = this.settings.host.capabilities().undoSteps?.[this.form]
    return steps && steps * Math.max(1, this.state.targets.filter(({ obstacle }) => !obstacle).length)
  }

  get form(): Form {
    return this.craft.plan(this.runDesk.chosen()).place.form
  }

  get givesStills(): boolean {
    return this.extras?.givesStills ?? false
  }

  subscribe(act: () => void): () => void {
    return this.store.subscribe(act)
  }

  async connect(): Promise<void> {
    await Promise.all([this.supervisor.look(), this.targets.refresh()])
  }

  async pair(code: string): Promise<void> {
    const digits = code.replace(/\s/g, '')
    if (!/^[0-9]{6}$/.test(digits)) return this.say({ code: 'PAIRING_REFUSED', ...problems.codeWrong })
    await this.attempt(() => this.supervisor.pair(digits))
  }

  readonly askIn = (): Promise<void> => this.supervisor.ask()
  readonly openWindow = (): Promise<void> => this.open('firstpass://open', problems.noWindow)

  async startHelper(): Promise<void> {
    await this.open('firstpass://start', problems.noStart)
    await this.supervisor.look()
  }

  choose(task: PanelTask): void {
    if (task !== this.state.task) this.craft.loupe?.close()
    this.store.set({ task, ...(task === this.state.task ? {} : { estimate: undefined }) })
  }

  async chooseScope(scope: Scope): Promise<void> {
    this.store.set({ scope })
    await this.targets.refresh()
  }

  set(task: PanelTask, changes: Settings): void {
    this.attemptNow(() => {
      takeSettings({ keep: this.settings.keep, store: this.store, tasks: this.tasks }, task, changes)
      this.store.set({ estimate: undefined })
      this.craft.loupe?.lookAgainSoon(task, this.state.settings[task] ?? {})
    })
  }

  async run(task: PanelTask = this.state.task, how: RunHow = {}): Promise<readonly RunReport[]> {
    this.choose(task)
    return this.runDesk.start({ task, settings: this.state.settings[task] ?? {}, how })
  }

  runFiles(what: FileChoice): Promise<void> {
    return this.runDesk.startOnFiles(what)
  }

  play(step: string): Promise<readonly RunReport[]> {
    return this.runDesk.startRecorded(step)
  }

  cancel(): void {
    this.runs.cancel()
  }

  runAgain(): Promise<readonly RunReport[]> {
    return this.runDesk.startAgain()
  }

  async compare(id?: string): Promise<readonly RunReport[]> {
    const report = findPlaced(this.desk, id)
    if (!report || this.runs.isBusy) return []
    return this.runs.alone(async () => {
      const targets = await this.settings.host.targets(this.state.scope)
      const target = targets.find((each) => each.id === report.target.id)
      if (!target) return this.runDesk.refuse(asProblem(failure('TARGET_GONE', { name: report.target.name }).toJSON()))
      let reports: readonly RunReport[] = []
      await this.attempt(async () => {
        reports = await this.comparison.compare(report, target)
      })
      return reports
    })
  }

  async toggleBeforeAfter(id?: string): Promise<void> {
    const report = findPlaced(this.desk, id)
    if (report) await this.attempt(() => toggle(this.desk, report))
  }

  async removeLast(id?: string): Promise<void> {
    const report = findPlaced(this.desk, id)
    if (report) await this.attempt(() => remove(this.desk, report))
    else if (id === undefined) await this.runDesk.removeEarlier()
  }

  async reveal(place: CheckPlace | MarkedPlace, id?: string): Promise<void> {
    const report = findPlaced(this.desk, id)
    if (report) await this.attempt(() => this.craft.reveal(report, place))
  }

  async placeChecks(id?: string): Promise<void> {
    const report = findPlaced(this.desk, id)
    if (report) await this.attempt(async () => this.craft.placeChecks?.(report))
  }

  async loupe(at: { x: number; y: number } | undefined): Promise<void> {
    const { task, settings, targets: [target] } = this.state
    if (!at || !target) return this.craft.loupe?.close()
    await this.craft.loupe?.look({ at, target, task, settings: settings[task] ?? {} })
  }

  readonly runEarlier = (): Promise<readonly RunReport[]> => this.runDesk.startAgain(true)
  readonly removeEarlier = (): Promise<void> => this.runDesk.removeEarlier()
  readonly estimate = async (): Promise<void> => this.extras?.estimate()
  readonly still = async (): Promise<void> => this.extras?.still()
  readonly removeAll = async (): Promise<void> => this.extras?.removeAll()

  async placeWaiting(job: string): Promise<void> {
    const placed = await this.inbox.place(job, (run) => this.runs.findEarlier(run, run.target, run.placement))
    if (placed) this.runs.addPlaced(placed)
  }

  async discardWaiting(job: string): Promise<void> {
    await this.attempt(() => this.inbox.discard(job))
  }

  savePreset(name: string): Promise<void> {
    const { task, settings } = this.state
    return this.presetDesk.change((presets) => presets.save(name, task, settings[task] ?? {}))
  }

  loadPreset(name: string): void {
    const preset = this.presetDesk.find(name)
    if (!preset) return
    this.set(preset.task, this.presets.changes(preset, this.state.settings[preset.task] ?? {}))
    if (!this.state.problem) this.choose(preset.task)
  }

  async refreshPresets(): Promise<void> {
    if (this.state.connection.kind === 'ready') await this.presetDesk.exchange()
  }

  removePreset(name: string): Promise<void> {
    return this.presetDesk.change((presets) => presets.remove(name))
  }

  exportPreset(name: string): string | undefined {
    return this.presets.export(name)
  }

  importPreset(text: string): Promise<void> {
    return this.presetDesk.change((presets) => this.loadPreset(presets.import(text).name))
  }

  async runCommand(command: PanelCommand): Promise<void> {
    const task = this.tasks.commands[command]
    if (task !== undefined) await this.run(task)
    else if (command === 'run-again') await this.runAgain()
    else if (command === 'toggle-before-after') await this.toggleBeforeAfter()
    else if (command === 'remove-last') await this.removeLast()
  }

  readonly dismissProblem = (): void => this.store.set({ problem: undefined })
  readonly dismissSummary = (): void => this.store.set({ summary: undefined })
  readonly dismissNotice = (): void => this.store.set({ notice: undefined })

  close(): void {
    this.runs.cancel()
    this.craft.loupe?.close()
    this.targets.close()
    this.supervisor.close()
  }

  private get desk(): { host: Host; store: Store } {
    return { host: this.settings.host, store: this.store }
  }

  private readonly say = (problem: Problem): void => this.store.set({ problem })

  private async open(url: string, refusal: Omit<Problem, 'code'>): Promise<void> {
    if (!await this.settings.open(url)) this.say({ code: 'HELPER_START_FAILED', ...refusal })
  }

  private readonly sayThrown = (thrown: unknown): void => this.say(asProblem(asFailure(thrown).toJSON()))

  private attempt(act: () => Promise<void>): Promise<void> {
    return act().then(() => this.dismissProblem(), this.sayThrown)
  }

  private attemptNow(act: () => void): void {
    try {
      act()
      this.dismissProblem()
    } catch (thrown) {
      this.sayThrown(thrown)
    }
  }

  private takeConnection(connection: Connection): void {
    const wasReady = this.state.connection.kind === 'ready'
    this.store.set({ connection })
    if (connection.kind === 'ready' && !wasReady) void this.greet()
  }

  /** What a helper that was just found can do, and what it kept for us. A sentence about what was asked meanwhile stays. */
  private async greet(): Promise<void> {
    try {
      const { models, tasks } = await this.supervisor.client.capabilities()
      const { names } = this.tasks
      this.store.set({ models, tasks: names.filter((name) => tasks.includes(name)) })
      await this.inbox.refresh()
    } catch (thrown) {
      this.sayThrown(thrown)
    }
    await this.presetDesk.exchange()
  }
}
