import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeComposition } from '#helper/door/composition-text'
import type { MadeClip } from '#host'
import { addRatios, doorAnswersSchema, doorBatchSchema, type Rate, secondsOf } from '#protocol'
import type { AwaitableResolve } from '../../plugins/resolve/api'
import { type Compose, openResolveHost, type Rendering, type ResolveApi } from '../../plugins/resolve/host'
import { openBatches } from '../../plugins/resolve/workflow-integration/run-batch'
import { factsOf, type Knobs, type MediaFacts, openResolve, type Profile, type ResolveSimulator } from '../simulators/resolve'
import { describeTimeline } from '../simulators/resolve/model/describe'
import { PoolItemObject } from '../simulators/resolve/model/pool-item'
import { ProjectObject } from '../simulators/resolve/model/project'
import { tellRate } from '../simulators/resolve/model/rates'
import type { TimelineObject } from '../simulators/resolve/model/timeline'
import { TimelineItemObject } from '../simulators/resolve/model/timeline-item'
import { addSorted, makeTrack } from '../simulators/resolve/model/tracks'
import type { ClipHostKit, ClipScene, OpenedClipHost, SceneClip, SeenClip } from './clip-scene'

const factsOfClip = ({ width, height }: ClipScene, { media, kind }: SceneClip): MediaFacts =>
  factsOf(kind === 'still' ? 'still' : 'video', { frames: media.frames, rate: media.rate, width, height, audioChannels: 2 })

const convert = (frames: number, from: Rate, to: Rate): number => Math.ceil(frames * to.num * from.den / (to.den * from.num))

class Laying {
  private readonly items = new Map<string, PoolItemObject>()
  readonly timeline: TimelineObject

  constructor(readonly app: ResolveSimulator, readonly scene: ClipScene) {
    const project = app.project()
    const rate = `${tellRate(scene.rate)}${scene.timecode?.isDropFrame ? ' DF' : ''}`
    Object.assign(project.settings, {
      timelineFrameRate: rate, timelineResolutionWidth: `${scene.width}`, timelineResolutionHeight: `${scene.height}`,
    })
    project.name = 'Shore'
    const nest = project.addTimeline('Nest')
    this.items.set('nest', nest.poolItem)
    this.timeline = project.addTimeline('Cut')
    if (scene.timecode) this.timeline.startFrame = scene.timecode.frame
    this.timeline.playhead = this.timeline.startFrame
    if (scene.inOut) this.timeline.marked = { in: scene.inOut.in, out: scene.inOut.out - 1 }
    for (const clip of scene.clips) this.lay(clip)
    for (const locked of scene.lockedTracks ?? []) this.trackAt('video', locked).isLocked = true
  }

  private trackAt(type: 'video' | 'audio', index: number): ReturnType<typeof makeTrack> {
    const tracks = this.timeline.tracks[type]
    while (tracks.length <= index) tracks.push(makeTrack(type, tracks.length + 1, type === 'audio' ? 'stereo' : ''))
    return tracks[index]!
  }

  private mediaOf(clip: SceneClip): PoolItemObject | undefined {
    const { kind = 'file', media: { path } } = clip
    if (kind === 'title' || kind === 'adjustment') return undefined
    if (kind === 'nested') return this.items.get('nest')
    const there = this.items.get(path)
    if (there) return there
    const facts = factsOfClip(this.scene, clip)
    if (kind !== 'offline') this.app.addFile(path, facts)
    const made = new PoolItemObject(this.app.machine, path, facts)
    this.items.set(path, made)
    this.app.project().pool.root.clips.push(made)
    this.app.addFile('/proxies/small.mov', facts)
    if (kind === 'proxied') made.LinkProxyMedia('/proxies/small.mov')
    return made
  }

  private lay(clip: SceneClip): void {
    const { timeline } = this
    const media = this.mediaOf(clip)
    const length = convert(clip.frames, this.scene.rate, clip.media.rate) * (clip.kind === 'faster' ? 2 : 1)
    const place = { start: timeline.startFrame + clip.at, duration: clip.frames, media, from: clip.from, to: clip.from + length }
    const item = new TimelineItemObject(timeline, { track: 'video', name: clip.name, ...place })
    item.grade.look = `look of ${clip.name}`
    item.speed = clip.kind === 'faster' ? 200 : clip.kind === 'reversed' ? -100 : 100
    for (let count = 0; count < (clip.effects ?? 0); count += 1) item.comps.add()
    this.frame(item, clip)
    addSorted(this.trackAt('video', clip.track), item)
    if (clip.kind !== undefined && clip.kind !== 'file') return
    const sound = new TimelineItemObject(timeline, { track: 'audio', name: clip.name, ...place })
    const clash = this.trackAt('audio', clip.track).items.some((other) => other.start === sound.start)
    if (!clash) addSorted(this.trackAt('audio', clip.track), sound)
    item.linked = [sound]
  }

  private frame(item: TimelineItemObject, { framing }: SceneClip): void {
    const { width, height } = this.scene
    const values: Record<string, number | undefined> = {
      Pan: framing?.position && (framing.position.x - 0.5) * width,
      Tilt: framing?.position && (0.5 - framing.position.y) * height,
      ZoomX: framing?.scale && framing.scale / 100, ZoomY: framing?.scale && framing.scale / 100,
      RotationAngle: framing?.rotation, Opacity: framing?.opacity, CropLeft: framing?.cropLeft && framing.cropLeft * width / 100,
    }
    for (const [name, value] of Object.entries(values)) if (value !== undefined) item.properties.set(name, value)
  }
}

const rounded = (value: number): number => Math.round(value * 1e9) / 1e9

/** Percent of its own pixels: Resolve fits what is larger into the frame. */
function framingOf(item: TimelineItemObject, { width, height }: { width: number; height: number }): SeenClip['framing'] {
  const of = (name: string): number => Number(item.properties.get(name))
  const { width: own = width, height: high = height } = item.media?.facts ?? {}
  return {
    position: { x: rounded(of('Pan') / width + 0.5), y: rounded(0.5 - of('Tilt') / height) },
    scale: rounded(of('ZoomX') * 100 * Math.min(width / (own || width), height / (high || height))),
    rotation: rounded(of('RotationAngle')), opacity: rounded(of('Opacity')), cropLeft: rounded(of('CropLeft') / width * 100),
  }
}

function seenOf(timeline: TimelineObject, item: TimelineItemObject, track: number): SeenClip {
  const [rate, media] = [timeline.rate(), item.media]
  const from = secondsOf(item.from, media?.facts.rate ?? rate)
  const length = secondsOf(item.duration, rate)
  const start = secondsOf(item.start - timeline.startFrame, rate)
  return {
    name: item.name, path: media?.path ?? '', track, start, end: addRatios(start, length), in: from, out: addRatios(from, length),
    isShown: item.isEnabled, alpha: media?.GetClipProperty('Alpha mode') === 'Straight' ? 'straight' : 'other',
    framing: framingOf(item, timeline.project.size()), effects: item.comps.names().length, scaleKeys: [],
  }
}

/** By any name; what a user does on the timeline has no call. */
function editTimeline(timeline: TimelineObject, what: string, name: string | undefined): void {
  const shorten = (item: { duration: number; to: number }): void => {
    item.duration -= 1
    item.to -= 1
  }
  if (what === 'deleted') timeline.dropItems((item) => item.name === name)
  if (what === 'elsewhere') {
    const other = timeline.tracks.video.flatMap(({ items }) => items).find((item) => item.name !== name)
    if (other) shorten(other as { duration: number; to: number })
  }
  for (const item of timeline.every().filter((each) => each.name === name)) {
    if (what === 'trimmed') shorten(item as { duration: number; to: number })
    if (what === 'moved') (item as { start: number }).start += 1
  }
}

/** A frame of the clip at which nothing lies above it. */
function playheadOn(timeline: TimelineObject, name: string): number {
  const all = timeline.tracks.video.flatMap(({ items }, track) => items.map((item) => ({ item, track })))
  const own = all.find(({ item }) => item.name === name)
  if (!own) throw new Error(`There is no clip “${name}”.`)
  const others = all.filter(({ item, track }) => track > own.track && item.media?.path.includes('/results/') !== true)
  const isCovered = (frame: number): boolean =>
    others.some(({ item }) => item.start <= frame && frame < item.start + item.duration)
  let at = own.item.start
  while (isCovered(at)) at += 1
  return at
}

export interface ResolveKitOptions {
  profile: Profile
  knobs?: Partial<Knobs>
  /** Stands between the adapter and its door. */
  between?(api: ResolveApi): ResolveApi
}

/** As the helper does, but in a folder that is there: those of the scenes are not. */
const composeIn = (folder: string): Compose => async ({ folder: pictures, frames, before, length }) => {
  const [path, first] = [join(folder, `${++compositions}.comp`), `${pictures}/frame_000000.png`]
  writeFileSync(path, writeComposition({ file: first, number: 0, frames, before, length }))
  return { path, first }
}
let compositions = 0

/** A folder that is in the application's media storage; what was rendered goes with it. */
const renderIn = (folder: string): Rendering => ({
  place: async () => ({ folder, name: `firstpass-graded-${++renders}` }),
  remove: async ({ name }) => { writeFileSync(join(folder, `${name}.removed`), '') },
  wait: async () => undefined,
})
let renders = 0

export async function openOnResolve(
  { profile, knobs = {}, between = (api) => api }: ResolveKitOptions, scene: ClipScene | undefined,
): Promise<{ app: ResolveSimulator; opened: OpenedClipHost; folder: string; timeline(): TimelineObject }> {
  const app = openResolve({ profile, knobs })
  const laid = scene && new Laying(app, scene)
  const run = await openBatches({
    resolve: app.resolve as AwaitableResolve, prefix: 'contract01', setTimer: () => () => undefined,
  })
  const call: ResolveApi['call'] = async (batch) => {
    const answers = await run(doorBatchSchema.parse(batch))
    return doorAnswersSchema.parse(JSON.parse(JSON.stringify(answers)))
  }
  const [folder, watching] = [mkdtempSync(join(tmpdir(), 'resolve-stills-')), new Set<() => void>()]
  app.machine.volumes.push(folder)
  const host = openResolveHost({
    ...between({ call }), product: app.root.GetProductName(), version: app.knobs.version, stillFolder: folder,
    edition: app.knobs.edition === 'studio' ? 'studio' : 'free', compose: composeIn(folder),
    rendering: renderIn(folder),
    every: (act) => {
      watching.add(act)
      return () => { watching.delete(act) }
    },
  })
  const tellsSelection = profile.endsWith('21.1')
  const timeline = (): TimelineObject => laid!.timeline
  const select = (...names: string[]): void => {
    const items = timeline().tracks.video.flatMap((track) => track.items)
    if (tellsSelection) timeline().selected = items.filter(({ name }) => names.includes(name))
    else timeline().playhead = playheadOn(timeline(), names[0]!)
    for (const act of watching) act()
  }
  const chosen = scene?.clips.filter(({ isSelected }) => isSelected).map(({ name }) => name) ?? []
  if (chosen.length > 0) select(...chosen)
  return { app, timeline, folder, opened: { ...handsOf(app, timeline), host, select, choosesOne: !tellsSelection,
    close: () => {
      expect(app.machine.modal).toBeUndefined()
      rmSync(folder, { recursive: true, force: true })
    } } }
}

function stateOf(app: ResolveSimulator): unknown {
  const project = app.project()
  const mattes = project.pool.root.every().flatMap(({ clips }) => clips).map(({ path, mattes: own }) => [path, ...own])
  const timelines = project.timelines.map((each) => ({ ...describeTimeline(each), playhead: 0 }))
  return JSON.parse(JSON.stringify({ timelines, mattes: mattes.filter(({ length }) => length > 1) }))
}

type Track = { items: unknown[]; name: string }

/** What a user sees of it, tracks that are empty left out. */
function seenState(app: ResolveSimulator): unknown {
  const { timelines, mattes } = stateOf(app) as { timelines: { video: Track[]; audio: Track[] }[]; mattes: unknown }
  const filled = (tracks: Track[]): Track[] => tracks.filter(({ items }) => items.length > 0)
  return {
    mattes, timelines: timelines.map(({ video, audio, ...rest }) => ({ ...rest, video: filled(video), audio: filled(audio) })),
  }
}

type Hands = Omit<OpenedClipHost, 'host' | 'select' | 'choosesOne' | 'close'>

function handsOf(app: ResolveSimulator, timeline: () => TimelineObject): Hands {
  return {
    savesNoFiles: true, roundsDown: true,
    hash: () => JSON.stringify(stateOf(app)),
    timeline: () => seenState(app),
    // Each call is a step of Resolve's history, and no result promises one.
    undo: () => { throw new Error('Resolve\'s history is not used.') },
    stepCount: () => 0,
    openAnother: () => { app.project().currentTimeline = app.project().timelineNamed('Nest') },
    change: (what, name) => {
      if (what === 'closed') app.root.manager.current = new ProjectObject(app.machine, 'Another')
      else editTimeline(timeline(), what, name)
    },
    clips: () => timeline().tracks.video.flatMap(({ items }, track) => items.map((item) => seenOf(timeline(), item, track))),
    soundCount: () => timeline().tracks.audio.reduce((count, { items }) => count + items.length, 0),
    markers: () => timeline().tracks.video.flatMap(({ items }) => items).flatMap((item) => item.markers.marks
      .map(({ frame, marker }) => ({
        text: marker.note, at: secondsOf(item.start - timeline().startFrame + frame, timeline().rate()),
      }))),
    playhead: () => secondsOf(timeline().playhead - timeline().startFrame, timeline().rate()),
    proxyOf: () => '',
    reopen: () => { app.root.manager.reopen() },
    addFile: (clip: MadeClip, hasSound) => {
      const { rate, frames, width, height, hasAlpha } = clip
      app.addFile(clip.path, factsOf('video', { rate, frames, width, height, hasAlpha, audioChannels: hasSound ? 2 : 0 }))
    },
    holds: (path) => app.project().pool.root.every().some(({ clips }) => clips.some((item) => item.path === path)),
    refuseEdit: (count) => {
      const wanted = app.machine.steps.length + count
      const { machine } = app
      machine.step = (name) => {
        machine.steps.push(name)
        if (machine.steps.length === wanted) throw new Error(`${name} is refused.`)
      }
    },
    fileArrived: (path) => {
      expect(existsSync(path) && readFileSync(path).subarray(1, 4).toString()).toBe('PNG')
      return Promise.resolve()
    },
  }
}

export const resolveKit = (options: ResolveKitOptions, doesNotApply: readonly string[]): ClipHostKit => ({
  doesNotApply,
  open: async (scene) => {
    const kind = scene?.clips.find((clip) => clip.name === 'beach.mov')?.kind
    // Not in the model; before 21.1 nobody is told of a direction either.
    const isUntold = kind === 'multicam' || (kind === 'reversed' && !options.profile.endsWith('21.1'))
    const hasKeys = scene?.clips.some(({ framing }) => framing?.scaleKeys !== undefined)
    return isUntold || hasKeys ? undefined : (await openOnResolve(options, scene)).opened
  },
})
