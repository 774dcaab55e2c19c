import type { Machine } from './machine'
import { factsOf } from './probe'
import type { ProjectObject } from './project'
import { convertFrames } from './rates'
import type { TimelineObject } from './timeline'
import { isText, isWhole, type Value } from './values'

interface Job {
  id: string
  timeline: TimelineObject
  settings: { [name: string]: Value }
  ending: string
  state: 'ready' | 'busy' | 'done'
  polls: number
}

const isYesNo = (value: unknown): boolean => typeof value === 'boolean'
const isSize = (value: unknown): boolean => isWhole(value) && value > 0 && value <= 32768

const checks: Record<string, (value: unknown) => boolean> = {
  SelectAllFrames: isYesNo, MarkIn: isWhole, MarkOut: isWhole, TargetDir: isText, CustomName: isText, ExportVideo: isYesNo,
  ExportAudio: isYesNo, FormatWidth: isSize, FormatHeight: isSize, FrameRate: (value) => typeof value === 'number',
  ExportAlpha: isYesNo, AlphaMode: (value) => value === 0 || value === 1, UniqueFilenameStyle: isWhole, VideoQuality: isWhole,
}

const formats: Record<string, Record<string, string>> = {
  mov: { 'Apple ProRes 4444': 'ProRes4444', 'Apple ProRes 422 HQ': 'ProRes422HQ', 'DNxHR 444 12-bit': 'DNxHR444_12b' },
  exr: { 'RGB half': 'RGBHalf' },
}

/** The Deliver page: settings lie on top of each other until a preset is loaded (V12). */
export class RenderQueue {
  private settings: { [name: string]: Value } = { SelectAllFrames: true, CustomName: 'Timeline 1' }
  private format = 'mov'
  private codec = 'H264'
  private mode = 1
  /** The user's, and those of scripts. */
  private readonly presets: Record<string, { settings: { [name: string]: Value }; format: string; codec: string }> = {}
  private readonly jobs: Job[] = []

  constructor(private readonly machine: Machine, private readonly project: ProjectObject) {}

  loadPreset(name: unknown): boolean {
    const known = ['H.264 Master', 'ProRes 422 HQ', 'Audio Only']
    const saved = isText(name) ? this.presets[name] : undefined
    if (saved !== undefined) {
      this.settings = { ...saved.settings }
      this.format = saved.format
      this.codec = saved.codec
      return true
    }
    if (!isText(name) || known.indexOf(name) < 0) return false
    // V3: this one needs its page.
    if (name === 'Audio Only' && this.machine.page !== 'deliver') return false
    this.settings = { SelectAllFrames: true, ExportVideo: name !== 'Audio Only' }
    return true
  }

  savePreset(name: unknown): boolean {
    if (!isText(name) || name === '' || this.presets[name] !== undefined) return false
    this.presets[name] = { settings: { ...this.settings }, format: this.format, codec: this.codec }
    return true
  }

  dropPreset(name: unknown): boolean {
    const isThere = isText(name) && this.presets[name] !== undefined
    if (isThere) delete this.presets[name]
    return isThere
  }

  chosen(): { format: string; codec: string } {
    return { format: this.format, codec: this.codec }
  }

  /** 0 individual clips, 1 one file; nothing else. */
  modeOf(mode?: unknown): number | undefined {
    if (mode === 0 || mode === 1) this.mode = mode
    return mode === undefined || mode === this.mode ? this.mode : undefined
  }

  set(given: unknown): boolean {
    if (typeof given !== 'object' || given === null) return false
    const asked = given as { [name: string]: Value }
    const names = Object.keys(asked)
    // V12: all or nothing.
    if (!names.every((name) => checks[name]?.(asked[name]) === true)) return false
    for (const name of names) this.settings[name] = asked[name]
    return true
  }

  formats(): Record<string, string> {
    return { QuickTime: 'mov', EXR: 'exr' }
  }

  codecs(format: unknown): Record<string, string> {
    return { ...(isText(format) ? formats[format] : undefined) }
  }

  choose(format: unknown, codec: unknown): boolean {
    const known = isText(format) ? formats[format] : undefined
    if (known === undefined || !isText(format) || !isText(codec)) return false
    if (Object.keys(known).every((name) => known[name] !== codec)) return false
    this.format = format
    this.codec = codec
    return true
  }

  /** "" where there is no timeline or no folder for it; a folder that is under no Media Storage is asked about in a window. */
  add(): string {
    const { TargetDir: folder } = this.settings
    const timeline = this.project.currentTimeline
    if (timeline === undefined || !isText(folder) || !this.machine.outside.folderExists(folder)) return ''
    if (!this.machine.volumes.some((volume) => `${folder}/`.startsWith(`${volume}/`))) {
      this.machine.modal = 'Render Path Inaccessible'
      return ''
    }
    const job: Job = {
      id: `render-${this.machine.newId()}`, timeline, settings: { ...this.settings, codec: this.codec }, ending: this.format,
      state: 'ready', polls: 0,
    }
    this.machine.step('AddRenderJob')
    this.jobs.push(job)
    return job.id
  }

  list(): { [name: string]: Value }[] {
    return this.jobs.map(({ id, timeline, settings: { TargetDir, CustomName, MarkIn, MarkOut }, ending }) => ({
      JobId: id, TimelineName: timeline.name, TargetDir, OutputFilename: `${CustomName as string}.${ending}`, MarkIn, MarkOut,
    }))
  }

  drop(id: unknown): boolean {
    const at = this.jobs.findIndex((job) => job.id === id)
    if (at >= 0) this.jobs.splice(at, 1)
    return at >= 0
  }

  start(ids: unknown): boolean {
    const given = (Array.isArray(ids) ? ids : []) as unknown[]
    const found = this.jobs.filter((job) => given.indexOf(job.id) >= 0)
    const isBusy = this.jobs.some(({ state }) => state === 'busy')
    if (isBusy || found.length === 0 || found.length !== given.length) return false
    for (const job of found) {
      job.state = 'busy'
      job.polls = this.machine.knobs.rendersForPolls
    }
    return true
  }

  stop(): void {
    for (const job of this.jobs) if (job.state === 'busy') job.state = 'ready'
  }

  /** Every question is a step of the work. */
  isBusy(): boolean {
    const busy = this.jobs.filter((job) => job.state === 'busy')
    for (const job of busy) {
      job.polls -= 1
      if (job.polls < 0) this.finish(job)
    }
    return busy.some((job) => job.state === 'busy')
  }

  /** What is made is of the topmost clip at the job's first frame: its grade nobody simulates. */
  private finish(job: Job): void {
    job.state = 'done'
    const { timeline, settings: { TargetDir: folder, CustomName: name, MarkIn, MarkOut, FormatWidth, FormatHeight } } = job
    const from = isWhole(MarkIn) ? MarkIn : timeline.startFrame
    const to = isWhole(MarkOut) ? MarkOut + 1 : timeline.GetEndFrame()
    const shown = timeline.tracks.video.filter(({ isEnabled }) => isEnabled).flatMap(({ items }) => items)
      .filter((item) => item.isEnabled && item.start <= from && from < item.start + item.duration)
    const item = shown[shown.length - 1]
    if (item?.media === undefined) return
    const { width, height } = this.project.size()
    this.machine.outside.renderFile({
      source: item.media.path, to: `${folder as string}/${name as string}.${job.ending}`,
      first: item.from + convertFrames(from - item.start, timeline.rate(), item.media.facts.rate),
      facts: factsOf('video', {
        frames: to - from, rate: timeline.rate(), startFrame: from, isDrop: timeline.isDrop(),
        width: isWhole(FormatWidth) ? FormatWidth : width, height: isWhole(FormatHeight) ? FormatHeight : height,
      }),
    })
  }

  /** V12: the words are the user's language. */
  status(id: unknown): { JobStatus: string; CompletionPercentage: number } | undefined {
    const job = this.jobs.find((each) => each.id === id)
    if (job === undefined) return undefined
    const percent = job.state === 'done' ? 100 : job.state === 'ready' ? 0 : Math.round(100 / (job.polls + 2))
    return { JobStatus: this.machine.knobs.renderWords[job.state], CompletionPercentage: percent }
  }
}
