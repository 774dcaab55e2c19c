import type { Fusion } from './fusion'
import type { MediaPool, MediaStorage } from './media'
import type { Awaitable, Maybe } from './projections'
import type { Timeline } from './timeline'
import type { Done, Page, RenderJob, RenderJobStatus, RenderSettings } from './values'

/** The value of a constant differs between versions: it is always read from the live object, and may be missing there. */
export interface ResolveConstants {
  readonly EXPORT_AAF?: number
  readonly EXPORT_DRT?: number
  readonly EXPORT_EDL?: number
  readonly EXPORT_FCP_7_XML?: number
  readonly EXPORT_FCPXML_1_10?: number
  readonly EXPORT_OTIO?: number
  readonly EXPORT_NONE?: number
  readonly EXPORT_AAF_NEW?: number
  readonly EXPORT_LUT_33PTCUBE?: number
  readonly SUBTITLE_LANGUAGE?: number
  readonly AUTO_CAPTION_AUTO?: number
}

export interface Resolve extends ResolveConstants {
  /** "DaVinci Resolve", or "DaVinci Resolve Studio": tells the edition in all versions, and never pops up a window. */
  GetProductName(): Maybe<string>
  /** From 21.1 on; older ones answer nothing. */
  IsStudio?(): Maybe<boolean>
  /** Major, minor, patch, build, suffix. */
  GetVersion(): Maybe<[number, number, number, number, string]>
  /** "21.1.0.20". */
  GetVersionString(): Maybe<string>
  GetProjectManager(): Maybe<ProjectManager>
  GetMediaStorage(): Maybe<MediaStorage>
  Fusion(): Maybe<Fusion>
  OpenPage(page: Page): Maybe<Done>
  /** Nothing while a window waits for an answer or the Project Manager is open: writing fails without a word then. */
  GetCurrentPage(): Maybe<Page>
}

/** What a Workflow Integration's JavaScript has of it. */
export interface AwaitableResolve extends Awaitable<Resolve> {}

export interface ProjectManager {
  GetCurrentProject(): Maybe<Project>
  /** False for "Untitled Project"; without a window that call never ends. */
  SaveProject(): Maybe<Done>
  /** Of a name that is taken: nothing. May ask the user whether to save the open one. */
  CreateProject(name: string): Maybe<Project>
  /** Nothing in a session that is broken. */
  GetCurrentDatabase(): Maybe<{ DbType: string; DbName: string }>
}

export interface Project {
  GetName(): Maybe<string>
  GetUniqueId(): Maybe<string>
  GetMediaPool(): Maybe<MediaPool>
  GetTimelineCount(): Maybe<number>
  /** From 1. */
  GetTimelineByIndex(index: number): Maybe<Timeline>
  GetCurrentTimeline(): Maybe<Timeline>
  SetCurrentTimeline(timeline: Timeline): Maybe<Done>
  /** Numbers too come as text: "24", "29.97 DF", "1920". An unknown name: "". */
  GetSetting(name: string): Maybe<string>
  /** From 21.1 on: all of them. */
  GetSettings?(): Maybe<Record<string, string>>
  /** `timelineFrameRate` is frozen by the first media or timeline. */
  SetSetting(name: string, value: string): Maybe<Done>
  /** Reads the folders of LUTs again; a file that came meanwhile is unknown to `SetLUT` before. */
  RefreshLUTList(): Maybe<Done>
  /** The frame at the playhead, graded, in the timeline's size; its folder must exist, its ending decides the format. */
  ExportCurrentFrameAsStill(path: string): Maybe<Done>
  /** Goes on top of what is set; the built-in ones need the Deliver page where they are sound only. */
  LoadRenderPreset(name: string): Maybe<Done>
  SetRenderSettings(settings: RenderSettings): Maybe<Done>
  /** Ending by name of the format: {"QuickTime": "mov"}. */
  GetRenderFormats(): Maybe<Record<string, string>>
  /** Id by description: {"Apple ProRes 4444": "ProRes4444"}; the id is what is set. */
  GetRenderCodecs(format: string): Maybe<Record<string, string>>
  SetCurrentRenderFormatAndCodec(format: string, codec: string): Maybe<Done>
  /** 0 individual clips, 1 one file. */
  SetCurrentRenderMode(mode: 0 | 1): Maybe<Done>
  GetCurrentRenderFormatAndCodec(): Maybe<{ format: string; codec: string }>
  GetCurrentRenderMode(): Maybe<number>
  /** What is set now, under a new name: how a script gives the page back as it found it. */
  SaveAsNewRenderPreset(name: string): Maybe<Done>
  DeleteRenderPreset(name: string): Maybe<Done>
  /** @returns its id, "" where it could not be added; a window comes up where its folder is under no Media Storage location */
  AddRenderJob(): Maybe<string>
  DeleteRenderJob(id: string): Maybe<Done>
  /** Ids one by one; the form with a list of them and another argument never ended in 21.0.4. */
  StartRendering(...ids: (string | readonly string[])[]): Maybe<Done>
  GetRenderJobList(): Maybe<RenderJob[]>
  StopRendering(): void
  IsRenderingInProgress(): Maybe<boolean>
  GetRenderJobStatus(id: string): Maybe<RenderJobStatus>
}
