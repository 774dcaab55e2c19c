import { existsSync, readFileSync } from 'node:fs'
import type { MadeClip } from '#host'
import { type Ratio, ratio, type Rate } from '#protocol'
import { openPremiereHost } from '../../plugins/premiere/host'
import {
  type ClipMaking, type ClipState, openPremiere, type Premiere, type PremiereOptions, type ProjectState, TICKS_PER_SECOND,
} from '../simulators/premiere'
import { modulesOf } from '../simulators/premiere/official'
import type { ClipHostKit, ClipKind, ClipScene, OpenedClipHost, SceneClip, SceneFraming, SeenClip } from './clip-scene'

const frameTicks = ({ num, den }: Rate): bigint => TICKS_PER_SECOND * BigInt(den) / BigInt(num)
const secondsOfTicks = (ticks: bigint): Ratio => ratio(ticks, TICKS_PER_SECOND)

const names: Readonly<Record<Exclude<keyof SceneFraming, 'scaleKeys'>, string>> = {
  position: 'Position', scale: 'Scale', rotation: 'Rotation', opacity: 'Opacity', cropLeft: 'Crop Left',
}

function kindMaking(kind: ClipKind, path: string): Partial<ClipMaking> {
  const kinds: Readonly<Record<ClipKind, Partial<ClipMaking>>> = {
    file: {}, offline: { isOffline: true }, nested: { nested: 'Nest' },
    still: { path: '/pictures/beach.png', media: { isStill: true } }, adjustment: { isAdjustment: true },
    title: {}, faster: { speed: 2 }, reversed: { isReversed: true },
    proxied: { proxy: '/proxies/small.mov' }, multicam: { isMulticam: true },
  }
  const hasPath = kind !== 'nested' && kind !== 'title'
  return { ...(hasPath ? { path } : {}), ...kinds[kind] }
}

function makingOf({ rate, width, height }: ClipScene, clip: SceneClip): ClipMaking {
  const { framing = {}, media, kind = 'file' } = clip
  const { scaleKeys, ...plain } = framing
  const step = frameTicks(rate)
  const from = BigInt(clip.from) * frameTicks(media.rate)
  const length = BigInt(clip.frames) * step
  const keys = scaleKeys?.map(([frame, percent]) => [BigInt(frame) * frameTicks(media.rate), percent] as const)
  return {
    name: clip.name, start: BigInt(clip.at) * step, end: BigInt(clip.at) * step + length, in: from,
    out: from + length * (kind === 'faster' ? 2n : 1n), isSelected: clip.isSelected ?? false, hasSound: kind === 'file',
    media: {
      duration: BigInt(media.frames) * frameTicks(media.rate), frameTicks: frameTicks(media.rate), width, height, hasAudio: true,
    },
    framing: Object.fromEntries(Object.entries(plain).map(([name, value]) => [names[name as keyof typeof names], value])),
    ...(keys === undefined ? {} : { keys: { Scale: keys } }),
    effects: Array.from({ length: clip.effects ?? 0 }, () => 'AE.ADBE Lumetri'),
    ...kindMaking(kind, media.path),
  }
}

function makeProject(app: Premiere, scene: ClipScene): void {
  const step = frameTicks(scene.rate)
  const tracks = Math.max(...scene.clips.map(({ track }) => track)) + 1
  const { inOut, timecode, lockedTracks = [] } = scene
  app.makeProject({
    path: scene.projectFile,
    sequences: [{
      name: 'Cut', frameTicks: step, width: scene.width, height: scene.height,
      ...(timecode === undefined ? {} : { zero: BigInt(timecode.frame) * step }),
      ...(inOut === undefined ? {} : { in: BigInt(inOut.in) * step, out: BigInt(inOut.out) * step }),
      video: Array.from({ length: tracks }, (_value, track) => ({
        isLocked: lockedTracks.includes(track),
        clips: scene.clips.filter((clip) => clip.track === track).map((clip) => makingOf(scene, clip)),
      })),
    }, { name: 'Nest', frameTicks: step, video: [{ clips: [{ name: 'inner', start: 0n, end: 900n * step }] }] }],
  })
}

function seenOf(state: ProjectState, track: number, clip: ClipState): SeenClip {
  const item = state.items.find(({ id }) => id === clip.item)
  const params = clip.components.slice(0, 2).flatMap((component) => component.params)
  const value = (name: string) => params.find((param) => param.name === name)?.value
  const framing = Object.fromEntries(Object.entries(names).map(([key, name]) => [key, value(name)]))
  const keys = params.find(({ name }) => name === 'Scale')?.keys ?? []
  return {
    name: clip.name, path: item?.path ?? '', track, start: secondsOfTicks(clip.start), end: secondsOfTicks(clip.end),
    in: secondsOfTicks(clip.in), out: secondsOfTicks(clip.out), isShown: !clip.isDisabled,
    // The simulator's number of straight alpha.
    alpha: item?.interpretation.alpha === 41 ? 'straight' : 'other',
    framing: framing as unknown as SeenClip['framing'], effects: clip.components.length - 2,
    scaleKeys: keys.map(({ time, value: percent }) => [secondsOfTicks(time), percent as number]),
  }
}

function handsOf(app: Premiere): Pick<OpenedClipHost, 'change' | 'clips' | 'soundCount' | 'markers' | 'timeline'> {
  const clips = (): SeenClip[] => app.clips('Cut').map(({ track, clip }) => seenOf(app.state, track, clip))
  return {
    clips,
    soundCount: () => app.sequence('Cut').audio.reduce((count, track) => count + track.clips.length, 0),
    markers: () => [...app.sequence('Cut').markers.map(({ comments, start }) => ({ text: comments, at: secondsOfTicks(start) })),
      ...app.clips('Cut').flatMap(({ clip }) => (app.state.items.find(({ id }) => id === clip.item)?.markers ?? [])
        .map(({ comments, start }) => ({ text: comments, at: secondsOfTicks(clip.start + start - clip.in) })))],
    timeline: () => app.state.sequences.map(({ name, video, audio, markers }) => ({
      name, markers,
      video: video.map(({ clips: own }, track) => own.map((clip) => seenOf(app.state, track, clip)))
        .filter(({ length }) => length > 0),
      audio: audio.flatMap(({ clips: own }) => own.map(({ start, end }) => [start, end])),
    })),
    change: (what, name) => {
      if (what === 'closed') return app.closeProject()
      app.edit(what, (sequence) => {
        for (const track of [...sequence.video, ...sequence.audio]) {
          const clip = track.clips.find((each) => each.name === name)
          if (what === 'deleted') track.clips = track.clips.filter((each) => each !== clip)
          const other = track.clips.find((each) => each.name !== name)
          if (what === 'elsewhere' && other !== undefined) other.out -= sequence.frameTicks
          if (what === 'elsewhere' && other !== undefined) other.end -= sequence.frameTicks
          if (clip === undefined || (what !== 'trimmed' && what !== 'moved')) continue
          clip.end += what === 'trimmed' ? -sequence.frameTicks : sequence.frameTicks
          if (what === 'trimmed') clip.out -= sequence.frameTicks
          else clip.start += sequence.frameTicks
        }
      })
    },
  }
}

const factsOfMade = ({ rate, frames, width, height }: MadeClip, hasAudio: boolean) => ({
  duration: BigInt(frames) * frameTicks(rate), frameTicks: frameTicks(rate), width, height, hasVideo: true, hasAudio,
  isStill: false, start: 0n, isCaptions: false,
})

/** Far more than any simulated delay takes. */
const LOOKS = 1000

/** A picture that begins and ends as one. */
const isWholePicture = (path: string): boolean => {
  const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0)
  return bytes.length > 0 && (bytes.subarray(-2).toString('hex') === 'ffd9' || bytes.subarray(1, 4).toString() === 'PNG')
}

/** A simulated Premiere with the plugin's adapter, and what is behind it. */
export function openOnPremiere(
  options: PremiereOptions, scene: ClipScene | undefined,
): { app: Premiere; opened: OpenedClipHost } {
  const app = openPremiere({ probe: () => undefined, ...options })
  if (scene !== undefined) makeProject(app, scene)
  return { app, opened: handed(app) }
}

const handed = (app: Premiere): OpenedClipHost => ({
  host: openPremiereHost(modulesOf(app)),
  hash: app.hash,
  undo: app.undo,
  stepCount: () => app.history().length,
  openAnother: () => { app.activate('Nest') },
  select: app.select,
  reopen: app.reopen,
  ...handsOf(app),
  playhead: () => secondsOfTicks(app.machine.view(app.sequence('Cut').guid).playhead),
  proxyOf: (path) => app.state.items.find((item) => item.path === path)?.proxy ?? '',
  addFile: (clip, hasSound) => { app.addMedia(clip.path, factsOfMade(clip, hasSound)) },
  holds: (path) => app.state.items.some((item) => item.path === path),
  refuseEdit: (count) => {
    const { transactions } = app.machine
    app.knobs.failsTransaction = (at) => at === transactions + count
  },
  fileArrived: async (path) => {
    for (let look = 0; !isWholePicture(path); look++) {
      if (look === LOOKS) throw new Error(`There is no picture at ${path}.`)
      await new Promise((resolve) => { setTimeout(resolve, 5) })
    }
  },
  close: () => {
    expect([app.machine.locks, app.machine.isInTransaction]).toEqual([0, false])
    app.remove()
  },
})

export const premiereKit = (options: PremiereOptions): ClipHostKit => ({
  doesNotApply: [],
  open: async (scene) => await Promise.resolve(openOnPremiere(options, scene).opened),
})
