import type { MarkInOut, MediaPoolItem } from '../../../../plugins/resolve/api'
import type { Machine } from './machine'
import { MarkedObject } from './marked-object'
import { isClipColour } from './marker-row'
import { tellRate } from './rates'
import type { MediaFacts } from './surroundings'
import { tellTimecode } from './timecode'
import { isText, isWhole } from './values'

const typeNames: Record<string, string> = { audio: 'Audio', still: 'Still', subtitle: 'Subtitle', timeline: 'Timeline' }

function typeOf(facts: MediaFacts): string {
  return typeNames[facts.kind] ?? (facts.audioChannels > 0 ? 'Video + Audio' : 'Video')
}

const nameOf = (path: string): string => path.split('\\').join('/').split('/').pop() ?? path

export class PoolItemObject extends MarkedObject implements MediaPoolItem {
  readonly kind = 'MediaPoolItem'
  name: string
  readonly mattes: string[] = []
  /** Of a timeline: when somebody worked on it last, in whatever way. */
  modified: () => string = () => ''
  marked: { in: number; out: number } | undefined
  private readonly set: Record<string, string> = {}
  private readonly metadata: Record<string, string> = {}
  private readonly hidden: Record<string, string> = {}
  private color = ''
  private proxy = ''

  /** @param path of a sequence with its numbers: `f_[0001-0010].png` */
  constructor(machine: Machine, public path: string, public facts: MediaFacts) {
    super(machine)
    this.name = nameOf(path)
  }

  GetName(): string {
    return this.name
  }

  SetName(name: string): boolean {
    this.name = name
    return true
  }

  GetMediaId(): string {
    return `media-${this.id}`
  }

  GetClipProperty(name: string): string {
    const { facts } = this
    const time = (frame: number): string => tellTimecode(frame, facts.rate, facts.isDrop)
    const known: Record<string, string> = {
      'File Path': this.path, 'File Name': nameOf(this.path), Type: typeOf(facts), FPS: tellRate(facts.rate),
      Frames: `${facts.frames}`, 'Start TC': time(facts.startFrame), 'End TC': time(facts.startFrame + facts.frames),
      Duration: time(facts.frames), Resolution: facts.width > 0 ? `${facts.width}x${facts.height}` : '',
      'Alpha mode': facts.hasAlpha ? 'Premultiplied' : 'None', 'Audio Ch': `${facts.audioChannels}`, 'Super Scale': '1',
      'Online Status': this.machine.outside.fileExists(this.path) ? 'Online' : 'Offline', Proxy: this.proxy,
      'Date Modified': this.modified(),
    }
    return this.set[name] ?? known[name] ?? ''
  }

  SetClipProperty(name: string, value: string): boolean {
    const { machine } = this
    if (name === 'Super Scale' && machine.knobs.edition !== 'studio') {
      machine.modal = 'Super Scale is only available in DaVinci Resolve Studio.'
      return false
    }
    const isKnown = ['Alpha mode', 'Super Scale', 'Start TC', 'FPS', 'Clip Name', 'Input Color Space'].indexOf(name) >= 0
    if (!isKnown || !isText(value)) return false
    machine.step('SetClipProperty')
    this.set[name] = value
    return true
  }

  /** Without a name all of it, as a record. */
  GetMetadata(name?: string): string & Record<string, string> {
    const told: unknown = isText(name) ? this.metadata[name] ?? '' : { ...this.metadata }
    return told as string & Record<string, string>
  }

  SetMetadata(name: string, value: string): boolean {
    if (!isText(name) || !isText(value)) return false
    this.machine.step('SetMetadata')
    this.metadata[name] = value
    return true
  }

  GetThirdPartyMetadata(name: string): string {
    return this.hidden[name] ?? ''
  }

  SetThirdPartyMetadata(name: string, value: string): boolean {
    if (!isText(value)) return false
    this.machine.step('SetThirdPartyMetadata')
    this.hidden[name] = value
    return true
  }

  SetMarkInOut(start: number, end: number): boolean {
    if (!isWhole(start) || !isWhole(end) || end < start) return false
    this.marked = { in: start, out: end }
    return true
  }

  GetMarkInOut(): MarkInOut {
    return this.marked === undefined ? {} : { video: { ...this.marked } }
  }

  ClearMarkInOut(): boolean {
    this.marked = undefined
    return true
  }

  ReplaceClip(path: string): boolean {
    const facts = isText(path) && this.machine.canReach(path) ? this.machine.outside.mediaOf(path) : undefined
    if (facts === undefined) return false
    this.machine.step('ReplaceClip')
    this.path = path
    this.facts = facts
    this.name = nameOf(path)
    return true
  }

  LinkProxyMedia(path: string): boolean {
    if (!isText(path) || !this.machine.outside.fileExists(path)) return false
    this.machine.step('LinkProxyMedia')
    this.proxy = path
    return true
  }

  UnlinkProxyMedia(): boolean {
    const isLinked = this.proxy !== ''
    this.proxy = ''
    return isLinked
  }

  GetClipColor(): string {
    return this.color
  }

  SetClipColor(name: string): boolean {
    if (isClipColour(name)) this.color = name
    return isClipColour(name)
  }
}
