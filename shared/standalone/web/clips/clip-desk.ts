import type { Client } from '#client'
import { abandon, asProblem, Cancelled, Cancelling, type Changes } from '#panel'
import { asFailure, type FrameRange, type Subject, type TimelineFormat } from '#protocol'
import { fetchFile, fileOf } from '../fetch-file'
import { runJob } from '../run-job'
import type { SavedFile } from '../save-document'
import { type ClipTask, jobsOfClip, jobsOfResult, type OpenClip, wholeOf } from './clip'
import { ClipRuns } from './clip-runs'
import { changeSettings, type ClipSettings } from './clip-settings'
import type { ClipState, ClipStore, ClipWork } from './clip-store'
import { openClip, type PickedClip, probeResult } from './open-clip'
import { PlayCopies, type Urls } from './play-copies'
import { timelineOf } from './timeline-of'
import { downloadName, words } from './words'

export interface ClipDeskSettings {
  client: Client
  store: ClipStore
  urls: Urls
  newId(): string
  /** Gives a file to the user, as a download. */
  deliver(file: SavedFile): void
}

/** All that the page can do with clips. No action ever rejects: what goes wrong is in the state, as a sentence. */
export class ClipDesk {
  private readonly runs: ClipRuns
  private readonly copies: PlayCopies
  private cancelling: Cancelling | undefined

  constructor(private readonly settings: ClipDeskSettings) {
    this.copies = new PlayCopies(settings)
    this.runs = new ClipRuns({ ...settings, copies: this.copies })
    this.copies.takeUp()
    void this.runs.takeUp()
  }

  get state(): ClipState {
    return this.settings.store.state
  }

  get active(): OpenClip | undefined {
    return this.settings.store.active
  }

  watch(act: () => void): () => void {
    return this.settings.store.watch(act)
  }

  async open(files: readonly PickedClip[]): Promise<void> {
    const { client, store, newId } = this.settings
    for (const file of files) {
      await this.work({ words: words.opening(file.name) }, async (step, cancelling) => {
        const read: PickedClip['read'] = (offset, length) => {
          cancelling.check()
          return file.read(offset, length)
        }
        const opening = openClip(client, { ...file, read }, { id: newId(), onUpload: step })
        // Taken in although the user cancelled meanwhile.
        opening.then((clip) => cancelling.isCancelled ? abandon(client, clip.sent) : undefined, () => undefined)
        const clip = await cancelling.race(opening)
        store.set({ clips: [...store.state.clips, clip], active: clip.id })
        void this.copies.make({ clip: clip.id })
      })
      if (this.state.problem) return
    }
  }

  /** @param id undefined: pictures are seen */
  activate(id: string | undefined): void {
    this.settings.store.set({ active: this.settings.store.find(id)?.id })
  }

  /** Closes a clip, and has the helper let go of what it held for it. */
  close(id: string): void {
    const { store, client } = this.settings
    const clip = store.find(id)
    if (!clip) return
    if (this.state.run?.clip === id) this.runs.cancel()
    const clips = this.state.clips.filter((each) => each !== clip)
    store.set({ clips, ...(this.state.active === id ? { active: clips.at(-1)?.id } : {}) })
    this.copies.release([clip.proxy, ...clip.results.map(({ proxy }) => proxy)])
    for (const job of jobsOfClip(clip)) void abandon(client, job)
  }

  choose(task: ClipTask): void {
    this.settings.store.set({ task, estimate: undefined })
  }

  set<T extends ClipTask>(task: T, changes: Changes<ClipSettings[T]>): void {
    const { store } = this.settings
    this.attempt(() => {
      const settings = changeSettings({ keep: store.settingsKeep, settings: this.state.settings }, task, changes)
      store.set({ settings, problem: undefined, estimate: undefined })
    })
  }

  /** In and out, in frames of the source; undefined: the whole clip. */
  setRange(range: FrameRange | undefined): void {
    const { active } = this
    if (!active) return
    const whole = wholeOf(active)
    const isWhole = range === undefined || (range.in === whole.in && range.out === whole.out)
    this.settings.store.change(active.id, { range: isWhole ? undefined : range })
    this.settings.store.set({ estimate: undefined })
  }

  setSubject(subject: Subject | undefined): void {
    if (this.active) this.settings.store.change(this.active.id, { subject })
  }

  run(): Promise<void> {
    return this.runs.run()
  }

  /** Says what a run would take, from three frames. */
  estimate(): Promise<void> {
    return this.runs.run(true)
  }

  /** Whatever goes on: a run, a clip that is sent, a file that is fetched. */
  cancel(): void {
    this.runs.cancel()
    this.cancelling?.cancel()
  }

  /** @param job a result that is played beside the original; undefined: none */
  show(job: string | undefined): void {
    if (this.active) this.settings.store.change(this.active.id, { shown: job })
  }

  remove(job: string): void {
    const { active, settings: { store, client } } = this
    const result = active?.results.find((each) => each.job === job)
    if (!active || !result) return
    const results = active.results.filter((each) => each !== result)
    store.change(active.id, { results, ...(active.shown === job ? { shown: results[0]?.job } : {}) })
    this.copies.release([result.proxy])
    for (const each of jobsOfResult(result)) void abandon(client, each)
  }

  /** The file as it was made, not what is played. */
  async download(job: string): Promise<void> {
    const { active, settings: { client, deliver } } = this
    const result = active?.results.find((each) => each.job === job)
    if (!active || !result) return
    const name = downloadName(active.name, result)
    await this.work({ words: words.fetching(name) }, async (step, cancelling) => {
      const progress = (done: number, total: number): void => {
        cancelling.check()
        step(done, total)
      }
      deliver({ name, bytes: await cancelling.race(fetchFile(client, { job, bytes: result.file.bytes }, { progress })) })
    })
  }

  /** A timeline's file for an editor: the original, the result above it, the markers. */
  async downloadTimeline(job: string, format: TimelineFormat): Promise<void> {
    const { active, settings: { client, store, deliver } } = this
    const result = active?.results.find((each) => each.job === job)
    if (!active || !result) return
    const name = downloadName(active.name, result, `.${format}`)
    await this.work({ words: words.writing(name) }, async (_step, cancelling) => {
      const timeline = timelineOf(active, result, await cancelling.race(probeResult(client, job)))
      const done = await cancelling.race(runJob(client, { task: 'timeline', options: { timeline, format } }))
      deliver({ name, bytes: await cancelling.race(fetchFile(client, { job: done.id, bytes: fileOf(done).bytes })) })
      void abandon(client, done.id)
      store.changeResult(active.id, job, { notes: [...new Set([...result.notes, ...done.result.notes])] })
    })
  }

  /** The browser could not play a clip's or a result's copy. */
  breakCopy(job?: string): void {
    const { active, settings: { store } } = this
    if (!active) return
    const proxy = { kind: 'failed', problem: { code: 'COPY_UNPLAYABLE', ...words.unplayable } } as const
    if (job === undefined) store.change(active.id, { proxy })
    else store.changeResult(active.id, job, { proxy })
  }

  say(problem: ClipState['problem']): void {
    this.settings.store.set({ problem })
  }

  private attempt(act: () => void): void {
    try {
      act()
    } catch (thrown) {
      this.say(asProblem(asFailure(thrown).toJSON()))
    }
  }

  /** One after the other. */
  private async work(
    work: ClipWork, act: (step: (done: number, total: number) => void, cancelling: Cancelling) => Promise<void>,
  ): Promise<void> {
    const { store } = this.settings
    if (store.state.work) return
    const cancelling = new Cancelling()
    this.cancelling = cancelling
    const step = (done: number, total: number): void => {
      if (!cancelling.isCancelled) store.set({ work: { ...work, share: total > 0 ? done / total : 0 } })
    }
    store.set({ work, problem: undefined })
    try {
      await act(step, cancelling)
    } catch (thrown) {
      if (!(thrown instanceof Cancelled)) this.say(asProblem(asFailure(thrown).toJSON()))
    } finally {
      this.cancelling = undefined
      store.set({ work: undefined })
    }
  }
}
