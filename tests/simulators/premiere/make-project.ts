import type { Machine } from './machine'
import { makeEffect } from './components'
import { STILL_IN } from './place-item'
import { newItem } from './project-items'
import type { ClipState, ItemState, MediaFacts, PlainValue, SequenceState, TrackState } from './state'

/** Times in ticks. */
export interface ClipMaking {
  name: string
  /** On the sequence. */
  start: bigint
  end: bigint
  /** Of the source; absent: from its beginning (of stills one hour), for as long as the clip is. */
  in?: bigint
  out?: bigint
  /** Absent: a title, which is no file. */
  path?: string
  /** What is in that file; absent if it was said already, or if the file is there. */
  media?: Partial<MediaFacts>
  /** The sequence that it plays, by name. */
  nested?: string
  isOffline?: boolean
  speed?: number
  isReversed?: boolean
  isAdjustment?: boolean
  isDisabled?: boolean
  isSelected?: boolean
  isMulticam?: boolean
  isScaledToFrame?: boolean
  proxy?: string
  /** Linked sound on the first audio track. */
  hasSound?: boolean
  /** Motion and Opacity by the names of their parameters. */
  framing?: Readonly<Record<string, PlainValue>>
  /** With keyframes, by source time; `framing`'s too. */
  keys?: Readonly<Record<string, readonly (readonly [time: bigint, value: PlainValue])[]>>
  effects?: readonly string[]
}

export interface TrackMaking {
  isLocked?: boolean
  clips: readonly ClipMaking[]
}

export interface SequenceMaking {
  name: string
  frameTicks: bigint
  width?: number
  height?: number
  zero?: bigint
  in?: bigint
  out?: bigint
  playhead?: bigint
  video: readonly TrackMaking[]
  audioTracks?: number
}

export interface ProjectMaking {
  /** As its system writes it; "" of one that was never saved. */
  path?: string
  sequences: readonly SequenceMaking[]
}

const plainMedia: MediaFacts = {
  duration: 0n, frameTicks: 0n, width: 1920, height: 1080, hasVideo: true, hasAudio: false, isStill: false, start: 0n,
  isCaptions: false,
}

function itemOf(machine: Machine, root: string, making: ClipMaking): ItemState {
  const { name, path = '', proxy = '', isOffline = false, nested, isMulticam = false, isScaledToFrame = false } = making
  const isIt = (item: ItemState): boolean => (path === '' ? nested !== undefined && item.name === nested : item.path === path)
  const found = machine.state.items.find(isIt)
  if (found !== undefined) return found
  const kind = path === '' ? 'title' : 'clip'
  const made = newItem({ id: machine.newGuid(), kind, parent: root, name, path, proxy, isOffline, isMulticam, isScaledToFrame })
  machine.state.items.push(made)
  return made
}

function framed(machine: Machine, { framing = {}, keys = {}, effects = [] }: ClipMaking): ClipState['components'] {
  const own = machine.ownComponents()
  for (const param of own.flatMap(({ params }) => params)) {
    param.value = framing[param.name] ?? param.value
    const wanted = keys[param.name]
    if (wanted === undefined) continue
    Object.assign(param, { isTimeVarying: true, keys: wanted.map(([time, value]) => ({ time, value, mode: 0 })) })
  }
  return [...own, ...effects.map((name) => makeEffect(machine, name))]
}

function makeClip(machine: Machine, item: ItemState, making: ClipMaking): ClipState {
  const { name, start, end, speed = 1, isReversed = false, isAdjustment = false, isDisabled = false } = making
  const from = making.in ?? (machine.factsOf(item.path)?.isStill === true ? STILL_IN : 0n)
  return {
    id: machine.nextId(), name, item: item.id, start, end, in: from, out: making.out ?? from + end - start, speed, isReversed,
    isAdjustment, isDisabled, link: machine.nextId(), revision: 0, components: framed(machine, making),
  }
}

const emptyTracks = (machine: Machine, letter: string, making: readonly { isLocked?: boolean }[]): TrackState[] =>
  making.map(({ isLocked = false }, index) =>
    ({ id: machine.nextId(), name: `${letter} ${index + 1}`, isMuted: false, isLocked, clips: [] }))

function makeSequence(machine: Machine, root: string, making: SequenceMaking): void {
  const { name, frameTicks, width = 1920, height = 1080, zero = 0n, playhead = 0n, audioTracks = 1 } = making
  const sequence: SequenceState = {
    guid: machine.newGuid(), name, frameTicks, width, height, zero, captionTracks: 0, markers: [], properties: {},
    video: emptyTracks(machine, 'Video', making.video),
    audio: emptyTracks(machine, 'Audio', Array.from({ length: audioTracks }, () => ({}))),
    ...(making.in === undefined ? {} : { in: making.in }), ...(making.out === undefined ? {} : { out: making.out }),
  }
  machine.state.sequences.push(sequence)
  machine.state.items.push(newItem({ id: machine.newGuid(), kind: 'sequence', parent: root, name, sequence: sequence.guid }))
  const view = machine.view(sequence.guid)
  view.playhead = playhead
  for (const [index, track] of making.video.entries()) {
    for (const each of track.clips) {
      if (each.path !== undefined && each.media !== undefined) {
        const length = each.end - each.start
        const duration = (each.out ?? length) * 2n
        machine.media.set(each.path, { ...plainMedia, duration, frameTicks, width, height, ...each.media })
      }
      const item = itemOf(machine, root, each)
      const clip = makeClip(machine, item, each)
      sequence.video[index]?.clips.push(clip)
      if (each.isSelected === true) view.selected.add(clip.id)
      if (each.hasSound !== true) continue
      const sound = { ...machine.copyClip(clip), components: [] }
      sequence.audio[0]?.clips.push(sound)
      if (each.isSelected === true) view.selected.add(sound.id)
    }
  }
}

/** A project as a user has it open: the first sequence is the active one. */
export function makeProject(machine: Machine, { path = '', sequences }: ProjectMaking): void {
  const root = machine.newGuid()
  machine.project = { guid: machine.newGuid(), name: path.split(/[\\/]/).at(-1) ?? '', path }
  machine.state = { items: [newItem({ id: root, kind: 'root', parent: '', name: 'root' })], sequences: [], properties: {} }
  machine.undos = []
  machine.redos = []
  for (const sequence of [...sequences].reverse()) makeSequence(machine, root, sequence)
  machine.state.sequences.reverse()
  machine.active = machine.state.sequences[0]?.guid
}
