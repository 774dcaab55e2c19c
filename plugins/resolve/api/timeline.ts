import type { Marked } from './markers'
import type { MediaPoolItem } from './media'
import type { Maybe } from './projections'
import type { Graph, TimelineItem } from './timeline-item'
import type { Done, MarkInOut, TrackType } from './values'

/** Frames of a timeline are counted from its start timecode: 01:00:00:00 at 24 is 86400. Tracks count from 1, from below. */
export interface Timeline extends Marked {
  GetName(): Maybe<string>
  /** False where the name is taken. */
  SetName(name: string): Maybe<Done>
  GetUniqueId(): Maybe<string>
  GetStartFrame(): Maybe<number>
  /** Exclusive: the frame after the last item. */
  GetEndFrame(): Maybe<number>
  GetStartTimecode(): Maybe<string>
  SetStartTimecode(timecode: string): Maybe<Done>
  /** As of a project's. `timelineFrameRate` of 29.97 is said with or without " DF". */
  GetSetting(name: string): Maybe<string>
  SetSetting(name: string, value: string): Maybe<Done>
  GetTrackCount(type: TrackType): Maybe<number>
  /** On top where no place is given, which 21.1's own types don't have. A track of sound is mono unless it is said: "stereo". */
  AddTrack(type: TrackType, options?: string | { audioType?: string; index?: number }): Maybe<Done>
  DeleteTrack(type: TrackType, index: number): Maybe<Done>
  GetTrackSubType(type: TrackType, index: number): Maybe<string>
  GetTrackName(type: TrackType, index: number): Maybe<string>
  SetTrackName(type: TrackType, index: number, name: string): Maybe<Done>
  GetIsTrackEnabled(type: TrackType, index: number): Maybe<boolean>
  SetTrackEnable(type: TrackType, index: number, isEnabled: boolean): Maybe<Done>
  GetIsTrackLocked(type: TrackType, index: number): Maybe<boolean>
  SetTrackLock(type: TrackType, index: number, isLocked: boolean): Maybe<Done>
  GetItemListInTrack(type: TrackType, index: number): Maybe<TimelineItem[]>
  /** On the Edit page only: elsewhere false, and nothing goes. Linked sound stays. */
  DeleteClips(items: readonly TimelineItem[], isRipple?: boolean): Maybe<Done>
  SetClipsLinked(items: readonly TimelineItem[], isLinked: boolean): Maybe<Done>
  /** From 21.0.4 on. */
  GetSelectedClips?(): Maybe<TimelineItem[]>
  /** Of the playhead: "01:00:00:00", "01:00:00;02" where frames are dropped. */
  GetCurrentTimecode(): Maybe<string>
  /** Not on the Media page. */
  SetCurrentTimecode(timecode: string): Maybe<Done>
  /** The topmost that is enabled at the playhead. */
  GetCurrentVideoItem(): Maybe<TimelineItem>
  /** What the user marked: frames from the timeline's start, both inclusive. */
  GetMarkInOut(): Maybe<MarkInOut>
  SetMarkInOut(start: number, end: number, type?: 'video' | 'audio' | 'all'): Maybe<Done>
  ClearMarkInOut(type?: 'video' | 'audio' | 'all'): Maybe<Done>
  /** The copy becomes current. Of a name that is taken: nothing. */
  DuplicateTimeline(name?: string): Maybe<Timeline>
  /** @param type a constant of `Resolve`, a number: text is refused without a word */
  Export(path: string, type: number, subtype?: number): Maybe<Done>
  /** As which it lies in the pool; appended like a clip. */
  GetMediaPoolItem(): Maybe<MediaPoolItem>
  /** The timeline's own nodes. */
  GetNodeGraph(): Maybe<Graph>
  /** Always on the track that is patched (1), at the playhead. */
  InsertFusionCompositionIntoTimeline(): Maybe<TimelineItem>
}
