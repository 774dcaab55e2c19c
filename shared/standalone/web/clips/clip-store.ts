import { type Changes, type Problem, withFields } from '#panel'
import type { FrameRange } from '#protocol'
import type { ClipResult, ClipTask, OpenClip, Proxy } from './clip'
import { type ClipSettings, isClipTask, readSettings, type SettingsKeep } from './clip-settings'

/** The one task that goes on. */
export interface ClipRun {
  clip: string
  task: ClipTask
  /** Nothing is made: it is asked what that would take. */
  isEstimate?: boolean
  /** As the job has them. */
  options: Readonly<Record<string, unknown>>
  /** Frames of the source. */
  range: FrameRange
  /** Absent until the helper has taken it. */
  job?: string
  words: string
  /** 0..1; absent where nobody knows. */
  share?: number
  /** "18 frames/s". */
  pace?: string
  /** "About 12 s left". */
  timeLeft?: string
}

/** A clip on its way in, or a file on its way out. */
export interface ClipWork {
  words: string
  share?: number
}

export interface ClipState {
  clips: readonly OpenClip[]
  /** The clip that is seen; absent while pictures are. */
  active?: string
  task: ClipTask
  settings: ClipSettings
  work?: ClipWork
  run?: ClipRun
  /** What a run as it is set would take: "About 3 min and 120 MB; 8.1 GB are free." */
  estimate?: string
  problem?: Problem
}

/** What a tab keeps over a reload. */
export interface ClipKeep {
  get(): string | undefined
  set(text: string): void
}

const VERSION = 1

interface Kept {
  version: number
  clips: readonly OpenClip[]
  active?: string
  task: ClipTask
  run?: ClipRun
}

/** The opened clips of a page. Every change replaces the whole, so that nobody sees half of one. */
export class ClipStore {
  private current: ClipState
  private readonly watchers = new Set<() => void>()

  constructor(private readonly keeps: { tab?: ClipKeep; settings: SettingsKeep }) {
    this.current = { task: 'mask-clip', clips: [], ...readKept(keeps.tab), settings: readSettings(keeps.settings) }
  }

  get state(): ClipState {
    return this.current
  }

  get active(): OpenClip | undefined {
    return this.find(this.current.active)
  }

  get settingsKeep(): SettingsKeep {
    return this.keeps.settings
  }

  find(id: string | undefined): OpenClip | undefined {
    return this.current.clips.find((clip) => clip.id === id)
  }

  set(changes: Changes<ClipState>): void {
    this.current = withFields(this.current, changes)
    this.remember()
    for (const act of [...this.watchers]) act()
  }

  /** Nothing where it was closed meanwhile. */
  change(id: string, changes: Changes<OpenClip>): void {
    this.set({ clips: this.current.clips.map((clip) => clip.id === id ? withFields(clip, changes) : clip) })
  }

  changeResult(id: string, job: string, changes: Changes<ClipResult>): void {
    const clip = this.find(id)
    if (clip) this.change(id, { results: clip.results.map((each) => each.job === job ? withFields(each, changes) : each) })
  }

  watch(act: () => void): () => void {
    this.watchers.add(act)
    return () => void this.watchers.delete(act)
  }

  /** A tab keeps about 5 MB; what does not fit is forgotten, and never stops the work itself. */
  private remember(): void {
    const { clips, active, task, run } = this.current
    const kept: Kept = { version: VERSION, clips, task, ...(active === undefined ? {} : { active }), ...(run ? { run } : {}) }
    try {
      this.keeps.tab?.set(JSON.stringify(kept))
    } catch {
      // Storage is full.
    }
  }
}

/** What is played was the page's own, and went with it: only its jobs are known. */
function readKept(keep: ClipKeep | undefined): Partial<ClipState> {
  try {
    const { version, clips, active, task, run } = JSON.parse(keep?.get() ?? '') as Kept
    if (version !== VERSION || !isClipTask(task)) return {}
    const again = clips.map((clip) => ({
      ...clip, proxy: madeAgain(clip.proxy),
      results: clip.results.map((result) => ({ ...result, proxy: madeAgain(result.proxy) })),
    }))
    return { clips: again, task, ...(active === undefined ? {} : { active }), ...(run?.job === undefined ? {} : { run }) }
  } catch {
    // Nothing was kept, or by another version.
    return {}
  }
}

const madeAgain = (proxy: Proxy): Proxy => proxy.kind === 'ready' ? { kind: 'making', job: proxy.job } : proxy
