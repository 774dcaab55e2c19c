import { clipTasks, createPanelModel, type PanelModel, type PanelState } from '#panel'
import type { Surroundings } from '#client'
import type { ClipTask } from '#protocol'
import { nodeSurroundings, pairPanel, type TestHelper, until } from './helper'
import { MemoryClipHost } from './memory-clip-host'
import { hasty } from './test-panel'

export interface ClipPanel {
  model: PanelModel<ClipTask>
  host: MemoryClipHost
  kept: Map<string, string>
  /** Every snapshot there was. */
  seen: PanelState<unknown>[]
  token: string
}

const opened = new Set<PanelModel<ClipTask>>()
let pairings = 0

export interface ClipPanelWish {
  host?: MemoryClipHost
  /** An earlier panel's, for a reload. */
  of?: Pick<ClipPanel, 'kept' | 'token'>
  setTimer?: Surroundings['setTimer']
}

/** A panel of clips in memory, as Premiere would have it, paired with a helper and connected. */
export async function openClipPanel(
  helper: TestHelper, { host = new MemoryClipHost(), of, setTimer }: ClipPanelWish = {},
): Promise<ClipPanel> {
  const id = of?.kept.get('panel') ?? `premiere-${String(++pairings).padStart(16, '0')}`
  const kept = of?.kept ?? new Map([['panel', id]])
  const token = of?.token ?? await pairPanel(helper, id, 'premiere')
  const model = createPanelModel({
    host, tasks: clipTasks, kind: 'premiere', ports: [helper.port],
    surroundings: { ...nodeSurroundings, ...hasty, ...(setTimer ? { setTimer } : {}) },
    keep: { get: (key) => kept.get(key), set: (key, value) => void kept.set(key, value) },
    vault: { get: async () => token, set: async () => undefined }, open: async () => true,
  })
  const seen: PanelState<unknown>[] = []
  model.subscribe(() => seen.push(model.state))
  opened.add(model)
  await model.connect()
  await until('the panel is ready', () => model.state.connection.kind === 'ready')
  return { model, host, kept, seen, token }
}

/** For `afterEach`. */
export function closeClipPanels(): void {
  for (const model of opened) model.close()
  opened.clear()
}
