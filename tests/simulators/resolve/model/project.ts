import type { Project, RenderJob, RenderJobStatus, Timeline } from '../../../../plugins/resolve/api'
import { ApiObject } from './api-object'
import type { KnownLuts } from './graph'
import type { Machine } from './machine'
import { MediaPoolObject } from './media-pool'
import { type FrameRate, readRate } from './rates'
import { RenderQueue } from './render'
import { TimelineObject } from './timeline'
import { isText, lastPlace } from './values'

export class ProjectObject extends ApiObject implements Project {
  readonly kind = 'Project'
  readonly settings: Record<string, string> = {
    timelineFrameRate: '24', timelineResolutionWidth: '1920', timelineResolutionHeight: '1080', superScale: '1',
    colorScienceMode: 'davinciYRGB', videoMonitorFormat: 'HD 1080p 24',
  }
  /** V4: since the first media or timeline. */
  isRateFrozen = false
  readonly pool: MediaPoolObject
  readonly timelines: TimelineObject[] = []
  currentTimeline: TimelineObject | undefined
  readonly luts: KnownLuts = { folder: '/luts', names: [] }
  /** Timelines by the files that they were exported to. */
  readonly exported: Record<string, TimelineObject> = {}
  private readonly queue: RenderQueue

  constructor(machine: Machine, public name: string) {
    super(machine)
    this.pool = new MediaPoolObject(this)
    this.queue = new RenderQueue(machine, this)
  }

  rate(): FrameRate {
    return readRate(this.settings.timelineFrameRate ?? '24')
  }

  size(): { width: number; height: number } {
    const { timelineResolutionWidth: width, timelineResolutionHeight: height } = this.settings
    return { width: Number(width), height: Number(height) }
  }

  timelineNamed(name: string): TimelineObject | undefined {
    return this.timelines.find((timeline) => timeline.name === name)
  }

  addTimeline(name: string): TimelineObject {
    const made = new TimelineObject(this, name)
    this.timelines.push(made)
    this.pool.current.clips.push(made.poolItem)
    this.currentTimeline = made
    this.isRateFrozen = true
    return made
  }

  dropTimeline(timeline: TimelineObject): void {
    timeline.dropItems(() => true)
    timeline.isGone = true
    this.timelines.splice(this.timelines.indexOf(timeline), 1)
    const holder = this.pool.root.holderOf(timeline.poolItem)
    holder?.clips.splice(holder.clips.indexOf(timeline.poolItem), 1)
    if (this.currentTimeline === timeline) this.currentTimeline = this.timelines[0]
  }

  GetName(): string {
    return this.name
  }

  SetName(name: string): boolean {
    if (isText(name) && name !== '') this.name = name
    return this.name === name
  }

  GetMediaPool(): MediaPoolObject {
    return this.pool
  }

  GetTimelineCount(): number {
    return this.timelines.length
  }

  GetTimelineByIndex(index: number): TimelineObject | undefined {
    return this.timelines[index - 1]
  }

  GetCurrentTimeline(): TimelineObject | undefined {
    return this.currentTimeline
  }

  SetCurrentTimeline(timeline: Timeline): boolean {
    if (!(timeline instanceof TimelineObject) || timeline.isGone) return false
    this.currentTimeline = timeline
    return true
  }

  GetSetting(name: string): string {
    return this.settings[name] ?? ''
  }

  /** From 21.1 on. */
  GetSettings(): Record<string, string> {
    return { ...this.settings }
  }

  SetSetting(name: string, value: string): boolean {
    const isFrozen = name === 'timelineFrameRate' && this.isRateFrozen
    if (!isText(name) || !isText(value) || isFrozen || this.settings[name] === undefined) return false
    this.machine.step('SetSetting')
    this.settings[name] = value
    return true
  }

  /** D7: what is in the folder now is known from now on. */
  RefreshLUTList(): boolean {
    this.luts.names = this.machine.outside.listFiles(this.luts.folder)
    return true
  }

  /** The folder must be there; the ending decides the format. */
  ExportCurrentFrameAsStill(path: string): boolean {
    const { outside } = this.machine
    if (!isText(path) || this.currentTimeline === undefined) return false
    const ending = path.substring(lastPlace(path, '.') + 1)
    if (['png', 'jpg', 'tif', 'dpx'].indexOf(ending) < 0) return false
    if (!outside.folderExists(path.substring(0, lastPlace(path, '/'))) || !this.machine.canReach(path)) return false
    outside.writeStill(path)
    return true
  }

  LoadRenderPreset(name: string): boolean {
    return this.queue.loadPreset(name)
  }

  SetRenderSettings(settings: unknown): boolean {
    return this.queue.set(settings)
  }

  GetRenderFormats(): Record<string, string> {
    return this.queue.formats()
  }

  GetRenderCodecs(format: string): Record<string, string> {
    return this.queue.codecs(format)
  }

  SetCurrentRenderFormatAndCodec(format: string, codec: string): boolean {
    return this.queue.choose(format, codec)
  }

  SetCurrentRenderMode(mode: 0 | 1): boolean {
    return this.queue.modeOf(mode) === mode
  }

  GetCurrentRenderMode(): number | undefined {
    return this.queue.modeOf()
  }

  GetCurrentRenderFormatAndCodec(): { format: string; codec: string } {
    return this.queue.chosen()
  }

  SaveAsNewRenderPreset(name: string): boolean {
    return this.queue.savePreset(name)
  }

  DeleteRenderPreset(name: string): boolean {
    return this.queue.dropPreset(name)
  }

  AddRenderJob(): string {
    return this.queue.add()
  }

  DeleteRenderJob(id: string): boolean {
    return this.queue.drop(id)
  }

  StartRendering(...ids: (string | readonly string[])[]): boolean {
    const [first] = ids
    return this.queue.start(isText(first) ? ids : first)
  }

  GetRenderJobList(): RenderJob[] {
    return this.queue.list() as unknown as RenderJob[]
  }

  StopRendering(): void {
    this.queue.stop()
  }

  IsRenderingInProgress(): boolean {
    return this.queue.isBusy()
  }

  GetRenderJobStatus(id: string): RenderJobStatus | undefined {
    return this.queue.status(id)
  }
}
