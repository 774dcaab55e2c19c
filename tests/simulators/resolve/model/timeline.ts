import type { MarkInOut, Timeline, TimelineItem, TrackType } from '../../../../plugins/resolve/api'
import { insertComposition, makeCaptions } from './generate'
import { freshGrade, GraphObject } from './graph'
import { MarkedObject } from './marked-object'
import { PoolItemObject } from './pool-item'
import type { ProjectObject } from './project'
import { type FrameRate, isDropFrame, readRate } from './rates'
import { readTimecode, tellTimecode } from './timecode'
import type { TimelineItemObject } from './timeline-item'
import { copyTracks, freshTracks, makeTrack, type Track } from './tracks'
import { isText, isWhole, lastPlace } from './values'

export class TimelineObject extends MarkedObject implements Timeline {
  readonly kind = 'Timeline'
  readonly tracks: Record<TrackType, Track[]> = freshTracks()
  readonly settings: Record<string, string> = {}
  readonly poolItem: PoolItemObject
  grade = freshGrade()
  marked: { in: number; out: number } | undefined
  startFrame: number
  /** Where the playhead is, in the timeline's frames. */
  playhead: number
  /** What the user has selected. */
  selected: TimelineItemObject[] = []

  constructor(readonly project: ProjectObject, public name: string) {
    super(project.machine)
    this.settings.timelineFrameRate = project.settings.timelineFrameRate ?? '24'
    // V13: an hour in, as all timelines of this application are.
    this.startFrame = readTimecode('01:00:00:00', this.rate(), this.isDrop()) ?? 0
    this.playhead = this.startFrame
    const { width, height } = project.size()
    this.poolItem = new PoolItemObject(project.machine, '', {
      kind: 'timeline', frames: 0, rate: this.rate(), width, height, startFrame: this.startFrame, isDrop: this.isDrop(),
      hasAlpha: false, audioChannels: 2,
    })
    this.poolItem.name = name
    // As good as a time: it is another one once a clip or its grade is.
    this.poolItem.modified = () => this.every()
      .map((item) => `${item.name} ${item.start} ${item.duration} ${item.grade.look}`).join('\n')
  }

  rate(): FrameRate {
    return readRate(this.settings.timelineFrameRate ?? '24')
  }

  isDrop(): boolean {
    return isDropFrame(this.settings.timelineFrameRate ?? '24')
  }

  every(): TimelineItemObject[] {
    const { video, audio, subtitle } = this.tracks
    return [...video, ...audio, ...subtitle].flatMap(({ items }) => items)
  }

  track(type: unknown, index: unknown): Track | undefined {
    if ((type !== 'video' && type !== 'audio' && type !== 'subtitle') || !isWhole(index)) return undefined
    return this.tracks[type][index - 1]
  }

  dropItems(matches: (item: TimelineItemObject) => boolean): number {
    const gone = this.every().filter(matches)
    for (const { items } of [...this.tracks.video, ...this.tracks.audio, ...this.tracks.subtitle]) {
      for (const item of gone) if (items.indexOf(item) >= 0) items.splice(items.indexOf(item), 1)
    }
    for (const item of gone) item.isGone = true
    return gone.length
  }

  copyTo(other: TimelineObject): void {
    other.startFrame = this.startFrame
    other.playhead = this.playhead
    for (const name of Object.keys(this.settings)) other.settings[name] = this.settings[name] ?? ''
    this.markers.copyTo(other.markers)
    copyTracks(this.tracks, other)
  }

  GetName(): string {
    return this.name
  }

  SetName(name: string): boolean {
    if (!isText(name) || name === '' || this.project.timelineNamed(name) !== undefined) return false
    this.machine.step('SetName')
    this.name = name
    this.poolItem.name = name
    return true
  }

  GetStartFrame(): number {
    return this.startFrame
  }

  GetEndFrame(): number {
    return this.every().reduce((latest, item) => Math.max(latest, item.start + item.duration), this.startFrame)
  }

  GetStartTimecode(): string {
    return tellTimecode(this.startFrame, this.rate(), this.isDrop())
  }

  SetStartTimecode(timecode: string): boolean {
    const frame = isText(timecode) ? readTimecode(timecode, this.rate(), this.isDrop()) : undefined
    if (frame === undefined || this.every().length > 0) return false
    this.machine.step('SetStartTimecode')
    this.startFrame = frame
    this.playhead = frame
    return true
  }

  GetSetting(name: string): string {
    return this.settings[name] ?? this.project.settings[name] ?? ''
  }

  SetSetting(name: string, value: string): boolean {
    const isFrozen = name === 'timelineFrameRate' && this.every().length > 0
    if (!isText(name) || !isText(value) || isFrozen || this.GetSetting(name) === '') return false
    this.machine.step('SetSetting')
    this.settings[name] = value
    return true
  }

  GetTrackCount(type: TrackType): number | undefined {
    return (this.tracks as Record<string, Track[] | undefined>)[type]?.length
  }

  AddTrack(type: TrackType, options?: unknown): boolean {
    const tracks = (this.tracks as Record<string, Track[] | undefined>)[type]
    if (tracks === undefined) return false
    const given = (typeof options === 'object' && options !== null ? options : {}) as { audioType?: unknown; index?: unknown }
    const asked = isText(options) ? options : given.audioType
    // V6: mono, unless it is said.
    const subType = type !== 'audio' ? '' : isText(asked) ? asked : 'mono'
    const index = isWhole(given.index) && given.index >= 1 && given.index <= tracks.length ? given.index : tracks.length + 1
    this.machine.step('AddTrack')
    tracks.splice(index - 1, 0, makeTrack(type, tracks.length + 1, subType))
    return true
  }

  DeleteTrack(type: TrackType, index: number): boolean {
    const track = this.track(type, index)
    if (track === undefined || track.isLocked || this.tracks[type].length === 1) return false
    this.machine.step('DeleteTrack')
    this.dropItems((item) => track.items.indexOf(item) >= 0)
    this.tracks[type].splice(index - 1, 1)
    return true
  }

  GetTrackSubType(type: TrackType, index: number): string | undefined {
    return this.track(type, index)?.subType
  }

  GetTrackName(type: TrackType, index: number): string | undefined {
    return this.track(type, index)?.name
  }

  SetTrackName(type: TrackType, index: number, name: string): boolean {
    const track = this.track(type, index)
    if (track === undefined || !isText(name)) return false
    this.machine.step('SetTrackName')
    track.name = name
    return true
  }

  GetIsTrackEnabled(type: TrackType, index: number): boolean | undefined {
    return this.track(type, index)?.isEnabled
  }

  SetTrackEnable(type: TrackType, index: number, isEnabled: boolean): boolean {
    const track = this.track(type, index)
    if (track !== undefined) track.isEnabled = isEnabled
    return track !== undefined
  }

  GetIsTrackLocked(type: TrackType, index: number): boolean | undefined {
    return this.track(type, index)?.isLocked
  }

  SetTrackLock(type: TrackType, index: number, isLocked: boolean): boolean {
    const track = this.track(type, index)
    if (track !== undefined) track.isLocked = isLocked
    return track !== undefined
  }

  GetItemListInTrack(type: TrackType, index: number): TimelineItemObject[] | undefined {
    return this.track(type, index)?.items
  }

  /** V6: the page is asked for before; sound that is linked stays. */
  DeleteClips(items: readonly TimelineItem[]): boolean {
    const { knobs } = this.machine
    const given = (Array.isArray(items) ? items : []) as unknown[]
    const all = this.every()
    const found = given.filter((item) => all.indexOf(item as TimelineItemObject) >= 0) as TimelineItemObject[]
    const isLocked = found.some((item) => item.holder()?.isLocked === true)
    if (knobs.deleteFailures > 0) {
      knobs.deleteFailures -= 1
      return false
    }
    if (found.length === 0 || isLocked) return false
    this.machine.step('DeleteClips')
    return this.dropItems((item) => found.indexOf(item) >= 0) > 0
  }

  SetClipsLinked(items: readonly TimelineItem[], isLinked: boolean): boolean {
    const given = (Array.isArray(items) ? items : []) as TimelineItemObject[]
    const all = this.every()
    if (given.length === 0 || !given.every((item) => all.indexOf(item) >= 0)) return false
    this.machine.step('SetClipsLinked')
    for (const item of given) item.linked = isLinked ? given.filter((other) => other !== item) : []
    return true
  }

  GetSelectedClips(): TimelineItemObject[] {
    return this.selected.filter((item) => !item.isGone)
  }

  GetCurrentTimecode(): string {
    return tellTimecode(this.playhead, this.rate(), this.isDrop())
  }

  SetCurrentTimecode(timecode: string): boolean {
    const frame = isText(timecode) ? readTimecode(timecode, this.rate(), this.isDrop()) : undefined
    if (frame === undefined || frame < this.startFrame) return false
    this.playhead = frame
    return true
  }

  GetCurrentVideoItem(): TimelineItemObject | undefined {
    const at = this.playhead
    const shown = this.tracks.video.filter(({ isEnabled }) => isEnabled).flatMap(({ items }) => items)
      .filter((item) => item.isEnabled && item.start <= at && at < item.start + item.duration)
    return shown[shown.length - 1]
  }

  GetMarkInOut(): MarkInOut {
    return this.marked === undefined ? {} : { video: { ...this.marked } }
  }

  SetMarkInOut(start: number, end: number): boolean {
    if (!isWhole(start) || !isWhole(end) || end < start) return false
    this.marked = { in: start, out: end }
    return true
  }

  ClearMarkInOut(): boolean {
    this.marked = undefined
    return true
  }

  DuplicateTimeline(name?: string): TimelineObject | undefined {
    const asked = name ?? `${this.name} copy`
    if (!isText(asked) || asked === '' || this.project.timelineNamed(asked) !== undefined) return undefined
    this.machine.step('DuplicateTimeline')
    const made = this.project.addTimeline(asked)
    this.copyTo(made)
    return made
  }

  /** V8: a type that is no number is refused without a word. */
  Export(path: string, type: number): boolean {
    const folder = isText(path) ? path.substring(0, lastPlace(path, '/')) : ''
    if (typeof type !== 'number' || folder === '' || !this.machine.outside.folderExists(folder)) return false
    this.machine.outside.writeText(path, [`${this.name}\n`])
    this.project.exported[path] = this
    return true
  }

  /** Studio's alone, which is asked before. */
  CreateSubtitlesFromAudio(settings: unknown): boolean {
    return makeCaptions(this, settings)
  }

  GetMediaPoolItem(): PoolItemObject {
    this.poolItem.facts = { ...this.poolItem.facts, frames: this.GetEndFrame() - this.startFrame, rate: this.rate() }
    return this.poolItem
  }

  GetNodeGraph(): GraphObject {
    return new GraphObject(this.machine, this, this.project.luts)
  }

  InsertFusionCompositionIntoTimeline(): TimelineItemObject | undefined {
    return insertComposition(this)
  }
}
