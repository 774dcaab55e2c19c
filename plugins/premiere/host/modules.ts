import type { UxpModule as CommonUxp } from '#uxp/module'

/**
 * The part of Premiere's and UXP's modules that Firstpass uses, so that they can be handed in. open.ts fails to compile where
 * the official types don't have it. Values of enumerations are Premiere's own at run time, whatever the types count, and are
 * only ever handed back.
 */
export interface HostModules {
  premierepro: PremiereModule
  uxp: UxpModule
}

export interface UxpModule extends CommonUxp {
  storage: CommonUxp['storage'] & { localFileSystem: { getTemporaryFolder(): Promise<{ readonly nativePath: string }> } }
}

export interface PremiereModule {
  Project: { getActiveProject(): Promise<Project> }
  ClipProjectItem: { cast(item: ProjectItem): ClipProjectItem }
  FolderItem: { cast(item: ProjectItem): FolderItem }
  ProjectItem: { cast(item: FolderItem | ClipProjectItem): ProjectItem; readonly TYPE_BIN: number }
  SequenceEditor: { getEditor(sequence: Sequence): SequenceEditor }
  TrackItemSelection: { createEmptySelection(act: (selection: TrackItemSelection) => void): boolean }
  TickTime: { createWithTicks(ticks: string): TickTime }
  Markers: { getMarkers(owner: Sequence | ClipProjectItem): Promise<Markers> }
  Marker: { readonly MARKER_TYPE_COMMENT: string }
  Properties: { getProperties(owner: Project | Sequence): Promise<Properties> }
  Exporter: {
    /** `name` is the bare name, `folder` its folder; the official comment says otherwise, and then nothing is written. */
    exportSequenceFrame(
      sequence: Sequence, time: TickTime, name: string, folder: string, width: number, height: number,
    ): Promise<boolean>
  }
  EventManager: {
    addGlobalEventListener(name: string, act: (event?: object) => void): void
    removeGlobalEventListener(name: string, act: (event?: object) => void): void
  }
  Constants: {
    readonly TrackItemType: { readonly CLIP: Enumerated }
    readonly MediaType: { readonly VIDEO: Enumerated; readonly AUDIO: Enumerated }
    readonly PropertyType: { readonly PERSISTENT: Enumerated }
    readonly SequenceEvent: Readonly<Record<'ACTIVATED' | 'CLOSED' | 'SELECTION_CHANGED', Enumerated>>
    readonly ProjectEvent: Readonly<Record<'OPENED' | 'CLOSED' | 'ACTIVATED', Enumerated>>
  }
}

/** A number by the types, a string or another number in some versions. */
export type Enumerated = number | string

/** An edit that is not made yet; created inside a transaction. */
export type Action = object

export interface Guid {
  toString(): string
}

export interface TickTime {
  /** 254,016,000,000 a second, in decimal digits. */
  readonly ticks: string
  subtract(other: TickTime): TickTime
}

export interface Project {
  readonly guid: Guid
  readonly name: string
  /** Of the project's file. */
  readonly path: string
  getActiveSequence(): Promise<Sequence | null>
  setActiveSequence(sequence: Sequence): Promise<boolean>
  getSequences(): Promise<Sequence[]>
  getRootItem(): Promise<FolderItem>
  importFiles(paths: string[], isSilent?: boolean, bin?: ProjectItem, isNumbered?: boolean): Promise<boolean>
  executeTransaction(act: (compound: CompoundAction) => void, label?: string): boolean
  lockedAccess(act: () => void): void
}

export interface CompoundAction {
  addAction(action: Action): boolean
}

export interface ProjectItem {
  readonly name: string
  readonly type: number
  getId(): string
  createSetNameAction(name: string): Action
}

export interface FolderItem {
  readonly name: string
  createBinAction(name: string, isUnique: boolean): Action
  getItems(): Promise<ProjectItem[]>
}

export interface ClipProjectItem {
  readonly name: string
  isSequence(): Promise<boolean>
  isOffline(): Promise<boolean>
  isMulticamClip(): Promise<boolean>
  isMergedClip(): Promise<boolean>
  getMediaFilePath(): Promise<string>
  canChangeMediaPath(): Promise<boolean>
  changeMediaFilePath(path: string, overridesCheck?: boolean): Promise<boolean>
  canProxy(): Promise<boolean>
  hasProxy(): Promise<boolean>
  getProxyPath(): Promise<string>
  attachProxy(path: string, isHighResolution: boolean): Promise<boolean>
  getFootageInterpretation(): Promise<FootageInterpretation>
  createSetFootageInterpretationAction(interpretation: FootageInterpretation): Action
  createSetInOutPointsAction(inPoint: TickTime, outPoint: TickTime): Action
}

export interface FootageInterpretation {
  getAlphaUsage(): number
  setAlphaUsage(usage: number): boolean
  readonly ALPHACHANNEL_STRAIGHT: number
}

export interface Sequence {
  readonly guid: Guid
  readonly name: string
  getPlayerPosition(): Promise<TickTime>
  setPlayerPosition(position?: TickTime): Promise<boolean>
  getVideoTrackCount(): Promise<number>
  getAudioTrackCount(): Promise<number>
  getVideoTrack(index: number): Promise<VideoTrack>
  getAudioTrack(index: number): Promise<AudioTrack>
  getInPoint(): Promise<TickTime>
  getOutPoint(): Promise<TickTime>
  getEndTime(): Promise<TickTime>
  getSelection(): Promise<TrackItemSelection | null>
  getFrameSize(): Promise<{ width: number; height: number }>
  /** Ticks of a frame, in decimal digits. */
  getTimebase(): Promise<string>
}

export interface VideoTrack {
  readonly name: string
  /** The official types say it is at once there; some versions give a promise. */
  getTrackItems(type: Enumerated, includesEmpty: boolean): VideoClipTrackItem[]
}

export interface AudioTrack {
  readonly name: string
  getTrackItems(type: Enumerated, includesEmpty: boolean): AudioClipTrackItem[]
}

/** What clips of picture and of sound have in common. */
export interface TrackItem {
  getName(): Promise<string>
  getStartTime(): Promise<TickTime>
  getEndTime(): Promise<TickTime>
  getTrackIndex(): Promise<number>
  getProjectItem(): Promise<ProjectItem | null>
}

export type AudioClipTrackItem = TrackItem

export interface VideoClipTrackItem extends TrackItem {
  /** Of the media, from its first frame. */
  getInPoint(): Promise<TickTime>
  /** The moment after the last. */
  getOutPoint(): Promise<TickTime>
  getSpeed(): Promise<number>
  isSpeedReversed(): Promise<number>
  isAdjustmentLayer(): Promise<boolean>
  isDisabled(): Promise<boolean>
  /** By so much, not to a moment. */
  createMoveAction(by: TickTime): Action
  createSetInPointAction(at: TickTime): Action
  createSetEndAction(at: TickTime): Action
  createSetDisabledAction(isDisabled: boolean): Action
  getComponentChain(): Promise<ComponentChain>
  /** Clips of picture have it, those of sound don't; types and versions disagree on every other way to tell them apart. */
  createAddVideoTransitionAction: unknown
}

export interface ComponentChain {
  getComponentCount(): number
  getComponentAtIndex(index: number): Component
}

export interface Component {
  getMatchName(): Promise<string>
  getDisplayName(): Promise<string>
  getParamCount(): number
  getParam(index: number): ComponentParam
}

export type Point = { x: number; y: number }
export type ParamValue = number | string | boolean | Point | object

export interface ComponentParam {
  readonly displayName: string
  isTimeVarying(): boolean
  getValueAtTime(time: TickTime): Promise<ParamValue>
  /** Never awaited: awaiting it spoils it in some versions. */
  createKeyframe(value: ParamValue): Keyframe
  createSetValueAction(keyframe: Keyframe, isSafe?: boolean): Action
  createSetTimeVaryingAction(isVarying: boolean): Action
  createAddKeyframeAction(keyframe: Keyframe): Action
  getKeyframeListAsTickTimes(): TickTime[]
  getKeyframePtr(time?: TickTime): Keyframe | null
  createSetInterpolationAtKeyframeAction(time: TickTime, mode: Enumerated, updates?: boolean): Action
}

export interface Keyframe {
  value: { value: ParamValue }
  /** In the media's time, not the timeline's. */
  position: TickTime
  /** Keyframes of points lack it, whatever the types say. */
  getTemporalInterpolationMode(): Promise<Enumerated>
}

export interface TrackItemSelection {
  addItem(item: TrackItem, skipsCheck?: boolean): boolean
  getTrackItems(): Promise<(VideoClipTrackItem | AudioClipTrackItem)[]>
}

export interface SequenceEditor {
  createInsertProjectItemAction(item: ProjectItem, time: TickTime, video: number, audio: number, limitsShift: boolean): Action
  createOverwriteItemAction(item: ProjectItem, time: TickTime, video: number, audio: number): Action
  createRemoveItemsAction(selection: TrackItemSelection, ripples: boolean, media: Enumerated, shiftsOverlapping?: boolean): Action
}

export interface Markers {
  getMarkers(): Marker[]
  createAddMarkerAction(name: string, type?: string, start?: TickTime, duration?: TickTime, comments?: string): Action
}

export interface Marker {
  getName(): string
  getStart(): TickTime
}

export interface Properties {
  hasValue(name: string): boolean
  getValue(name: string): string
  createSetValueAction(name: string, value: string, persistence: Enumerated): Action
  createClearValueAction(name: string): Action
}
