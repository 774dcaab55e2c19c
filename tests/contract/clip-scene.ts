import type { ClipHost, ClipNeeds, ClipReading, Landed, MadeClip, MarkedMoment, PlaceClipHow, Target } from '#host'
import {
  addRatios, multiplyRatios, type Rate, ratio, type Ratio, rateRatio, roundRatio, secondsOf, subtractRatios,
} from '#protocol'
import { throughJson } from './scene'
import type { KitOf, StageOf } from './stage'

/** What a clip may be besides one that plays a file. */
export type ClipKind =
  | 'file' | 'offline' | 'nested' | 'still' | 'adjustment' | 'title' | 'faster' | 'reversed' | 'proxied' | 'multicam'

/** How a clip lies in the frame; points are parts of it, 0..1; the rest in percent and degrees. */
export interface SceneFraming {
  position?: { x: number; y: number }
  scale?: number
  rotation?: number
  opacity?: number
  cropLeft?: number
  /** By frames of the media. */
  scaleKeys?: readonly (readonly [frame: number, percent: number])[]
}

export interface SceneClip {
  name: string
  /** Of pictures, 0 is the lowest. */
  track: number
  /** In frames of the timeline. */
  at: number
  frames: number
  /** The first frame of the media that it plays. */
  from: number
  media: { path: string; rate: Rate; frames: number }
  kind?: ClipKind
  isSelected?: boolean
  framing?: SceneFraming
  effects?: number
}

/** A timeline in words that every host of clips understands. */
export interface ClipScene {
  rate: Rate
  /** Of its first frame. */
  timecode?: { frame: number; isDropFrame: boolean }
  width: number
  height: number
  clips: readonly SceneClip[]
  lockedTracks?: readonly number[]
  /** In frames of the timeline, half-open. */
  inOut?: { in: number; out: number }
  /** '' of a project that was never saved. */
  projectFile: string
}

/** What a user sees of a clip. */
export interface SeenClip {
  name: string
  path: string
  track: number
  /** In seconds from the timeline's first frame. */
  start: Ratio
  end: Ratio
  /** In seconds from its media's first frame; half-open. */
  in: Ratio
  out: Ratio
  isShown: boolean
  alpha: 'straight' | 'other'
  framing: Required<Omit<SceneFraming, 'scaleKeys'>>
  /** By seconds of its media. */
  scaleKeys: readonly (readonly [at: Ratio, percent: number])[]
  effects: number
}

/** What a host is asked to do to itself, as a user would. */
export interface OpenedClipHost {
  host: ClipHost
  /** Of all that undo brings back. */
  hash(): string
  /** What a user sees on all timelines; empty tracks, which a host may have no way to delete, are not counted. */
  timeline(): unknown
  undo(times: number): void
  /** Where projects are no files. */
  savesNoFiles?: boolean
  /** Where what the user works on is one clip at a time, the last that was chosen. */
  choosesOne?: boolean
  /** Where clips of other rates than the timeline's are rounded down, so that they end up to a frame early. */
  roundsDown?: boolean
  /** How many steps its history has. */
  stepCount(): number
  /** By the name of a clip of the scene. `elsewhere`: another one than that is cut. */
  change(what: 'trimmed' | 'moved' | 'deleted' | 'elsewhere' | 'closed', name?: string): void
  select(...names: string[]): void
  /** Opens another timeline over the scene's. */
  openAnother(): void
  /** Pictures on all tracks of the scene's timeline, lowest first. */
  clips(): SeenClip[]
  soundCount(): number
  /** Names and moments on the timeline, of markers of a result or of the timeline itself. */
  markers(): { text: string; at: Ratio }[]
  /** In seconds from the timeline's first frame. */
  playhead(): Ratio
  /** A proxy that a media has beside itself. */
  proxyOf(path: string): string
  /** Saved, closed and opened again. */
  reopen(): void
  /** A file that is there from then on, with sound where it is said to. */
  addFile(clip: MadeClip, hasSound: boolean): void
  /** Whether the host's project holds the file. */
  holds(path: string): boolean
  /** The n-th edit from now on is refused; absent where nothing can be. */
  refuseEdit?(count: number): void
  /** Until the file is there whole. */
  fileArrived(path: string): Promise<void>
  close(): void | Promise<void>
}

export type ClipHostKit = KitOf<ClipScene, OpenedClipHost>
export type ClipStage = StageOf<ClipScene, OpenedClipHost>

/** What a clip of a scene plays: on the timeline and of its media. */
export function playedOf({ rate }: ClipScene, clip: SceneClip): { start: Ratio; length: Ratio; in: Ratio; out: Ratio } {
  const length = secondsOf(clip.frames, rate)
  const from = secondsOf(clip.from, clip.media.rate)
  return { start: secondsOf(clip.at, rate), length, in: from, out: addRatios(from, length) }
}

export interface Making {
  handles?: number
  scale?: number
  stretch?: number
  hasAlpha?: boolean
  hasSound?: boolean
  markers?: readonly MarkedMoment[]
  /** Instead of what is played: all of the media. */
  isWhole?: boolean
}

let made = 0

/** A clip as the helper writes it of what a clip of a scene plays, in whole frames of the media. */
export function makeClip(scene: ClipScene, clip: SceneClip, making: Making = {}): MadeClip {
  const { handles = 12, scale = 1, stretch = 1, hasAlpha = true, markers = [], isWhole = false } = making
  const { rate, frames } = clip.media
  const { out } = playedOf(scene, clip)
  const end = Number(roundRatio(multiplyRatios(out, rateRatio(rate)), 'ceil'))
  const first = isWhole ? 0 : Math.max(0, clip.from - handles)
  const last = isWhole ? frames : Math.min(frames, end + handles)
  made += 1
  return {
    path: `/results/Firstpass/result-${made}.mov`, rate, frames: (last - first) * stretch, width: scene.width * scale,
    height: scene.height * scale, hasAlpha, begins: secondsOf(first, rate), stretch: ratio(BigInt(stretch)), scale, markers,
  }
}

/** Where a made clip must be, and which part of it must be played. */
export function wantedOf(scene: ClipScene, clip: SceneClip, result: MadeClip): Pick<SeenClip, 'start' | 'end' | 'in' | 'out'> {
  const { start, length, in: from } = playedOf(scene, clip)
  const first = multiplyRatios(subtractRatios(from, result.begins), result.stretch)
  const long = multiplyRatios(length, result.stretch)
  return { start, end: addRatios(start, long), in: first, out: addRatios(first, long) }
}

let jobs = 0

export const clipHowTo = (form: PlaceClipHow['form'], more: Partial<PlaceClipHow> = {}): PlaceClipHow => {
  jobs += 1
  return {
    form, name: 'Subject (Firstpass)', step: 'Firstpass: Mask', progress: () => undefined, isCancelled: () => false,
    job: { id: `job${String(jobs).padStart(17, '0')}`, recipe: `{"made":${jobs}}` }, ...more,
  }
}

/** The selected clip by name. */
export async function targetOf(opened: OpenedClipHost, name: string, scope: 'active' | 'in-out' = 'active'): Promise<Target> {
  const { host } = opened
  if (scope === 'active' && opened.choosesOne) opened.select(name)
  const found = (await host.targets(scope)).find((target) => target.name === name)
  if (found === undefined) throw new Error(`There is no target “${name}”.`)
  return found
}

type Region = ClipNeeds['region']

export async function readClip(opened: OpenedClipHost, name: string, region: Region = 'played'): Promise<ClipReading> {
  return await opened.host.read(await targetOf(opened, name), { region })
}

export interface Doing {
  scene: ClipScene
  clip: SceneClip
  making?: Making
  how?: PlaceClipHow
}

/** Reads a clip, has a result made of it and puts that down; what goes through a panel went through JSON. */
export async function placeOn(opened: OpenedClipHost, { scene, clip, making, how }: Doing): Promise<{
  landed: Landed | undefined
  result: MadeClip
  reading: ClipReading
}> {
  const way = how ?? clipHowTo('clip')
  const isWhole = way.form !== 'clip'
  const reading = await readClip(opened, clip.name, isWhole ? 'media' : 'played')
  const result = makeClip(scene, clip, { isWhole, ...making })
  opened.addFile(result, making?.hasSound ?? false)
  const landed = await opened.host.place(throughJson(reading.placement), result, way)
  return { landed: landed && throughJson(landed), result, reading }
}

/** As it was before: by undo, or by taking the result out where the host's history can't. */
export async function takeBack({ host, undo }: OpenedClipHost, landed: Landed): Promise<void> {
  if (landed.undoSteps > 0) undo(landed.undoSteps)
  else await host.remove(landed)
}

/** The clip of a path. */
export const seenAt = (opened: OpenedClipHost, path: string): SeenClip[] => opened.clips().filter((clip) => clip.path === path)

export const isRatio = ({ num, den }: Ratio): string => `${num}/${den}`

/** Times of a clip as text, which a failed test shows in full. */
export const timesOf = (clip: Pick<SeenClip, 'start' | 'end' | 'in' | 'out'>): Record<string, string> => ({
  start: isRatio(clip.start), end: isRatio(clip.end), in: isRatio(clip.in), out: isRatio(clip.out),
})

/** Where a clip ends is told apart where the host rounds down: then it may be a frame early, if the host says so. */
export function expectTimes(
  opened: OpenedClipHost, { scene, seen, wanted, landed }: {
    scene: ClipScene; seen: readonly SeenClip[]; wanted: ReturnType<typeof wantedOf>; landed: Landed | undefined
  },
): void {
  const early = subtractRatios(wanted.end, seen[0]?.end ?? wanted.end)
  const isEarly = opened.roundsDown && isRatio(early) === isRatio(secondsOf(1, scene.rate))
  const asked = isEarly ? { ...wanted, end: subtractRatios(wanted.end, early), out: subtractRatios(wanted.out, early) } : wanted
  expect(seen.map(timesOf)).toEqual([timesOf(asked)])
  expect(landed!.differs.filter((sentence) => !sentence.includes('above'))).toHaveLength(isEarly ? 1 : 0)
}

/** A moment on the timeline of a moment of a clip's media, in a result that is slower by `stretch`. */
export function momentOn(scene: ClipScene, clip: SceneClip, { at, stretch = 1 }: { at: Ratio; stretch?: number }): Ratio {
  const { start, in: from } = playedOf(scene, clip)
  return addRatios(start, multiplyRatios(subtractRatios(at, from), ratio(BigInt(stretch))))
}
