import * as path from 'node:path'
import type { ClipHost } from '#host'
import { clipTasks, createPanelModel, type PanelModel } from '#panel'
import type { ClipTask } from '#protocol'
import { openPremiereHost } from '../../plugins/premiere/host'
import { type ClipMaking, openPremiere, type Premiere, type PremiereOptions, type SequenceMaking } from '../simulators/premiere'
import { modulesOf } from '../simulators/premiere/official'
import { nodeSurroundings, pairPanel, startTestHelper, type TestHelper, until } from './helper'
import { hasty } from './test-panel'

export interface PremierePanel {
  model: PanelModel<ClipTask>
  host: ClipHost
  app: Premiere
  helper: TestHelper
}

const opened: PremierePanel[] = []
let pairings = 0

export interface PremiereWish extends PremiereOptions {
  /** Another panel's Premiere. */
  app?: Premiere
  /** There is no WebSocket. */
  polls?: boolean
}

/** The real engine and the real codec, in the real helper. */
export const startClipHelper = (env: Record<string, string> = {}): Promise<TestHelper> => {
  const real = '../../../shared/helper/engine'
  return startTestHelper({ engine: `${real}/engine-main`, codec: `${real}/codec-main`, env })
}

/** The panel's model over the adapter, in a simulated Premiere, connected with a helper. */
export async function openPremierePanel(
  helper: TestHelper, { app: given, polls = false, ...options }: PremiereWish = {},
): Promise<PremierePanel> {
  const app = given ?? openPremiere(options)
  const host = openPremiereHost(modulesOf(app))
  const id = `premiere-${String(++pairings).padStart(16, 'a')}`
  const token = await pairPanel(helper, id, 'premiere')
  const kept = new Map([['panel', id]])
  const { openSocket, ...plain } = nodeSurroundings
  const surroundings = { ...plain, ...hasty, ...(polls || !openSocket ? {} : { openSocket }) }
  const model = createPanelModel({
    host, kind: 'premiere', tasks: clipTasks, surroundings, ports: [helper.port],
    keep: { get: (key) => kept.get(key), set: (key, value) => void kept.set(key, value) },
    vault: { get: async () => token, set: async () => undefined }, open: async () => true,
  })
  const panel = { model, host, app, helper }
  opened.push(panel)
  await model.connect()
  await until('the panel is ready', () => model.state.connection.kind === 'ready')
  return panel
}

/** For `afterEach`. */
export function closePremierePanels(): void {
  for (const { model, app } of opened.splice(0)) {
    model.close()
    app.remove()
  }
}

/** Ticks of a frame at a rate. */
export const frameTicks = (num: bigint, den = 1n): bigint => 254_016_000_000n * den / num

export interface Cut {
  /** Of the film. */
  file: string
  name?: string
  /** In frames of the timeline. */
  at: number
  frames: number
  /** In frames of the film, whose frame is `filmFrame` ticks. */
  from: number
  filmFrame: bigint
}

/** A clip as it is cut into a timeline whose frame is `frame` ticks. */
export function cutOf({ file, name = path.basename(file), at, frames, from, filmFrame }: Cut, frame: bigint): ClipMaking {
  const start = BigInt(at) * frame
  const end = start + BigInt(frames) * frame
  return { name, path: file, start, end, in: BigInt(from) * filmFrame, isSelected: true, hasSound: true }
}

/** A saved project with one timeline. */
export function makeTimeline(
  app: Premiere, { folder, frame, clips, ...more }: { folder: string; frame: bigint; clips: readonly ClipMaking[] }
  & Partial<Omit<SequenceMaking, 'video'>>,
): void {
  app.makeProject({
    path: path.join(folder, 'shore.prproj'),
    sequences: [{ name: 'Shore', frameTicks: frame, width: 96, height: 64, video: [{ clips }], ...more }],
  })
}

/** What lies on tracks above the first, in frames. */
export const above = (app: Premiere, frame: bigint, mediaFrame: bigint) => app.clips().filter(({ track }) => track > 0)
  .map(({ track, clip }) => ({
    track, name: clip.name, start: Number(clip.start) / Number(frame), end: Number(clip.end) / Number(frame),
    in: Number(clip.in) / Number(mediaFrame), out: Number(clip.out) / Number(mediaFrame),
  }))
