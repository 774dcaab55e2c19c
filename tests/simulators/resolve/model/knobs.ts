/**
 * What differs between editions, versions and reports on them. The defaults are the worse of what was reported, so that what
 * passes here passes there.
 */
export interface Knobs {
  /** V1 */
  edition: 'free' | 'studio' | 'app-store'
  version: string
  /** V1: the App Store's edition is locked in: it reaches files in these folders only; none are named: everywhere. */
  reachableFolders: string[]
  /** V2: scripts from the menu have no io, require, ffi, debug, ... */
  isSandboxed: boolean
  /** V1: what a method is that this version doesn't have: something that answers nothing, or nothing. */
  missingMethods: 'answer-nothing' | 'absent'
  /** V4: what importing a file gives that is in the pool already. */
  known: 'nothing' | 'the-item'
  /** V4: the form with FilePath gives nothing for a plain file (21.1). */
  refusesPlainSequenceForm: boolean
  /** V4 */
  firstMediaSetsRate: boolean
  /** V5, G34 */
  endFrame: 'exclusive' | 'inclusive'
  /** V5, G29: what becomes of a clip where one is already; `answered`: dropped, but an item comes back. */
  overlap: 'dropped' | 'answered' | 'pushed'
  /** V5: what is answered for what was placed. */
  placed: 'items' | 'nothing' | 'without-ids'
  /** V5: so many of the next appends place what they should, answer nothing, and are lost unless the project is saved. */
  appendErrors: number
  /** V5, from 20.3.2 on false. */
  appendNeedsSelectedClip: boolean
  /** V6: so many of the next deletions say no and delete nothing. */
  deleteFailures: number
  /** V8: numbers of the constants begin here; every version has others. */
  firstConstant: number
  /** V8: names of constants that this version lacks although they are documented. */
  missingConstants: string[]
  /** V10, G28: handles of new compositions, and those by name, are stubs whose changes are lost (20.3). */
  compHandles: 'live' | 'stubs'
  /** V10: so many of the next imported compositions begin a frame late. */
  compDrifts: number
  /** V10: a Loader that is added asks for its file; false where "AutoClipBrowse" is off. */
  loaderAsks: boolean
  /** V11: without a window, saving an untitled project never ends. */
  isHeadless: boolean
  /** V12: so many questions whether it renders are answered with yes. */
  rendersForPolls: number
  /** V12: what a job's status is called. */
  renderWords: { ready: string; busy: string; done: string }
  /** V2: longer texts are not kept in the preferences. */
  prefsLimitBytes: number
  /** V2: the preferences are written in two halves, between which a reader may come. */
  tearsPrefs: boolean
  /** V1, V12: the whole of a call's answer is lost for these: "Timeline.AddTrack". */
  deafTo: string[]
  /** V9: these never end. */
  endlessIn: string[]
}

export type Profile = 'free-21.1' | 'free-20' | 'studio-20' | 'studio-21.1'

const worst: Knobs = {
  edition: 'free', version: '21.1.0', reachableFolders: [], isSandboxed: false, missingMethods: 'answer-nothing',
  known: 'nothing', refusesPlainSequenceForm: false, firstMediaSetsRate: true, endFrame: 'exclusive', overlap: 'answered',
  placed: 'items', appendErrors: 0, appendNeedsSelectedClip: false, deleteFailures: 0, firstConstant: 7, missingConstants: [],
  compHandles: 'live', compDrifts: 0, loaderAsks: true, isHeadless: false, rendersForPolls: 2,
  renderWords: { ready: 'Bereit', busy: 'Rendern', done: 'Fertig' }, prefsLimitBytes: 65536, tearsPrefs: true, deafTo: [],
  endlessIn: [],
}

/** Whether Studio's menu scripts are sandboxed in 21.1 nobody has recorded (G22): here they are. */
export const profiles: Record<Profile, Knobs> = {
  'free-21.1': { ...worst, isSandboxed: true, refusesPlainSequenceForm: true },
  'free-20': { ...worst, version: '20.2.1', appendNeedsSelectedClip: true, firstConstant: 21 },
  'studio-20': {
    ...worst, edition: 'studio', version: '20.3.2', compHandles: 'stubs', placed: 'without-ids', firstConstant: 40,
  },
  'studio-21.1': { ...worst, edition: 'studio', isSandboxed: true, refusesPlainSequenceForm: true },
}
