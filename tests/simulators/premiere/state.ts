/** hosts.md C3: every rate that a sequence can have is a whole number of these a frame. */
export const TICKS_PER_SECOND = 254016000000n

/** What Premiere finds in a file; times in ticks. */
export interface MediaFacts {
  /** Of stills nothing. */
  duration: bigint
  frameTicks: bigint
  width: number
  height: number
  hasVideo: boolean
  hasAudio: boolean
  isStill: boolean
  /** Of its timecode. */
  start: bigint
  /** R14: a file of captions, which no call can place. */
  isCaptions: boolean
}

export type PlainValue = number | string | boolean | { x: number; y: number }

export interface KeyState {
  /** R13: in source time. */
  time: bigint
  value: PlainValue
  mode: number
}

export interface ParamState {
  name: string
  value: PlainValue
  isTimeVarying: boolean
  keys: KeyState[]
}

export interface ComponentState {
  id: number
  matchName: string
  displayName: string
  params: ParamState[]
}

/** A track item: `start` and `end` on the sequence, `in` and `out` (exclusive) in the source. */
export interface ClipState {
  id: number
  name: string
  item: string
  start: bigint
  end: bigint
  in: bigint
  out: bigint
  speed: number
  isReversed: boolean
  isAdjustment: boolean
  isDisabled: boolean
  /** R6: picture and sound that were placed together. */
  link: number
  components: ComponentState[]
  /** R9: grows with every edit of it. */
  revision: number
}

export interface TrackState {
  id: number
  name: string
  isMuted: boolean
  isLocked: boolean
  clips: ClipState[]
}

export interface MarkerState {
  guid: string
  name: string
  type: string
  start: bigint
  duration: bigint
  comments: string
  colour: number
}

export type PropertyStates = Record<string, { value: string; isPersistent: boolean }>

export interface SequenceState {
  guid: string
  name: string
  frameTicks: bigint
  width: number
  height: number
  zero: bigint
  in?: bigint
  out?: bigint
  video: TrackState[]
  audio: TrackState[]
  captionTracks: number
  markers: MarkerState[]
  properties: PropertyStates
}

export interface InterpretationState {
  /** As the file says, where undefined. */
  alpha: number | undefined
  ignoreAlpha: boolean
  invertAlpha: boolean
  frameRate: number | undefined
  pixelAspect: number
}

export type ItemKind = 'root' | 'bin' | 'clip' | 'sequence' | 'title'

/** Something in the Project panel. */
export interface ItemState {
  id: string
  kind: ItemKind
  /** "" of the root. */
  parent: string
  name: string
  label: number
  /** "" of what is no file. */
  path: string
  /** R12 */
  proxy: string
  isOffline: boolean
  /** Of a nested sequence. */
  sequence?: string
  in?: bigint
  out?: bigint
  interpretation: InterpretationState
  isScaledToFrame: boolean
  isMulticam: boolean
  isMerged: boolean
  properties: PropertyStates
  markers: MarkerState[]
  hasTranscript: boolean
}

export interface ProjectState {
  items: ItemState[]
  sequences: SequenceState[]
  properties: PropertyStates
}

export const trackIn = (sequence: SequenceState, id: number): TrackState | undefined =>
  [...sequence.video, ...sequence.audio].find((track) => track.id === id)

export const sequenceIn = (state: ProjectState, guid: string): SequenceState | undefined =>
  state.sequences.find((each) => each.guid === guid)

export const itemIn = (state: ProjectState, id: string): ItemState | undefined => state.items.find((each) => each.id === id)

/** A clip on a timeline, and where it is. */
export interface FoundClip {
  sequence: SequenceState
  track: TrackState
  clip: ClipState
  kind: 'video' | 'audio'
  /** Of its track. */
  index: number
}

export function clipIn(state: ProjectState, guid: string, id: number): FoundClip | undefined {
  const sequence = sequenceIn(state, guid)
  for (const kind of ['video', 'audio'] as const) {
    for (const [index, track] of (sequence?.[kind] ?? []).entries()) {
      const clip = track.clips.find((each) => each.id === id)
      if (clip !== undefined && sequence !== undefined) return { sequence, track, clip, kind, index }
    }
  }
  return undefined
}

export const endOf = ({ video, audio }: SequenceState): bigint =>
  [...video, ...audio].flatMap(({ clips }) => clips).reduce((end, clip) => (clip.end > end ? clip.end : end), 0n)
