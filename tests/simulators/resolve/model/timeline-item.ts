import type { ItemProperties, MediaPoolItem, TakeInfo, TimelineItem, TrackType } from '../../../../plugins/resolve/api'
import { CompShelf } from './comp-shelf'
import type { CompObject } from './comp'
import { copyGrade, freshGrade, type Grade, GraphObject } from './graph'
import { MarkedObject } from './marked-object'
import { isClipColour } from './marker-row'
import { PoolItemObject } from './pool-item'
import { PropertySheet } from './properties'
import { convertFrames } from './rates'
import { type Take, TakeSelector } from './takes'
import type { TimelineObject } from './timeline'
import type { Track } from './tracks'
import { isText, isWhole } from './values'

/** V6: what an item is made with; nothing of it can be set later. */
export interface ItemMaking {
  track: TrackType
  /** Timeline frames, the timeline's start counted in. */
  start: number
  duration: number
  /** Absent: a title or a generator. */
  media?: PoolItemObject | undefined
  /** Media frames, half-open. */
  from: number
  to: number
  name?: string
}

export class TimelineItemObject extends MarkedObject implements TimelineItem {
  readonly kind = 'TimelineItem'
  readonly start: number
  readonly duration: number
  readonly track: TrackType
  media: PoolItemObject | undefined
  from: number
  to: number
  name: string
  readonly properties: PropertySheet
  readonly takes = new TakeSelector()
  readonly comps: CompShelf
  grade: Grade = freshGrade()
  isEnabled = true
  color = ''
  /** Percent; only the user sets it before 21.1. */
  speed = 100
  /** Frames of the user's transitions at its ends; they hang on the item. */
  transitions = { start: 0, end: 0 }
  linked: TimelineItemObject[] = []
  /** V5: lost when the project is opened again without having been saved. */
  isDurable = true
  /** V5: handed out without an id. */
  hasId = true

  constructor(readonly timeline: TimelineObject, making: ItemMaking) {
    super(timeline.machine)
    this.track = making.track
    this.start = making.start
    this.duration = making.duration
    this.media = making.media
    this.from = making.from
    this.to = making.to
    this.name = making.name ?? making.media?.name ?? ''
    this.properties = new PropertySheet(timeline.project.size())
    this.comps = new CompShelf(timeline.machine)
  }

  override GetUniqueId(): string | undefined {
    return this.hasId ? this.id : undefined
  }

  GetName(): string {
    return this.name
  }

  SetName(name: string): boolean {
    if (isText(name)) this.name = name
    return isText(name)
  }

  GetStart(): number | undefined {
    return this.hasId ? this.start : undefined
  }

  GetEnd(): number | undefined {
    return this.hasId ? this.start + this.duration : undefined
  }

  GetDuration(): number | undefined {
    return this.hasId ? this.duration : undefined
  }

  holder(): Track | undefined {
    return this.timeline.tracks[this.track].find(({ items }) => items.indexOf(this) >= 0)
  }

  private onTimeline(frames: number): number {
    return this.media === undefined ? frames : convertFrames(frames, this.media.facts.rate, this.timeline.rate())
  }

  GetLeftOffset(): number {
    return this.onTimeline(this.from)
  }

  GetRightOffset(): number {
    return this.media === undefined ? 0 : this.onTimeline(Math.max(0, this.media.facts.frames - this.to))
  }

  GetSourceStartFrame(): number {
    return this.from
  }

  GetSourceEndFrame(): number {
    return this.to - 1
  }

  GetMediaPoolItem(): PoolItemObject | undefined {
    return this.media
  }

  GetTrackTypeAndIndex(): [TrackType, number] {
    return [this.track, this.timeline.tracks[this.track].findIndex(({ items }) => items.indexOf(this) >= 0) + 1]
  }

  GetType(): string {
    return this.media === undefined ? 'generator' : this.track
  }

  GetProperty<Name extends keyof ItemProperties>(name: Name): ItemProperties[Name] | undefined {
    const made: unknown = isText(name) ? this.properties.get(name) : this.properties.all()
    return made as ItemProperties[Name] | undefined
  }

  SetProperty(name: string, value: unknown): boolean {
    const isSet = isText(name) && this.properties.set(name, value)
    if (isSet) this.machine.step('SetProperty')
    return isSet
  }

  GetProperties(): Partial<ItemProperties> {
    return this.properties.all() as Partial<ItemProperties>
  }

  SetProperties(given: unknown): boolean {
    const names = Object.keys(typeof given === 'object' && given !== null ? given : {})
    return names.length > 0 && names.every((name) => this.SetProperty(name, (given as Record<string, unknown>)[name]))
  }

  GetSpeed(): { Percentage: number } {
    return { Percentage: this.speed }
  }

  SetSpeed(given: { Percentage: number }): boolean {
    const percentage = (given as { Percentage?: unknown } | undefined)?.Percentage
    if (typeof percentage !== 'number') return false
    this.machine.step('SetSpeed')
    this.speed = percentage
    return true
  }

  GetClipEnabled(): boolean {
    return this.isEnabled
  }

  SetClipEnabled(isEnabled: boolean): boolean {
    this.machine.step('SetClipEnabled')
    this.isEnabled = isEnabled
    return true
  }

  GetClipColor(): string {
    return this.color
  }

  /** Of a generator it says yes, and nothing sticks. */
  SetClipColor(name: string): boolean {
    if (!isClipColour(name)) return false
    this.machine.step('SetClipColor')
    if (this.media !== undefined) this.color = name
    return true
  }

  GetLinkedItems(): TimelineItemObject[] {
    return this.linked.filter((item) => !item.isGone)
  }

  CopyGrades(targets: readonly TimelineItem[]): boolean {
    const given = (Array.isArray(targets) ? targets : []) as unknown[]
    const found = given.filter((item) => item instanceof TimelineItemObject && !item.isGone) as TimelineItemObject[]
    if (found.length === 0 || found.length !== given.length || this.track !== 'video') return false
    this.machine.step('CopyGrades')
    for (const item of found) item.grade = copyGrade(this.grade)
    return true
  }

  GetNodeGraph(): GraphObject {
    return new GraphObject(this.machine, this, this.timeline.project.luts)
  }

  AddTake(item: MediaPoolItem, startFrame?: number, endFrame?: number): boolean {
    if (!(item instanceof PoolItemObject) || item.isGone || this.media === undefined) return false
    const from = isWhole(startFrame) ? startFrame : 0
    const to = isWhole(endFrame) ? endFrame + (this.machine.knobs.endFrame === 'inclusive' ? 1 : 0) : item.facts.frames
    if (to <= from || to > item.facts.frames) return false
    this.machine.step('AddTake')
    this.takes.add({ media: this.media, from: this.from, to: this.to }, { media: item, from, to })
    this.show(this.takes.takes[this.takes.takes.length - 1])
    return true
  }

  private show(take: Take | undefined): void {
    if (take === undefined) return
    this.media = take.media
    this.from = take.from
    this.to = take.to
  }

  GetTakesCount(): number {
    return this.takes.takes.length
  }

  GetSelectedTakeIndex(): number {
    return this.takes.selected
  }

  GetTakeByIndex(index: number): TakeInfo | undefined {
    const take = this.takes.at(index)
    return take && { startFrame: take.from, endFrame: take.to, mediaPoolItem: take.media as unknown as MediaPoolItem }
  }

  SelectTakeByIndex(index: number): boolean {
    const take = this.takes.at(index)
    if (take === undefined) return false
    this.machine.step('SelectTakeByIndex')
    this.takes.selected = index
    this.show(take)
    return true
  }

  DeleteTakeByIndex(index: number): boolean {
    const isDropped = this.takes.drop(index)
    if (isDropped) this.machine.step('DeleteTakeByIndex')
    return isDropped
  }

  FinalizeTake(): boolean {
    const hadTakes = this.takes.selected > 0
    if (hadTakes) this.machine.step('FinalizeTake')
    this.takes.clear()
    return hadTakes
  }

  GetFusionCompCount(): number {
    return this.comps.names().length
  }

  GetFusionCompNameList(): string[] {
    return this.comps.names()
  }

  GetFusionCompByIndex(index: number): CompObject | undefined {
    return this.comps.handle(this.comps.names()[index - 1])
  }

  GetFusionCompByName(name: string): CompObject | undefined {
    return this.comps.handle(name)
  }

  AddFusionComp(): CompObject | undefined {
    return this.comps.add()
  }

  ImportFusionComp(path: string): CompObject | undefined {
    if (!isText(path) || !this.machine.canReach(path)) return undefined
    const frames = this.media === undefined ? this.duration : this.onTimeline(this.media.facts.frames)
    const [before, after] = [this.GetLeftOffset(), frames - this.GetLeftOffset()]
    return this.comps.addFrom(this.machine.outside.readText(path), { from: -before, to: Math.max(this.duration, after) })
  }

  LoadFusionCompByName(name: string): CompObject | undefined {
    return this.comps.load(name)
  }

  RenameFusionCompByName(from: string, to: string): boolean {
    return this.comps.rename(from, to)
  }

  DeleteFusionCompByName(name: string): boolean {
    return this.comps.drop(name)
  }
}
