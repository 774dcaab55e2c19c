import type { PictureHost } from '#host'
import { createPanelModel, type PanelModel, type PanelState, pictureTasks } from '#panel'
import { openPhotoshopHost } from '../../plugins/photoshop/host'
import { openPhotoshop, type Photoshop, type PhotoshopOptions } from '../simulators/photoshop'
import { modulesOf } from '../simulators/photoshop/official'
import type { OpenDocument } from '../simulators/photoshop/machine'
import { nodeSurroundings, pairPanel, startTestHelper, type TestHelper, until } from './helper'
import { hasty, PANEL } from './test-panel'

export interface PhotoshopPanel {
  model: PanelModel
  host: PictureHost
  ps: Photoshop
  seen: PanelState[]
  kept: Map<string, string>
}

export interface Paired {
  helper: TestHelper
  token: string
}

/** A helper whose engine answers what panels are tested with, and the panel's token there. */
export async function startPaired(): Promise<Paired> {
  const helper = await startTestHelper({ engine: 'engine-for-panels' })
  return { helper, token: await pairPanel(helper, PANEL) }
}

const opened: PhotoshopPanel[] = []

export interface PhotoshopWish extends PhotoshopOptions {
  /** Another panel's Photoshop. */
  ps?: Photoshop
}

/** The panel's model over the adapter, in a simulated Photoshop, connected with a helper. */
export async function openPhotoshopPanel(
  { helper, token }: { helper: TestHelper; token: string }, { ps: given, ...options }: PhotoshopWish = {},
): Promise<PhotoshopPanel> {
  const ps = given ?? openPhotoshop(options)
  const host = openPhotoshopHost(modulesOf(ps))
  const kept = new Map([['panel', PANEL]])
  const model = createPanelModel({
    host, tasks: pictureTasks, kind: 'photoshop', surroundings: { ...nodeSurroundings, ...hasty }, ports: [helper.port],
    keep: { get: (key) => kept.get(key), set: (key, value) => void kept.set(key, value) },
    vault: { get: async () => token, set: async () => undefined }, open: async () => true,
  })
  const seen: PanelState[] = []
  model.subscribe(() => seen.push(model.state))
  const panel = { model, host, ps, seen, kept }
  opened.push(panel)
  await model.connect()
  await until('the panel is ready', () => model.state.connection.kind === 'ready')
  return panel
}

/** For `afterEach`. */
export function closePhotoshopPanels(): void {
  for (const { model, ps } of opened.splice(0)) {
    model.close()
    ps.remove()
  }
}

export const SIZE = { width: 24, height: 16 }
export const LAYER = { left: 2, top: 1, right: 22, bottom: 15 }

/** The bright box that the test engine takes for the subject. */
export const inBox = (x: number, y: number): boolean => x >= 6 && x < 14 && y >= 4 && y < 12

/** A layer smaller than its canvas with a bright box on dark, above a white Background. */
export function makePortrait(ps: Photoshop, depth: 8 | 16 = 8): OpenDocument {
  const white = depth === 8 ? 255 : 32768
  const store = (value: number): number => Math.round(value / 255 * white)
  return ps.makeDocument({
    title: 'photograph.psd', ...SIZE, depth, active: ['Portrait'],
    layers: [
      { name: 'Portrait', bounds: LAYER, pixels: (x, y, channel) => store((inBox(x, y) ? 200 : 40) + channel) },
      { kind: 'background', pixels: white },
    ],
  })
}

/** A plane's values over the canvas. */
export const planeOf = (plane: { at(x: number, y: number): number } | undefined, { width, height } = SIZE): number[] =>
  Array.from({ length: width * height }, (_, at) => plane?.at(at % width, Math.floor(at / width)) ?? -1)

export const everywhere = (value: (x: number, y: number) => number, { width, height } = SIZE): number[] =>
  Array.from({ length: width * height }, (_, at) => value(at % width, Math.floor(at / width)))
