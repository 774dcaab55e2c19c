import type { Marked } from './markers'
import type { Maybe } from './projections'
import type { Timeline } from './timeline'
import type { TimelineItem } from './timeline-item'
import type { ClipInfo, Done, MarkInOut, SequenceInfo } from './values'

export interface MediaStorage {
  GetMountedVolumeList(): Maybe<string[]>
  /** Only of files under the roots of Media Storage; Windows wants backslashes. `ImportMedia` takes any. */
  AddItemListToMediaPool(paths: readonly string[]): Maybe<MediaPoolItem[]>
  /** External mattes of the colour page. Which node uses one the user says there: no call adds a matte to a node. */
  AddClipMattesToMediaPool(item: MediaPoolItem, paths: readonly string[], eye?: 'left' | 'right'): Maybe<Done>
}

export interface Folder {
  GetName(): Maybe<string>
  GetUniqueId(): Maybe<string>
  GetClipList(): Maybe<MediaPoolItem[]>
  GetSubFolderList(): Maybe<Folder[]>
}

export interface MediaPool {
  GetRootFolder(): Maybe<Folder>
  /** Of a name that is taken: nothing. The new one becomes current. */
  AddSubFolder(parent: Folder, name: string): Maybe<Folder>
  GetCurrentFolder(): Maybe<Folder>
  SetCurrentFolder(folder: Folder): Maybe<Done>
  DeleteFolders(folders: readonly Folder[]): Maybe<Done>
  /**
   * Into the current folder. A file that is in the pool already gives an empty list, and so does the sequence form for plain
   * files in 21.1; several numbered stills in one call become one sequence. The first media may set the project's rate,
   * sound freezes it. Compare the folder's list before and after.
   */
  ImportMedia(paths: readonly string[] | readonly SequenceInfo[]): Maybe<MediaPoolItem[]>
  MoveClips(items: readonly MediaPoolItem[], to: Folder): Maybe<Done>
  DeleteClips(items: readonly MediaPoolItem[]): Maybe<Done>
  /** What the user selected in the pool. */
  GetSelectedClips(): Maybe<MediaPoolItem[]>
  /** Before 20.3.2 nothing can be appended while no clip of the pool is selected. */
  SetSelectedClip(item: MediaPoolItem): Maybe<Done>
  CreateEmptyTimeline(name: string): Maybe<Timeline>
  /** Of clips in the current folder only; without a track. Of a name that is taken: nothing. */
  CreateTimelineFromClips(name: string, clips: readonly MediaPoolItem[] | readonly ClipInfo[]): Maybe<Timeline>
  /** Of a name that is taken: nothing. */
  ImportTimelineFromFile(path: string, options: { timelineName: string; importSourceClips?: boolean }): Maybe<Timeline>
  DeleteTimelines(timelines: readonly Timeline[]): Maybe<Done>
  /**
   * On the current timeline. Where an item is there already, the new one is dropped without a word; a locked or missing track
   * gives an empty list; the list may hold nothing, or items without an id. Rates that differ are floored: gaps of one frame.
   * Look the track up afterwards, by start and duration.
   */
  AppendToTimeline(clips: readonly ClipInfo[]): Maybe<Maybe<TimelineItem>[]>
  GetClipMatteList(item: MediaPoolItem): Maybe<string[]>
  DeleteClipMattes(item: MediaPoolItem, paths: readonly string[]): Maybe<Done>
}

/** Keys of `GetClipProperty` in use; all values are text. */
export interface ClipProperties {
  'File Path': string
  'File Name': string
  /** "Video", "Video + Audio", "Audio", "Still", "Timeline", "Compound". */
  Type: string
  /** Rounded as the user knows it: "23.976", "29.97". */
  FPS: string
  Frames: string
  /** Timecode of the first frame, ";" before the frames where frames are dropped. */
  'Start TC': string
  'End TC': string
  /** Timecode. */
  Duration: string
  /** "1920x1080"; "" of sound. */
  Resolution: string
  /** "None", "Straight", "Premultiplied". */
  'Alpha mode': string
  'Audio Ch': string
  'Video Codec': string
  /** "1" none, 2, 3, 4 in Studio only. */
  'Super Scale': string
  /** Path, "" where there is none. */
  Proxy: string
  'Online Status': string
}

export interface MediaPoolItem extends Marked {
  GetName(): Maybe<string>
  GetUniqueId(): Maybe<string>
  GetMediaId(): Maybe<string>
  GetClipProperty(name: string): Maybe<string>
  SetClipProperty(name: string, value: string): Maybe<Done>
  GetMetadata(name: string): Maybe<string>
  GetMetadata(): Maybe<Record<string, string>>
  SetMetadata(name: string, value: string): Maybe<Done>
  /** Kept with the clip, shown nowhere. */
  GetThirdPartyMetadata(name: string): Maybe<string>
  SetThirdPartyMetadata(name: string, value: string): Maybe<Done>
  /** Media frames from 0, both inclusive. */
  SetMarkInOut(start: number, end: number, type?: 'video' | 'audio' | 'all'): Maybe<Done>
  GetMarkInOut(): Maybe<MarkInOut>
  ClearMarkInOut(type?: 'video' | 'audio' | 'all'): Maybe<Done>
  ReplaceClip(path: string): Maybe<Done>
  LinkProxyMedia(path: string): Maybe<Done>
  UnlinkProxyMedia(): Maybe<Done>
  GetClipColor(): Maybe<string>
  SetClipColor(name: string): Maybe<Done>
}
