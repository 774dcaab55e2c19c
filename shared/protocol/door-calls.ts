/**
 * Every call that may go through a door, which are those that the adapter makes (plugins/resolve/host; a test holds the two
 * together), and the shape of what it gives back: Lua can't tell an empty list from an empty record, nor a list from a record
 * whose keys are frame numbers. What is no table stays what it is: `GetClipProperty` gives a record without a key and a text with
 * one.
 *
 * Never one of these: calls that exist in Studio only, because the free edition answers them with a modal window that stops every
 * later call; calls that end, close, delete or export whole projects; and `AddTool` of Fusion for loaders, which opens a file
 * dialog.
 */
export const doorCalls = {
  // resolve
  GetProductName: 'value', GetVersionString: 'value', GetProjectManager: 'value', GetMediaStorage: 'value',
  GetCurrentPage: 'value', OpenPage: 'value',
  // project manager, project
  GetCurrentProject: 'value', GetMediaPool: 'value', GetTimelineCount: 'value', GetTimelineByIndex: 'value',
  GetCurrentTimeline: 'value', SetCurrentTimeline: 'value', DuplicateTimeline: 'value', DeleteTimelines: 'value',
  ExportCurrentFrameAsStill: 'value', GetSetting: 'record',
  // its Deliver page
  SaveAsNewRenderPreset: 'value', LoadRenderPreset: 'value', DeleteRenderPreset: 'value',
  GetRenderCodecs: 'record', GetCurrentRenderFormatAndCodec: 'record', SetCurrentRenderFormatAndCodec: 'value',
  GetCurrentRenderMode: 'value', SetCurrentRenderMode: 'value', SetRenderSettings: 'value', AddRenderJob: 'value',
  GetRenderJobList: 'list', DeleteRenderJob: 'value', StartRendering: 'value', StopRendering: 'value',
  IsRenderingInProgress: 'value', GetRenderJobStatus: 'record',
  // media storage, media pool, folder
  GetMountedVolumeList: 'list', AddClipMattesToMediaPool: 'value', GetRootFolder: 'value', AddSubFolder: 'value',
  AppendToTimeline: 'list',
  GetCurrentFolder: 'value', SetCurrentFolder: 'value', DeleteClips: 'value', GetClipMatteList: 'list',
  DeleteClipMattes: 'value', ImportMedia: 'list', GetSelectedClips: 'list', SetSelectedClip: 'value', GetClipList: 'list',
  GetSubFolderList: 'list',
  // media pool item
  GetName: 'value', SetName: 'value', GetUniqueId: 'value', GetThirdPartyMetadata: 'record', SetThirdPartyMetadata: 'value',
  GetClipProperty: 'record', SetClipProperty: 'value', GetMarkInOut: 'record',
  // markers, of timelines, of items and of pool items
  AddMarker: 'value', GetMarkers: 'record', DeleteMarkerByCustomData: 'value',
  // timeline
  GetStartFrame: 'value', GetTrackCount: 'value', AddTrack: 'value', DeleteTrack: 'value', GetIsTrackLocked: 'value',
  SetTrackLock: 'value',
  GetTrackName: 'value', SetTrackName: 'value', GetItemListInTrack: 'list', GetCurrentTimecode: 'value',
  SetCurrentTimecode: 'value', GetMediaPoolItem: 'value',
  // timeline item
  GetStart: 'value', GetDuration: 'value', GetSourceStartFrame: 'value', GetSourceEndFrame: 'value', GetProperty: 'record',
  SetProperty: 'value', GetSpeed: 'value', GetClipEnabled: 'value', SetClipEnabled: 'value', CopyGrades: 'value',
  AddTake: 'value', GetTakesCount: 'value', GetTakeByIndex: 'record', GetSelectedTakeIndex: 'value',
  SelectTakeByIndex: 'value', DeleteTakeByIndex: 'value', FinalizeTake: 'value', GetNodeGraph: 'value', GetNumNodes: 'value',
  // Fusion compositions
  GetFusionCompCount: 'value', GetFusionCompNameList: 'list', ImportFusionComp: 'value', LoadFusionCompByName: 'value',
  GetFusionCompByName: 'value', RenameFusionCompByName: 'value', DeleteFusionCompByName: 'value', GetToolList: 'record',
  FindTool: 'value', GetInput: 'value',
} as const

export type DoorCallName = keyof typeof doorCalls
export type DoorShape = (typeof doorCalls)[DoorCallName]

/** What of `resolve` may be named as an argument. Its number for it differs by version, so it is looked up there. */
export const doorConstants = [
  'EXPORT_AAF', 'EXPORT_DRT', 'EXPORT_EDL', 'EXPORT_FCP_7_XML', 'EXPORT_FCPXML_1_10', 'EXPORT_OTIO', 'EXPORT_NONE',
  'EXPORT_LUT_17PTCUBE', 'EXPORT_LUT_33PTCUBE', 'EXPORT_LUT_65PTCUBE',
] as const
export type DoorConstant = (typeof doorConstants)[number]
