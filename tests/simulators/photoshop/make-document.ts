import type { Bounds } from '#protocol'
import { type Space, workingProfiles } from './colour'
import { addDocument } from './document-edits'
import type { Machine, OpenDocument } from './machine'
import { type Depth, type Paint, Plane, whiteOf } from './plane'
import { blankLayer, canvasOf, colourCount, type DocumentState, type LayerState, type MaskState, type Mode } from './state'

/** Values of one channel, or of each of them, in the document's own range (255, 32768, 1). */
export type Colours = number | ((x: number, y: number, channel: number) => number)

export interface LayerMaking {
  name?: string
  kind?: LayerState['kind'] | 'background' | 'artboard'
  /** The whole canvas if absent. */
  bounds?: Bounds
  pixels?: Colours
  /** Opaque within its bounds if absent. */
  alpha?: Paint
  mask?: { paint: Paint; bounds?: Bounds; outside?: 'black' | 'white'; feather?: number; density?: number }
  opacity?: number
  isVisible?: boolean
  isLocked?: boolean
  children?: LayerMaking[]
}

export interface DocumentMaking {
  title?: string
  width: number
  height: number
  mode?: Mode
  depth?: Depth
  profile?: string
  /** From the top; a Background alone if absent. */
  layers?: LayerMaking[]
  /** Names of the active layers; the topmost if absent. */
  active?: string[]
  /** 0..255 */
  selection?: { bounds: Bounds; paint?: Paint }
  xmp?: string
}

function makeMask(state: DocumentState, mask: NonNullable<LayerMaking['mask']>): MaskState {
  const base = Plane.empty(state.depth, mask.outside === 'white' ? whiteOf(state.depth) : 0)
  const { paint } = mask
  const plane = base.written(mask.bounds ?? canvasOf(state), typeof paint === 'number' ? () => paint : paint)
  return { plane, feather: mask.feather ?? 0, density: mask.density ?? 100, isEnabled: true }
}

function makeLayer(machine: Machine, state: DocumentState, making: LayerMaking): LayerState {
  const { kind = 'pixel', pixels = 0 } = making
  const bounds = making.bounds ?? canvasOf(state)
  const isGroup = kind === 'group' || kind === 'artboard'
  const hasPixels = !isGroup && kind !== 'curves' && kind !== 'solidColor'
  const paint = (channel: number): Paint => (typeof pixels === 'number' ? pixels : (x, y) => pixels(x, y, channel))
  const id = machine.nextId()
  return blankLayer(state, id, {
    name: making.name ?? (kind === 'background' ? 'Background' : `Layer ${id}`),
    kind: kind === 'background' ? 'pixel' : kind === 'artboard' ? 'group' : kind,
    isBackground: kind === 'background', isArtboard: kind === 'artboard',
    ...(kind === 'artboard' ? { frame: bounds } : {}),
    opacity: making.opacity ?? 100, isVisible: making.isVisible ?? true,
    locks: { all: making.isLocked ?? false, pixels: false, position: false, transparency: false },
    ...(isGroup ? { children: childrenOf(machine, state, making), blendMode: 'passThrough' } : {}),
    colours: Array.from({ length: hasPixels ? colourCount(state.mode) : 0 }, (_value, channel) =>
      Plane.painted(state.depth, bounds, paint(channel))),
    ...(hasPixels && kind !== 'background'
      ? { alpha: Plane.painted(state.depth, bounds, making.alpha ?? whiteOf(state.depth)) } : {}),
    ...(making.mask === undefined ? {} : { mask: makeMask(state, making.mask) }),
    ...(kind === 'smartObject' ? { placed: { fileName: 'placed.psb', ...sizeOf(bounds), isLinked: false } } : {}),
  })
}

const childrenOf = (machine: Machine, state: DocumentState, { children = [] }: LayerMaking): LayerState[] =>
  children.map((child) => makeLayer(machine, state, child))

const sizeOf = (bounds: Bounds): { width: number; height: number } =>
  ({ width: bounds.right - bounds.left, height: bounds.bottom - bounds.top })

/** A document as if it had been opened; functions paint where they are looked at, so that large ones cost nothing. */
export function makeDocument(machine: Machine, making: DocumentMaking): OpenDocument {
  const { width, height, mode = 'RGB', depth = 8 } = making
  const state: DocumentState = {
    width, height, mode, depth, profile: making.profile ?? workingProfiles[mode as Space] ?? 'Working CMYK',
    resolution: 72, layers: [], channels: [], xmp: making.xmp ?? '',
  }
  const id = machine.nextId()
  const layers: LayerMaking[] = making.layers ?? [{ kind: 'background', pixels: whiteOf(depth) }]
  state.layers = layers.map((layer) => makeLayer(machine, state, layer))
  if (making.selection !== undefined) {
    state.selection = Plane.painted(8, making.selection.bounds, making.selection.paint ?? 255)
  }
  const names = (layers: LayerState[]): LayerState[] => layers.flatMap((layer) => [layer, ...names(layer.children ?? [])])
  const active = making.active?.map((name) => names(state.layers).find((layer) => layer.name === name)?.id ?? -1)
  return addDocument(machine, { title: making.title ?? 'Untitled-1', state, id, ...(active === undefined ? {} : { active }) })
}
