import * as path from 'node:path'
import type { ClipHost } from '#host'
import { clipTasks, createPanelModel, type PanelModel } from '#panel'
import {
  type ClipTask, type DoorAnswers, type DoorState, failureFromJson, type MadeComposition, type ScratchPlace,
} from '#protocol'
import { type Compose, openResolveHost, type Rendering, type ResolveApi } from '../../../plugins/resolve/host'
import { factsOf, type Knobs, type Profile, type SceneMaking } from '../../simulators/resolve'
import { LuaResolve } from '../../simulators/resolve/lua-process'
import { askAs, nodeSurroundings, pairPanel, startTestHelper, type TestHelper, until } from '../helper'
import { hasty } from '../test-panel'
import { makeProfile, SCRIPT } from './script'

export interface ResolvePanel {
  model: PanelModel<ClipTask>
  host: ClipHost
  lua: LuaResolve
  helper: TestHelper
  /** How many batches have crossed the door. */
  batches(): number
}

export interface ResolveWish {
  profile: Profile
  knobs?: Partial<Knobs>
  scene: SceneMaking
  ffprobe: string
}

const opened: ResolvePanel[] = []
let pairings = 0

/** A helper with the real engine and codec, and the folder of preferences in which it looks for Resolve's answers. */
export async function startResolveHelper(more: Record<string, string> = {}): Promise<{ helper: TestHelper; prefsFile: string }> {
  const { profiles, profile } = makeProfile()
  const real = '../../../shared/helper/engine'
  const helper = await startTestHelper({
    engine: `${real}/engine-main`, codec: `${real}/codec-main`, env: { FIRSTPASS_RESOLVE_PROFILES: profiles, ...more },
  })
  return { helper, prefsFile: profile }
}

/** The panel's model over the adapter, the helper's door, and the script in a Resolve under luajit. */
export async function openResolvePanel(
  { helper, prefsFile }: Awaited<ReturnType<typeof startResolveHelper>>, { ffprobe, ...wish }: ResolveWish,
): Promise<ResolvePanel> {
  const id = `resolve-${String(++pairings).padStart(16, 'a')}`
  const token = await pairPanel(helper, id, 'resolve')
  const env = { FIRSTPASS_HOME: helper.dataFolder }
  const lua = new LuaResolve({ ...wish, prefsFile, script: SCRIPT, probe: ffprobe, env })
  const state = async (): Promise<DoorState> => (await askAs(helper, token, { path: '/v1/door' })).json() as unknown as DoorState
  await until('the script attaches', async () => (await state()).state === 'attached')
  const known = await state()
  if (known.state !== 'attached') throw new Error('The script has gone.')
  let count = 0
  const call: ResolveApi['call'] = async (batch) => {
    count += 1
    const answer = (await askAs(helper, token, { method: 'POST', path: '/v1/door', body: batch })).json()
    if (typeof answer.code === 'string') throw failureFromJson(answer as unknown as Parameters<typeof failureFromJson>[0])
    return answer as unknown as DoorAnswers
  }
  const { product, version, edition } = known
  const ask = async (path: string, body: object): Promise<unknown> => {
    const answer = (await askAs(helper, token, { method: 'POST', path, body })).json()
    if (typeof answer.code === 'string') throw failureFromJson(answer as unknown as Parameters<typeof failureFromJson>[0])
    return answer
  }
  const compose: Compose = async (order) => await ask('/v1/door/composition', order) as MadeComposition
  const rendering: Rendering = {
    place: async (source) => await ask('/v1/door/scratch', { source }) as ScratchPlace,
    remove: async (place) => void await ask('/v1/door/scratch/remove', place),
    wait: async () => undefined,
  }
  const stillFolder = path.dirname(prefsFile)
  const host = openResolveHost({ call, product, version, edition, compose, rendering, stillFolder })
  const kept = new Map([['panel', id]])
  const model = createPanelModel({
    host, kind: 'resolve', tasks: clipTasks, surroundings: { ...nodeSurroundings, ...hasty }, ports: [helper.port],
    keep: { get: (key) => kept.get(key), set: (key, value) => void kept.set(key, value) },
    vault: { get: async () => token, set: async () => undefined }, open: async () => true,
  })
  const panel = { model, host, lua, helper, batches: () => count }
  opened.push(panel)
  await model.connect()
  await until('the panel is ready', () => model.state.connection.kind === 'ready')
  return panel
}

/** For `afterEach`. */
export function closeResolvePanels(): void {
  for (const { model, lua } of opened.splice(0)) {
    model.close()
    lua.close()
  }
}

/** A project at 23.976 with frames of a film at 100 of its timeline, graded, and an empty track above. */
export function sceneOfFilm(film: string, frames: number, [from, to] = [20, 44]): SceneMaking {
  const rate = { num: 24_000, den: 1001 }
  const facts = factsOf('video', { frames, rate, width: 96, height: 64, startFrame: 86_400, audioChannels: 1 })
  const cut = { media: film, at: 100, from, to }
  return {
    project: 'Shore', rate: '23.976', volumes: [path.dirname(film)], media: [{ path: film, facts }],
    timelines: [{
      name: 'Cut', playhead: 100,
      tracks: [
        { type: 'video', clips: [{ ...cut, look: 'warm' }] }, { type: 'video', clips: [] }, { type: 'audio', clips: [cut] },
      ],
    }],
  }
}
