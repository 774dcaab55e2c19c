import type { Ratio, Rate } from '#protocol'
import type { PlaceHow } from './result'
import type { Placement } from './reading'
import type { Stamp, Target } from './target'

/** What of a clip is to be read: what its timeline plays of it, or all of its media. */
export interface ClipNeeds {
  region: 'played' | 'media'
  /** As the host shows it, grade, framing and effects in it, the clip alone: only of what is played. Left out: as it is. */
  look?: 'graded'
  /** Asked and told while the host renders that, which may take minutes. */
  watch?: {
    progress(done: number, total: number): void
    isCancelled(): boolean
  }
}

/** What of a media a target plays. Moments are exact seconds from the media's first frame; its timecode is not counted in. */
export interface PlayedMedia {
  /** As the host names the file; whether it is there only the helper can say. */
  path: string
  /** Half-open, at normal speed; absent: all of the media is wanted. */
  source?: { in: Ratio; out: Ratio }
  /** Of the timeline that it lies on. */
  rate: Rate
  /** Of the project, where it was saved ever: results go into `Firstpass` in it, else into `Firstpass` beside the source. */
  projectFolder?: string
  /** What the host rendered of another file, to be looked at: it must be so many frames, the first with this label. */
  rendered?: { of: string; frames: number; start: number }
}

/** A host that plays media hands out no frames: the helper reads the file. */
export interface ClipReading {
  target: Target
  stamp: Stamp
  /** Its bounds are the timeline's frame. */
  placement: Placement
  media: PlayedMedia
  /** Sentences for the user: the proxy is not looked at, a grade is not in the result. */
  notes: readonly string[]
  /** Lets go of what was rendered, once nobody reads it any more. Harmless twice. */
  close?(): Promise<void>
}

/** A moment of the source that deserves a look. */
export interface MarkedMoment {
  /** Seconds from the source's first frame. */
  at: Ratio
  /** 0..1, larger is worse. */
  score: number
  reason: string
}

/** A clip that the helper wrote: the user's own file, which no host and no panel ever removes. */
export interface MadeClip {
  path: string
  rate: Rate
  frames: number
  width: number
  height: number
  /** Straight, never premultiplied. */
  hasAlpha: boolean
  /** The moment of the source that its first frame shows: earlier than `PlayedMedia.source.in` where it has handles. */
  begins: Ratio
  /** So many seconds of it show one second of the source: 2 is slow motion. */
  stretch: Ratio
  /** So many times as wide and high as the source. */
  scale: number
  markers: readonly MarkedMoment[]
}

/** As for pictures; `progress` counts edits. `form`: `clip`, `media` or `proxy`. */
export type PlaceClipHow = Omit<PlaceHow, 'combine' | 'featherPx' | 'opacity' | 'limit'>
