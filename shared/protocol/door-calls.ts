/**
 * Every call that may go through a door, and the shape of what it gives back: Lua can't tell an empty list from an empty
 * record, nor a list from a record whose keys are frame numbers. What is no table stays what it is: `GetClipProperty` gives
 * a record without a key and a text with one.
 *
 * Missing on purpose: calls that exist in Studio only, because the free edition answers them with a modal window that
 * stops every later call; calls that end, close, delete or export whole projects; and `AddTool` of Fusion for loaders, which
 * opens a file dialog (a composition comes from a file instead, by `ImportFusionComp`).
 */
export const doorCalls = {
  // resolve
  GetProductName: 'value', GetVersion: 'list', GetVersionString: 'value', GetProjectManager: 'value',
  GetMediaStorage: 'value', GetCurrentPage: 'value', OpenPage: 'value',
  // project manager, project
  GetCurrentProject: 'value', SaveProject: 'value', GetMediaPool: 'value', GetTimelineCount: 'value',
  GetTimelineByIndex: 'value', GetCurrentTimeline: 'value', SetCurrentTimeline: 'value', RefreshLUTList: 'value',
  ExportCurrentFrameAsStill: 'value', GetSetting: 'record', GetSettings: 'record',
  // rendering of graded frames
  GetRenderFormats: 'record', GetRenderCodecs: 'record', GetCurrentRenderFormatAndCodec: 'record',
  SetCurrentRenderFormatAndCodec: 'value', GetCurrentRenderMode: 'value', SetCurrentRenderMode: 'value',
  SetRenderSettings: 'value', LoadRenderPreset: 'value', SaveAsNewRenderPreset: 'value', DeleteRenderPreset: 'value',
  AddRenderJob: 'value', DeleteRenderJob: 'value', StartRendering: 'value', StopRendering: 'value',
  IsRenderingInProgress: 'value', GetRenderJobStatus: 'record',
  // media storage, media pool, folder
  AddItemListToMediaPool: 'list', AddClipMattesToMediaPool: 'value', GetRootFolder: 'value', AddSubFolder: 'value',
  CreateEmptyTimeline: 'value', AppendToTimeline: 'list', CreateTimelineFromClips: 'value',
  ImportTimelineFromFile: 'value', DeleteTimelines: 'value', GetCurrentFolder: 'value', SetCurrentFolder: 'value',
  DeleteClips: 'value', DeleteFolders: 'value', MoveClips: 'value', GetClipMatteList: 'list', DeleteClipMattes: 'value',
  ImportMedia: 'list', GetSelectedClips: 'list', SetSelectedClip: 'value', GetClipList: 'list', GetSubFolderList: 'list',
  GetIsFolderStale: 'value', RefreshFolders: 'value',
  // media pool item
  GetName: 'value', SetName: 'value', GetUniqueId: 'value', GetMediaId: 'value', GetMetadata: 'record',
  SetMetadata: 'value', GetThirdPartyMetadata: 'record', SetThirdPartyMetadata: 'value', GetClipProperty: 'record',
  SetClipProperty: 'value', GetMarkInOut: 'record', SetMarkInOut: 'value', ClearMarkInOut: 'value', SetClipColor: 'value',
  GetClipColor: 'value', GetAudioMapping: 'value',
  // markers, of timelines, of items and of pool items
  AddMarker: 'value', GetMarkers: 'record', GetMarkerByCustomData: 'record', UpdateMarkerCustomData: 'value',
  GetMarkerCustomData: 'value', DeleteMarkerAtFrame: 'value', DeleteMarkerByCustomData: 'value',
  // timeline
  GetStartFrame: 'value', GetEndFrame: 'value', GetStartTimecode: 'value', SetStartTimecode: 'value',
  GetTrackCount: 'value', AddTrack: 'value', DeleteTrack: 'value', GetTrackSubType: 'value', GetIsTrackEnabled: 'value',
  SetTrackEnable: 'value', GetIsTrackLocked: 'value', SetTrackLock: 'value', GetTrackName: 'value', SetTrackName: 'value',
  SetClipsLinked: 'value', GetItemListInTrack: 'list', GetCurrentTimecode: 'value', SetCurrentTimecode: 'value',
  GetCurrentVideoItem: 'value', DuplicateTimeline: 'value', Export: 'value', InsertFusionCompositionIntoTimeline: 'value',
  GetMediaPoolItem: 'value', SetSetting: 'value',
  // timeline item
  GetStart: 'value', GetEnd: 'value', GetDuration: 'value', GetLeftOffset: 'value', GetRightOffset: 'value',
  GetSourceStartFrame: 'value', GetSourceEndFrame: 'value', GetSourceStartTime: 'value', GetSourceEndTime: 'value',
  GetProperty: 'record', SetProperty: 'value', GetProperties: 'record', SetProperties: 'value', GetType: 'value',
  GetSpeed: 'value', GetTrackTypeAndIndex: 'list', GetLinkedItems: 'list', GetClipEnabled: 'value',
  SetClipEnabled: 'value', CopyGrades: 'value', AddTake: 'value', GetTakesCount: 'value', GetTakeByIndex: 'record',
  GetSelectedTakeIndex: 'value', SelectTakeByIndex: 'value', DeleteTakeByIndex: 'value', FinalizeTake: 'value',
  GetNodeGraph: 'value', GetNumNodes: 'value', GetLUT: 'value', SetLUT: 'value', GetNodeLabel: 'value',
  SetNodeEnabled: 'value', GetToolsInNode: 'list',
  // Fusion compositions
  GetFusionCompCount: 'value', GetFusionCompNameList: 'list', GetFusionCompByIndex: 'value', GetFusionCompByName: 'value',
  AddFusionComp: 'value', ImportFusionComp: 'value', ExportFusionComp: 'value', LoadFusionCompByName: 'value',
  DeleteFusionCompByName: 'value', RenameFusionCompByName: 'value', FindTool: 'value', GetToolList: 'record',
  GetAttrs: 'record', SetAttrs: 'value', GetInput: 'value', SetInput: 'value', ConnectInput: 'value', Lock: 'value',
  Unlock: 'value',
} as const

export type DoorCallName = keyof typeof doorCalls
export type DoorShape = (typeof doorCalls)[DoorCallName]

/** What of `resolve` may be named as an argument. Its number for it differs by version, so it is looked up there. */
export const doorConstants = [
  'EXPORT_AAF', 'EXPORT_DRT', 'EXPORT_EDL', 'EXPORT_FCP_7_XML', 'EXPORT_FCPXML_1_10', 'EXPORT_OTIO', 'EXPORT_NONE',
  'EXPORT_LUT_17PTCUBE', 'EXPORT_LUT_33PTCUBE', 'EXPORT_LUT_65PTCUBE',
] as const
export type DoorConstant = (typeof doorConstants)[number]
