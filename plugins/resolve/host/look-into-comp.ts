import { compositionTools } from '#protocol'
import { Batch, type ResolveApi } from './batch'
import { isSamePath } from './bin'
import type { Item } from './timeline'

export const UNSEEN = 'Resolve did not show what is in the composition: look at it on the Fusion page.'

interface Seen {
  isSeen: boolean
  /** What comes in does not reach over all frames that are played: rendering them would fail. */
  isDrifted: boolean
  /** Why it is none of use. */
  fault?: string
}

/** Whether a composition is one that we wrote: its name may be Resolve's. */
export async function isOwn(api: ResolveApi, item: Item, comp: string): Promise<boolean> {
  if (comp.startsWith(OWN_NAME)) return true
  const batch = new Batch()
  const found = batch.make(batch.make(item.thing, 'LoadFusionCompByName', comp), 'FindTool', compositionTools.matte)
  return (await batch.run(api)).thing(found) !== undefined
}

/** What compositions of ours are called, before the job. */
export const OWN_NAME = 'Firstpass '

/** How many tools one has, without having it shown; undefined where that is not told. */
export async function countTools(api: ResolveApi, item: Item, comp: string): Promise<number | undefined> {
  const batch = new Batch()
  const tools = batch.make(batch.make(item.thing, 'GetFusionCompByName', comp), 'GetToolList', false)
  return Object.keys((await batch.run(api)).record(tools)).length || undefined
}

interface Looking {
  item: Item
  comp: string
  /** The picture that its Loader must name. */
  first: string
}

/** Loads one of a clip by its name, since other handles may be dead copies, and looks whether it is what was written. */
export async function lookInto(api: ResolveApi, { item, comp, first }: Looking): Promise<Seen> {
  const batch = new Batch()
  const loaded = batch.make(item.thing, 'LoadFusionCompByName', comp)
  const tools = Object.values(compositionTools).map((name) => ({ name, tool: batch.make(loaded, 'FindTool', name) }))
  const ranges = [compositionTools.source, compositionTools.matte].map((name) => {
    const tool = batch.make(loaded, 'FindTool', name)
    return { begins: batch.make(tool, 'GetInput', 'GlobalIn'), ends: batch.make(tool, 'GetInput', 'GlobalOut') }
  })
  const clip = batch.make(batch.make(loaded, 'FindTool', compositionTools.matte), 'GetInput', 'Clip')
  const got = await batch.run(api)
  const missing = tools.filter(({ tool }) => got.thing(tool) === undefined).map(({ name }) => name)
  if (missing.length === tools.length) return { isSeen: false, isDrifted: false }
  const file = got.text(clip)
  const isDrifted = ranges.some(({ begins, ends }) => {
    const [from, to] = [got.number(begins), got.number(ends)]
    return (from !== undefined && from > 0) || (to !== undefined && to < item.duration - 1)
  })
  const fault = missing.length > 0 ? `the composition lacks ${missing.join(' and ')}`
    : file !== '' && !isSamePath(file, first) ? `its Loader reads ${file}`
      : isDrifted ? 'its frames do not reach over all of the clip: rendering it would fail' : undefined
  return { isSeen: true, isDrifted, ...(fault === undefined ? {} : { fault }) }
}
