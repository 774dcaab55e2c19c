import type { FusionComp } from './fusion'
import type { Marked } from './markers'
import type { MediaPoolItem } from './media'
import type { Maybe } from './projections'
import type { Done, TakeInfo, TrackType } from './values'

/**
 * Keys of `SetProperty` in use. Values outside of the range are clipped without a word, an unknown key is answered with false;
 * nothing can be keyframed.
 */
export interface ItemProperties {
  /** Pixels of the timeline, at most 4 times its width and height. */
  Pan: number
  Tilt: number
  /** 0..100, 1 is as it is. */
  ZoomX: number
  ZoomY: number
  ZoomGang: boolean
  /** Degrees, at most 360. */
  RotationAngle: number
  AnchorPointX: number
  AnchorPointY: number
  /** At most 1.5. */
  Pitch: number
  Yaw: number
  FlipX: boolean
  FlipY: boolean
  CropLeft: number
  CropRight: number
  CropTop: number
  CropBottom: number
  CropSoftness: number
  CropRetain: boolean
  /** 0..31: 0 normal, 17 luma mask, 28 alpha, 29 inverted alpha. Which of two tracks is matted is not documented. */
  CompositeMode: number
  /** 0..100. */
  Opacity: number
  /** At most 1. */
  Distortion: number
  /** 0 as the project, 1 nearest, 2 frame blend, 3 optical flow. */
  RetimeProcess: number
  MotionEstimation: number
  /** 0 as the project, 1 crop, 2 fit, 3 fill, 4 stretch. */
  Scaling: number
  ResizeFilter: number
}

/** A clip's place on a timeline. There is no call that moves, trims or slips one. */
export interface TimelineItem extends Marked {
  /** Of a subtitle since 20.2.1 its text. */
  GetName(): Maybe<string>
  GetUniqueId(): Maybe<string>
  /** Timeline frames, the start timecode counted in. */
  GetStart(): Maybe<number>
  /** Exclusive. */
  GetEnd(): Maybe<number>
  GetDuration(): Maybe<number>
  /** Timeline frames of media before the item's start, and after its end. */
  GetLeftOffset(): Maybe<number>
  GetRightOffset(): Maybe<number>
  /** Media frames in the media's own rate, from its first. */
  GetSourceStartFrame(): Maybe<number>
  /** Whether inclusive is not documented: take the duration. */
  GetSourceEndFrame(): Maybe<number>
  /** Nothing of a generator, a title, an adjustment clip. */
  GetMediaPoolItem(): Maybe<MediaPoolItem>
  GetTrackTypeAndIndex(): Maybe<[TrackType, number]>
  /** From 21.1 on: "video", "audio", "generator", "transition". */
  GetType?(): Maybe<string>
  GetProperty<Name extends keyof ItemProperties>(name: Name): Maybe<ItemProperties[Name]>
  SetProperty<Name extends keyof ItemProperties>(name: Name, value: ItemProperties[Name]): Maybe<Done>
  /** From 21.1 on; one of them that is not taken: false. */
  GetProperties?(): Maybe<Partial<ItemProperties>>
  SetProperties?(properties: Partial<ItemProperties>): Maybe<Done>
  /** From 21.1 on. 0 is a freeze, negative backwards. */
  GetSpeed?(): Maybe<{ Percentage: number }>
  GetClipEnabled(): Maybe<boolean>
  SetClipEnabled(isEnabled: boolean): Maybe<Done>
  GetClipColor(): Maybe<string>
  /** A name that is no clip's colour: false. Of a generator true, and nothing sticks. */
  SetClipColor(name: string): Maybe<Done>
  GetLinkedItems(): Maybe<TimelineItem[]>
  /** From this one onto others. */
  CopyGrades(targets: readonly TimelineItem[]): Maybe<Done>
  GetNodeGraph(layer?: number): Maybe<Graph>
  /** The first makes a take of what is there too: 2 then. Grade, transitions and effects stay; the newest is selected. */
  AddTake(item: MediaPoolItem, startFrame?: number, endFrame?: number): Maybe<Done>
  /** 0 where there are none. */
  GetTakesCount(): Maybe<number>
  /** From 1; 0 where there are none. */
  GetSelectedTakeIndex(): Maybe<number>
  GetTakeByIndex(index: number): Maybe<TakeInfo>
  SelectTakeByIndex(index: number): Maybe<Done>
  DeleteTakeByIndex(index: number): Maybe<Done>
  /** Keeps the selected one and ends the choice. */
  FinalizeTake(): Maybe<Done>
  GetFusionCompCount(): Maybe<number>
  GetFusionCompNameList(): Maybe<string[]>
  GetFusionCompByIndex(index: number): Maybe<FusionComp>
  /** In 20.3 this and `AddFusionComp` gave handles whose changes were lost: take `LoadFusionCompByName`. */
  GetFusionCompByName(name: string): Maybe<FusionComp>
  AddFusionComp(): Maybe<FusionComp>
  /** Of a `.comp` or `.setting` file. Where MediaOut1 is not wired to MediaIn1 it is bypassed, or the render fails. */
  ImportFusionComp(path: string): Maybe<FusionComp>
  LoadFusionCompByName(name: string): Maybe<FusionComp>
  RenameFusionCompByName(from: string, to: string): Maybe<Done>
  DeleteFusionCompByName(name: string): Maybe<Done>
}

/** A clip's nodes on the colour page. None can be added, connected or taken away; values of a grade are not to be had. */
export interface Graph {
  GetNumNodes(): Maybe<number>
  GetNodeLabel(node: number): Maybe<string>
  /** Nodes count from 1. Only of files in the folders of LUTs that `RefreshLUTList` has seen; relative to them or whole. */
  SetLUT(node: number, path: string): Maybe<Done>
  /** "" where it has none. */
  GetLUT(node: number): Maybe<string>
  SetNodeEnabled(node: number, isEnabled: boolean): Maybe<Done>
}
