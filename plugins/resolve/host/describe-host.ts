import type { HostCapabilities } from '#host'
import { Batch, type ResolveApi, ROOT } from './batch'

/** Which Resolve it is; told by calls that every edition answers without a window. */
export interface ResolveBuild {
  product: string
  /** Major, minor and further numbers, as `21.1.0`. */
  version: string
  edition: 'free' | 'studio'
}

/** For a door that does not tell it by itself, as the helper's `GET /v1/door` does. @throws DOOR_WAITING, DOOR_SILENT */
export async function askResolve(api: ResolveApi): Promise<ResolveBuild> {
  const batch = new Batch()
  const [product, version] = [batch.make(ROOT, 'GetProductName'), batch.make(ROOT, 'GetVersionString')]
  const got = await batch.run(api)
  const name = got.text(product)
  return { product: name, version: got.text(version), edition: /studio/i.test(name) ? 'studio' : 'free' }
}

/** Major, minor, patch. */
export function isAtLeast(version: string, least: readonly [number, number, number]): boolean {
  const parts = version.split('.').map(Number)
  const at = least.findIndex((part, index) => (parts[index] ?? 0) !== part)
  return at < 0 || (parts[at] ?? 0) > (least[at] ?? 0)
}

/** Which files can be written for it. */
interface Means {
  canCompose: boolean
  canRender: boolean
}

export const describeHost = ({ product, version }: ResolveBuild, { canCompose, canRender }: Means): HostCapabilities => ({
  name: `${product} ${version}`,
  forms: ['clip', 'take', 'external-matte', ...(canCompose ? ['fusion'] as const : []), 'timeline-copy'],
  readsGraded: canRender,
  canCombine: false,
  hasLiveFeather: false,
  hasSelection: false,
  findsSubject: false,
  undoesInOneStep: false,
  undoSteps: { 'clip': 0, 'take': 0, 'external-matte': 0, 'fusion': 0, 'timeline-copy': 0 },
  scopes: ['active', 'in-out'],
  limits: [
    ...(isAtLeast(version, [21, 0, 4]) ? []
      : ['This version does not tell plugins what is selected: the clip at the playhead is taken.']),
    'Each of its edits is a step of its own in Resolve\'s history: “Remove” takes a result back.',
    'No plugin can add a node: which node uses an external matte you choose on the Color page (Add Matte).',
    'In Fusion: only whole clips whose media has the timeline\'s rate, and that have one composition of their own at most.',
    'As graded: Deliver renders the clip alone on a copy of the timeline, which goes again; Resolve is busy meanwhile.',
    'Where media and timeline have different rates, Resolve rounds down: a result may end one frame early.',
    'Speed-changed, compound, multicam and Fusion clips, stills, titles and adjustment clips can\'t be worked on.',
  ],
})
