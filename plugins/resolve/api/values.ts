import type { MediaPoolItem } from './media'

/** Resolve's yes and no. False is also the answer to Studio's calls in the free edition, where a window pops up besides. */
export type Done = boolean

export type Page = 'media' | 'photo' | 'cut' | 'edit' | 'fusion' | 'color' | 'fairlight' | 'deliver'

export type TrackType = 'video' | 'audio' | 'subtitle'

/** Sixteen of markers and flags; those of clips are others. Any other name is answered with false. */
export type MarkerColour = 'Blue' | 'Cyan' | 'Green' | 'Yellow' | 'Red' | 'Pink' | 'Purple' | 'Fuchsia' | 'Rose' | 'Lavender'
  | 'Sky' | 'Mint' | 'Lemon' | 'Sand' | 'Cocoa' | 'Cream'

export interface Marker {
  color: MarkerColour
  /** Frames, at least 1. */
  duration: number
  note: string
  name: string
  /** Not shown to the user: the place for a job's id. */
  customData: string
}

/** By frame from the start of the timeline or clip. The keys are floats in Lua (96.0), strings in JavaScript ("96"). */
export type Markers = Record<string, Marker>

/** What `AppendToTimeline` is given per clip. */
export interface ClipInfo {
  mediaPoolItem: MediaPoolItem
  /** Media frames, counted in the media's own rate from its first frame. Stills ignore both. */
  startFrame?: number
  /** Exclusive where it was measured, inclusive in many scripts: read `GetDuration` of what landed. */
  endFrame?: number
  /** 1 picture, 2 sound; absent: both, linked. */
  mediaType?: 1 | 2
  /** From 1; the track must be there. Absent: the one patched. */
  trackIndex?: number
  /** Timeline frames, the timeline's start frame counted in. Absent: after the last item. */
  recordFrame?: number
}

/** Numbered files as one clip; `FilePath` has a printf place for the number: `f_%04d.png`. */
export interface SequenceInfo {
  FilePath: string
  StartIndex: number
  EndIndex: number
}

export interface TakeInfo {
  startFrame: number
  endFrame: number
  mediaPoolItem: MediaPoolItem
}

/** Frames of the timeline or media, by kind; what is not set is absent. */
export interface MarkInOut {
  video?: { in?: number; out?: number }
  audio?: { in?: number; out?: number }
}

/** 0..100 and 'Ready', 'Rendering', 'Complete' ... in the user's language: never compare `JobStatus`. */
export interface RenderJobStatus {
  JobStatus: string
  CompletionPercentage: number
  Error?: string
}

/** What the queue tells of a job, as far as it is used. */
export interface RenderJob {
  JobId: string
  TimelineName: string
  TargetDir: string
  /** With its ending. */
  OutputFilename: string
  MarkIn: number
  MarkOut: number
}

/** `SetRenderSettings`: one unknown key or wrong value, and none is taken. */
export interface RenderSettings {
  SelectAllFrames?: boolean
  /** Timeline frames, both inclusive; whether the start frame counts in is told both ways: look at the file's timecode. */
  MarkIn?: number
  MarkOut?: number
  TargetDir?: string
  /** Without the ending. */
  CustomName?: string
  ExportVideo?: boolean
  ExportAudio?: boolean
  FormatWidth?: number
  FormatHeight?: number
  /** Frames per second; can't be set once a job of the project has another. */
  FrameRate?: number
  ExportAlpha?: boolean
  /** 0 premultiplied, 1 straight. */
  AlphaMode?: 0 | 1
}
