import { FileRoots, type FilePermission } from '../uxp/file-roots'
import { makeFs } from '../uxp/fs-module'
import { makeUxp } from '../uxp/uxp-module'
import type { Exported } from './exports'
import { hashState } from './hash'
import { type Knobs, type ProfileName, profiles } from './knobs'
import { type HostCall, Machine } from './machine'
import { makeProject, type ProjectMaking } from './make-project'
import { makePremiere, makeSeat } from './module'
import { probeFile } from './probe-file'
import type { ClipState, MediaFacts, ProjectState, SequenceState } from './state'

export type { ClipMaking, ProjectMaking, SequenceMaking, TrackMaking } from './make-project'
export type { Knobs, ProfileName } from './knobs'
export { profiles } from './knobs'
export type { ClipState, ItemState, MarkerState, MediaFacts, ParamState, ProjectState, SequenceState } from './state'
export { TICKS_PER_SECOND } from './state'

export interface PremiereOptions extends Partial<Knobs> {
  /** R16; the strict one where none is said. */
  profile?: ProfileName
  files?: FilePermission
  pluginFolder?: string
  /** What is in a file that no test told of; the file itself is asked where this is left out. */
  probe?: (path: string) => MediaFacts | undefined
}

export type Premiere = ReturnType<typeof openPremiere>

/** What its user does, and sees. */
function hands(machine: Machine) {
  const own = (name?: string): SequenceState => {
    const { sequences } = machine.state
    const found = sequences.find((each) => (name === undefined ? each.guid === machine.active : each.name === name))
    if (found === undefined) throw new Error(`There is no sequence ${name ?? 'open'}.`)
    return found
  }
  const clipsOf = (sequence: SequenceState): ClipState[] =>
    [...sequence.video, ...sequence.audio].flatMap(({ clips }) => clips)
  return {
    sequence: own,
    /** Pictures on all tracks, lowest first. */
    clips: (name?: string): { track: number; clip: ClipState }[] =>
      own(name).video.flatMap(({ clips }, track) => clips.map((clip) => ({ track, clip }))),
    /** The user clicks clips: by name, picture and sound alike. */
    select: (...names: string[]): void => {
      const sequence = own()
      const clicked = clipsOf(sequence).filter(({ name }) => names.includes(name))
      machine.view(sequence.guid).selected = new Set(clicked.map(({ id }) => id))
      machine.tell(sequence.guid, 'sequenceSelectionChanged')
    },
    /** The user edits by hand, as one step of the history. */
    edit: (label: string, act: (sequence: SequenceState, draft: ProjectState) => void): void => {
      const { guid } = own()
      machine.change(label, (draft) => {
        const sequence = draft.sequences.find((each) => each.guid === guid)
        if (sequence === undefined) return
        act(sequence, draft)
        for (const clip of clipsOf(sequence)) clip.revision++
      })
    },
    activate: (name: string): void => {
      machine.active = own(name).guid
      machine.tell(machine.active, 'sequenceActivated')
    },
    closeProject: (): void => {
      machine.project = undefined
      machine.active = undefined
      machine.state = { items: [], sequences: [], properties: {} }
      machine.tell('project', 'projectClosed')
    },
    /** Saved, closed and opened again: no history, no properties that were not to last, no handle of before. */
    reopen: (): void => {
      for (const { properties } of [machine.state, ...machine.state.items, ...machine.state.sequences]) {
        for (const [name, { isPersistent }] of Object.entries(properties)) {
          if (!isPersistent) delete properties[name]
        }
      }
      if (machine.project !== undefined) machine.project = { ...machine.project }
      machine.undos = []
      machine.redos = []
      machine.epoch++
      machine.tell('project', 'projectOpened')
    },
  }
}

/** A running Premiere with one plugin in it, and the hands of its user. */
export function openPremiere(options: PremiereOptions = {}) {
  const { profile = 'strict-26.3', files = 'plugin', pluginFolder, probe = probeFile, ...knobs } = options
  const machine = new Machine({ ...profiles[profile], ...knobs }, probe)
  const exported: Exported[] = []
  const frames: string[] = []
  const roots = new FileRoots(files, pluginFolder)
  const fs = makeFs(roots)
  const uxp = makeUxp(roots, { name: 'premierepro', version: machine.knobs.version })
  return {
    premierepro: makePremiere(makeSeat(machine), { exported, frames }),
    uxp: uxp.module,
    fs: fs.module,
    uxpSide: uxp,
    machine, roots, exported, frames,
    knobs: machine.knobs,
    get state(): ProjectState { return machine.state },
    makeProject: (making: ProjectMaking): void => { makeProject(machine, making) },
    addMedia: (path: string, facts: MediaFacts): void => { machine.media.set(path, facts) },
    hash: (): string => hashState(machine.state),
    /** Labels of what undo would take back, oldest first. */
    history: (): string[] => machine.undos.map(({ label }) => label),
    undo: (times = 1): void => { for (let done = 0; done < times; done++) machine.undo() },
    redo: (): void => { machine.redo() },
    beforeCalls: (act: ((call: HostCall) => void) | undefined): void => { machine.knobs.beforeCall = act },
    ...hands(machine),
    remove: (): void => { roots.remove() },
  }
}
