import type { FileChoice, Scope } from '#host'
import { asFailure, failure } from '#protocol'
import { Comparison } from './compare'
import { Supervisor } from './connection'
import { FileRuns } from './file-runs'
import { InboxDesk } from './inbox'
import { KeptRuns } from './kept'
import { LoupeDesk } from './loupe'
import type { PanelCommand, PanelModel } from './panel-model'
import { PresetDesk } from './preset-desk'
import { Presets } from './presets'
import { lastSettings, takeSettings } from './remembered'
import type { Surface } from './run-task'
import { findPlaced, placeChecks, remove, reveal, toggle } from './report-actions'
import { RunDesk } from './run-desk'
import { Runs } from './runs'
import type { PanelSettings } from './settings'
import { asProblem, type CheckPlace, type Connection, type PanelState, type Problem, type RunReport } from './state'
import { type Changes, Store } from './store'
import { Targets } from './targets'
import { type AllSettings, isPanelTask, type PanelTask, type RunHow } from './tasks'
import { problems } from './text/en'

/** The panel without anything drawn. */
export function createPanelModel(settings: PanelSettings): PanelModel {
  return new Model(settings)
}

class Model implements PanelModel {
  private readonly store: Store
  private readonly supervisor: Supervisor
  private readonly targets: Targets
  private readonly runs: Runs
  private readonly inbox: InboxDesk
  private readonly presets: Presets
  private readonly presetDesk: PresetDesk
  private readonly runDesk: RunDesk
  private readonly surface: Surface
  private readonly comparison: Comparison
  private readonly loupeDesk: LoupeDesk

  constructor(private readonly settings: PanelSettings) {
    const { host, keep, surroundings } = settings
    const setTimer = (ms: number, act: () => void): (() => void) => surroundings.setTimer(ms, act)
    this.presets = new Presets(keep)
    this.store = new Store(firstState(settings, this.presets))
    this.supervisor = new Supervisor(settings, (connection) => this.takeConnection(connection))
    this.surface = { host, client: this.supervisor.client, kept: new KeptRuns(keep), nowMs: () => surroundings.nowMs(), setTimer }
    this.targets = new Targets(host, this.store)
    this.inbox = new InboxDesk(this.surface, this.store)
    this.runs = new Runs(this.surface, this.store, this.inbox)
    this.presetDesk = new PresetDesk(this.presets, this.store, this.supervisor.client)
    const fileRuns = new FileRuns(this.surface, this.store, this.runs)
    const { store, supervisor, targets, runs } = this
    this.runDesk = new RunDesk({ host, store, supervisor, targets, runs, fileRuns })
    this.comparison = new Comparison(this.surface, this.store, this.runs)
    this.loupeDesk = new LoupeDesk(this.surface, this.store)
  }

  get state(): PanelState {
    return this.store.state
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

  async startHelper(): Promise<void> {
    if (!await this.settings.open('firstpass://start')) this.say({ code: 'HELPER_START_FAILED', ...problems.noStart })
    await this.supervisor.look()
  }

  choose(task: PanelTask): void {
    if (task !== this.state.task) this.loupeDesk.close()
    this.store.set({ task })
  }

  async chooseScope(scope: Scope): Promise<void> {
    this.store.set({ scope })
    await this.targets.refresh()
  }

  set<T extends PanelTask>(task: T, changes: Changes<AllSettings[T]>): void {
    this.attemptNow(() => {
      takeSettings({ keep: this.settings.keep, store: this.store }, task, changes)
      this.loupeDesk.lookAgainSoon(task, this.state.settings[task])
    })
  }

  async run(task: PanelTask = this.state.task, how: RunHow = {}): Promise<readonly RunReport[]> {
    this.choose(task)
    return this.runDesk.start({ task, settings: this.state.settings[task], how })
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
  }

  async reveal(check: CheckPlace, id?: string): Promise<void> {
    const report = findPlaced(this.desk, id)
    if (report) await this.attempt(() => reveal(this.desk, report, check))
  }

  async placeChecks(id?: string): Promise<void> {
    const report = findPlaced(this.desk, id)
    if (report) await this.attempt(() => placeChecks(this.desk, report))
  }

  async loupe(at: { x: number; y: number } | undefined): Promise<void> {
    const { task, settings, targets: [target] } = this.state
    if (!at || !target) return this.loupeDesk.close()
    await this.loupeDesk.look({ at, target, task, settings: settings[task] })
  }

  async placeWaiting(job: string): Promise<void> {
    const placed = await this.inbox.place(job)
    if (placed) this.runs.addPlaced(placed)
  }

  async discardWaiting(job: string): Promise<void> {
    await this.attempt(() => this.inbox.discard(job))
  }

  savePreset(name: string): Promise<void> {
    const { task, settings } = this.state
    return this.presetDesk.change((presets) => presets.save(name, task, settings[task]))
  }

  loadPreset(name: string): void {
    const preset = this.presetDesk.find(name)
    if (!preset) return
    this.choose(preset.task)
    this.set(preset.task, preset.options)
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
    if (command === 'select-subject') await this.run('mask')
    else if (command === 'denoise-last') await this.run('denoise')
    else if (command === 'run-again') await this.runAgain()
    else if (command === 'toggle-before-after') await this.toggleBeforeAfter()
    else await this.removeLast()
  }

  dismissProblem(): void {
    this.store.set({ problem: undefined })
  }

  dismissSummary(): void {
    this.store.set({ summary: undefined })
  }

  close(): void {
    this.runs.cancel()
    this.loupeDesk.close()
    this.targets.close()
    this.supervisor.close()
  }

  private get desk(): { host: PanelSettings['host']; store: Store } {
    return { host: this.settings.host, store: this.store }
  }

  private say(problem: Problem): void {
    this.store.set({ problem })
  }

  private async attempt(act: () => Promise<void>): Promise<void> {
    try {
      await act()
      this.dismissProblem()
    } catch (thrown) {
      this.say(asProblem(asFailure(thrown).toJSON()))
    }
  }

  private attemptNow(act: () => void): void {
    try {
      act()
      this.dismissProblem()
    } catch (thrown) {
      this.say(asProblem(asFailure(thrown).toJSON()))
    }
  }

  private takeConnection(connection: Connection): void {
    const wasReady = this.state.connection.kind === 'ready'
    this.store.set({ connection })
    if (connection.kind === 'ready' && !wasReady) void this.greet()
  }

  /** What a helper that was just found can do, and what it kept for us. */
  private async greet(): Promise<void> {
    await this.attempt(async () => {
      const { models, tasks } = await this.supervisor.client.capabilities()
      this.store.set({ models, tasks: tasks.filter(isPanelTask) })
      await this.inbox.refresh()
    })
    await this.presetDesk.exchange()
  }
}

function firstState({ host, keep }: PanelSettings, presets: Presets): PanelState {
  return {
    connection: { kind: 'connecting' },
    host: host.capabilities(),
    models: [], tasks: ['mask', 'denoise', 'upscale'],
    targets: [], scope: 'active', task: 'mask',
    settings: lastSettings(keep),
    reports: [], waiting: [], presets: presets.list(),
  }
}
