import * as fs from 'node:fs'
import * as path from 'node:path'
import type { Surroundings } from '#client'
import type { HostKind } from '#protocol'
import { createPanelModel, type Keep, type PanelModel, type PanelState, pictureTasks, type Vault } from '#panel'
import { askAs, nodeSurroundings, pairPanel, startTestHelper, type TestHelper, until } from './helper'
import { MemoryHost } from './memory-host'

export interface TestPanel {
  model: PanelModel
  host: MemoryHost
  kept: Map<string, string>
  vault: Vault
  /** What it asked the system to open. */
  opened: string[]
  /** Every snapshot there was. */
  seen: PanelState[]
}

export interface PanelWish {
  host?: MemoryHost
  ports: readonly number[]
  token?: string
  kind?: HostKind
  kept?: Map<string, string>
  surroundings?: Partial<Surroundings>
  opens?: boolean
}

/** The panel's pauses are short here: what is tested is that it looks again, not how long it waits. */
export const hasty: Partial<Surroundings> = {
  setTimer: (ms, act) => nodeSurroundings.setTimer(ms >= 300 && ms <= 5000 && ms !== 2000 ? ms / 20 : ms, act),
}

const panels = new Set<PanelModel>()

export const PANEL = 'photoshop-0123456789abcdef'

/** A panel in memory; `closePanels` ends it. */
export function openTestPanel(wish: PanelWish): TestPanel {
  const { host = new MemoryHost(), ports, token, kept = new Map([['panel', PANEL]]), surroundings, opens = true } = wish
  const { kind = 'photoshop' } = wish
  const keep: Keep = { get: (key) => kept.get(key), set: (key, value) => void kept.set(key, value) }
  let held = token
  const vault: Vault = {
    get: async () => held,
    set: async (next) => {
      held = next
    },
  }
  const opened: string[] = []
  const model = createPanelModel({
    host, tasks: pictureTasks, kind, ports, keep, vault,
    surroundings: { ...nodeSurroundings, ...hasty, ...surroundings },
    open: async (url) => {
      opened.push(url)
      return opens
    },
  })
  const seen: PanelState[] = []
  model.subscribe(() => seen.push(model.state))
  panels.add(model)
  return { model, host, kept, vault, opened, seen }
}

/** For `afterEach`. */
export function closePanels(): void {
  for (const model of panels) model.close()
  panels.clear()
}

export interface PanelAndHelper extends TestPanel {
  helper: TestHelper
  token: string
}

export interface Paired {
  helper: TestHelper
  token: string
  /** The panel's own name, where it is not `PANEL`. */
  id?: string
}

let pairings = 0

/** A panel that the helper has never seen: it has no jobs there. */
export async function pairNewPanel(helper: TestHelper): Promise<Paired> {
  const id = `photoshop-${String(++pairings).padStart(16, '0')}`
  return { helper, token: await pairPanel(helper, id), id }
}

/** A panel that is paired with a helper, of its own where none is given, and connected. */
export async function openPairedPanel(wish: Partial<PanelWish> = {}, paired?: Paired): Promise<PanelAndHelper> {
  const helper = paired?.helper ?? await startTestHelper({ engine: 'engine-for-panels' })
  const token = paired?.token ?? await pairPanel(helper, PANEL)
  const kept = new Map([['panel', paired?.id ?? PANEL]])
  const panel = openTestPanel({ ports: [helper.port], token, kept, ...wish })
  await panel.model.connect()
  await until('the panel is ready', () => panel.model.state.models.length > 0)
  return { ...panel, helper, token }
}

/** Files beside the jobs that the test engine heeds. */
export const signal = {
  set: ({ dataFolder }: TestHelper, name: 'hold' | 'fail'): void => fs.writeFileSync(path.join(dataFolder, name), ''),
  clear: ({ dataFolder }: TestHelper, name: 'hold' | 'fail'): void => fs.rmSync(path.join(dataFolder, name), { force: true }),
}

/** The six digits as the helper's user sees them. */
export async function showCode(helper: TestHelper): Promise<string> {
  return String((await askAs(helper, helper.file.token, { method: 'POST', path: '/v1/pairing-code' })).json().code)
}

/** The jobs that the helper still holds for the panel. */
export async function jobsOf({ helper, token }: PanelAndHelper): Promise<{ state: string; placed: boolean }[]> {
  const { jobs } = (await askAs(helper, token, { path: '/v1/jobs' })).json() as {
    jobs?: { latest: { state: string }; placed: boolean }[]
  }
  return (jobs ?? []).map(({ latest, placed }) => ({ state: latest.state, placed }))
}

/** A paired panel over one open picture, light on its left half. */
export async function openPortrait(of: { helper: TestHelper; token: string }): Promise<PanelAndHelper> {
  const panel = await openPairedPanel({}, of)
  panel.host.addDocument('Portrait', { width: 12, height: 10 }, (x) => (x < 6 ? 200 : 40))
  return panel
}
