import type { HostCapabilities, Landed, Placement, Scope, Target } from '#host'
import type { Bounds, Capabilities, FailureJson, Ratio } from '#protocol'
import type { TaskPreset } from './craft'
import type { AllSettings, PanelTask, PictureTask, Settings } from './tasks/task'

/** One sentence on what is wrong, one on what to do. */
export interface Problem {
  code: string
  message: string
  hint: string
}

/** How the panel stands with the helper. Everything but `ready` is looked at again by itself. */
export type Connection =
  | { kind: 'connecting' }
  | { kind: 'ready' }
  | { kind: 'not-running' | 'not-paired' | 'wrong-version' | 'port-taken' | 'denied' | 'lost'; problem: Problem }

/** Whether the helper's user was asked to let this panel in. `failed` is tried again a few times by itself. */
export type Asking =
  /** The helper's window shows the same digits. */
  | { state: 'waiting'; digits: string }
  | { state: 'refused' | 'expired' }
  | { state: 'failed'; problem: Problem }

export type RunStage = 'opening' | 'reading' | 'sending' | 'waiting' | 'working' | 'placing' | 'saving' | 'cancelling'

/** The one run that goes on. */
export interface RunState {
  task: PanelTask
  target: string
  /** Of several targets, from 1. */
  index: number
  count: number
  stage: RunStage
  /** "Finding the subject". */
  words: string
  /** 0..1; absent where nobody knows. */
  share?: number
  /** "About 12 s left". */
  timeLeft?: string
  /** "18 frames/s", of a clip. */
  pace?: string
}

/** A region worth a look, in the document's pixels. */
export interface CheckPlace extends Bounds {
  score: number
  reason: string
}

/** A moment of a clip that is worth a look. */
export interface MarkedPlace {
  /** Seconds from the source's first frame. */
  at: Ratio
  /** "01:00:04:12". */
  timecode: string
  score: number
  reason: string
}

/** What became of a run on one target. */
export interface RunReport {
  /** The job's id, or one of the panel's own where no job was made. */
  id: string
  task: PanelTask
  target: { id: string; name: string; document: string }
  /** `kept`: it was made, but the target is no longer as it was read; it waits in the inbox. */
  status: 'placed' | 'kept' | 'failed' | 'cancelled'
  settings: Settings
  problem?: Problem
  /** What is in the document now. */
  landed?: Landed
  placement?: Placement
  /** The layer of places to check, where it was asked for. */
  checkLayer?: Landed
  notes: readonly string[]
  /** "u2netp (Apache-2.0) on cpu, 1.4 s". */
  credit?: string
  checks: readonly CheckPlace[]
  /** Of a clip. */
  markers: readonly MarkedPlace[]
  /** Of a clip: the user's own file that was made, wherever it landed. */
  file?: string
  /** False while the user looks at the picture as it was before. */
  isShown: boolean
  /** The same by the other method, placed beside it. */
  rival?: string
}

/** What became of one of several files or layers. */
export interface SummaryEntry {
  /** Of the file, or of the layer and its document. */
  name: string
  /** `saved`: into a new file. */
  status: 'waiting' | 'working' | 'saved' | RunReport['status']
  /** The new file's name, or what landed where. */
  where?: string
  problem?: Problem
  notes: readonly string[]
}

/** A run on several. */
export interface RunSummary {
  /** "12 files into “Results”". */
  title: string
  isDone: boolean
  entries: readonly SummaryEntry[]
}

/** A result that waits to be placed: it was finished while the panel was closed, or its target was changed meanwhile. */
export interface WaitingResult {
  job: string
  task: PanelTask
  /** "Subject (Firstpass) for “Portrait”". */
  title: string
  /** Milliseconds since 1970. */
  since: number
  /** Of a clip: the user's own file, which stays whatever becomes of the result. */
  file?: string
  isBusy: boolean
  problem?: Problem
}

/** A crop at 100 %, as data URLs of PNGs. Of a mask: what it leaves, and red over what it hides. */
export interface Loupe {
  at: { x: number; y: number }
  state: 'working' | 'ready' | 'failed'
  before?: string
  after?: string
  removed?: string
  problem?: Problem
}

export type Model = Capabilities['models'][number]

/** What the host could not do, in its own sentences. */
export interface Notice {
  title: string
  sentences: readonly string[]
}

/** All that the views show: a snapshot, replaced at every change. `S`: of each of the panel's tasks. */
export interface PanelState<S = Pick<AllSettings, PictureTask>> {
  connection: Connection
  /** While it is not paired, and it can ask for it. */
  asking?: Asking
  host: HostCapabilities
  models: readonly Model[]
  tasks: readonly PanelTask[]
  targets: readonly Target[]
  targetsProblem?: Problem
  scope: Scope
  task: PanelTask
  settings: S
  run?: RunState
  /** Of the last run on several files or layers. */
  summary?: RunSummary
  /** What the last runs came to, newest first. */
  reports: readonly RunReport[]
  waiting: readonly WaitingResult[]
  presets: readonly TaskPreset[]
  loupe?: Loupe
  /** What a run would take: "About 3 min and 120 MB; 8.1 GB are free." */
  estimate?: string
  /** What the host shows at its playhead, as a data URL. */
  still?: string
  notice?: Notice
  /** About the last thing asked that is no run (a preset, pairing, before/after). */
  problem?: Problem
}

/** Of a panel with whatever tasks. */
export type AnyState = PanelState<Readonly<Record<string, Settings>>>

export const asProblem = ({ code, message, hint }: FailureJson | Problem): Problem => ({ code, message, hint })
