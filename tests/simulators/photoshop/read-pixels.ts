import type { Bounds } from '#protocol'
import { heightOf, intersect, isEmpty, readBounds, widthOf } from './bounds'
import { checkProfile, converter, type Encoding, plainProfile, type Space, spaceOf, workingProfiles } from './colour'
import { compositeSource, layerSource, type PixelSource } from './composite'
import { HostError, notAvailable } from './host-error'
import { ImageData, type Memory } from './image-data'
import type { Machine } from './machine'
import { type Depth, makeSamples, whiteOf } from './plane'
import { type DocumentState, findLayer, type LayerState } from './state'

/** Globals are slow to reach within a test. */
const { round, floor } = Math

export interface GetPixelsOptions {
  documentID?: number
  layerID?: number
  historyStateID?: number
  sourceBounds?: unknown
  targetSize?: { width?: number; height?: number }
  colorSpace?: string
  colorProfile?: string
  componentSize?: number
  applyAlpha?: boolean
}

export function requireLayer(state: DocumentState, id: unknown): LayerState {
  const found = findLayer(state.layers, (layer) => layer.id === id)
  if (found === undefined) throw notAvailable(`layer ${String(id)}`)
  return found.layer
}

/** P12 */
export function checkMode(machine: Machine, state: DocumentState): Space {
  if (state.mode === 'CMYK' && machine.knobs.cmykCrashes) {
    machine.isCrashed = true
    throw new HostError('The application has quit.')
  }
  return spaceOf(state.mode)
}

function wantedEncoding(machine: Machine, state: DocumentState, options: GetPixelsOptions): Encoding {
  const own = checkMode(machine, state)
  const space = (options.colorSpace ?? own) as Space
  if (workingProfiles[space] === undefined) throw new HostError(`Invalid color space: ${options.colorSpace}`)
  if (options.colorProfile !== undefined && options.colorProfile !== '') checkProfile(space, options.colorProfile)
  const size = options.componentSize ?? -1
  if (![-1, 8, 16, 32].includes(size)) throw new HostError(`Invalid componentSize: ${size}`)
  // P12: since 26.3.
  if (size === 8 && state.depth === 16 && machine.knobs.refusesEightOfSixteen) throw new HostError('Code: -1', -1)
  const fallback = space === own ? plainProfile(state.profile) : workingProfiles[space]
  return { space, profile: options.colorProfile || fallback, depth: size === -1 ? state.depth : size as Depth }
}

function sourceOf(machine: Machine, state: DocumentState, layerId: number | undefined): PixelSource {
  if (layerId === undefined) return compositeSource(state)
  const layer = requireLayer(state, layerId)
  if (layer.kind === 'group' || layer.kind === 'curves') throw new HostError('The layer has no pixels of its own.')
  // P5, A2.3: smart objects and texts fail where they are not rasterized.
  if (layer.kind !== 'pixel' && !machine.knobs.readsPlacedPixels) throw new HostError('The layer is not a pixel layer.')
  return layerSource(state, layer)
}

interface Scaling { width: number; height: number; level: number }

/** P5: level n is a picture 2^n times smaller; never enlarged. */
function scalingOf(region: Bounds, target: { width?: number; height?: number } | undefined): Scaling {
  const [width, height] = [widthOf(region), heightOf(region)]
  const wanted = { width: target?.width, height: target?.height }
  if (wanted.width === undefined && wanted.height === undefined) return { width, height, level: 0 }
  const byWidth = wanted.width ?? Math.max(1, round(width * (wanted.height ?? 1) / height))
  const byHeight = wanted.height ?? Math.max(1, round(height * (wanted.width ?? 1) / width))
  const out = { width: Math.min(width, byWidth), height: Math.min(height, byHeight) }
  const shrink = Math.min(width / out.width, height / out.height)
  return { ...out, level: Math.max(0, floor(Math.log2(shrink))) }
}

/** Two places within a step, as far from its ends, so that nothing moves by being made smaller. */
const pointsOf = (index: number, step: number): [number, number] =>
  [floor((index + 0.25) * step), Math.ceil((index + 0.75) * step) - 1]

/** Two by two points of each pixel that is left, which is what a pyramid would have averaged. */
function readPoints(source: PixelSource, region: Bounds, scaling: Scaling): (row: number) => Float64Array[] {
  const [stepX, stepY] = [widthOf(region) / scaling.width, heightOf(region) / scaling.height]
  const isWhole = stepX === 1 && stepY === 1
  return (row) => {
    if (isWhole) return source.readRow(region.top + row, region.left, scaling.width)
    const lines = pointsOf(row, stepY).map((y) => source.readRow(region.top + y, region.left, widthOf(region)))
    return (lines[0] ?? []).map((_line, channel) => Float64Array.from({ length: scaling.width }, (_value, x) => {
      const [left, right] = pointsOf(x, stepX)
      return lines.reduce((sum, line) => sum + (line[channel]?.[left] ?? 0) + (line[channel]?.[right] ?? 0), 0) / 4
    }))
  }
}

interface Filling { state: DocumentState; encoding: Encoding; isMatted: boolean; hasAlpha: boolean }

function fillImage(memory: Memory, rows: (row: number) => Float64Array[], form: Scaling & Filling): ImageData {
  const { encoding, state, width, height } = form
  const colours = encoding.space === 'Grayscale' ? 1 : 3
  const components = colours + (form.hasAlpha && !form.isMatted ? 1 : 0)
  const samples = makeSamples(encoding.depth, width * height * components)
  const own = { space: spaceOf(state.mode), profile: plainProfile(state.profile), depth: state.depth }
  const isSame = own.space === encoding.space && own.profile === encoding.profile && own.depth === encoding.depth
  const isPlain = isSame && !form.isMatted
  const convert = converter(own, encoding)
  const [whiteFrom, whiteTo] = [whiteOf(state.depth), whiteOf(encoding.depth)]
  const image = new ImageData(memory, { width, height, space: encoding.space, profile: encoding.profile, components,
    depth: encoding.depth }, samples)
  for (let y = 0, index = 0; y < height; y++) {
    const line = rows(y)
    const alphaLine = line.at(-1)
    if (isPlain) {
      for (let component = 0; component < components; component++) {
        const channel = component < colours ? line[component] : alphaLine
        for (let x = 0; x < width; x++) samples[index + x * components + component] = channel?.[x] ?? 0
      }
      index += width * components
      continue
    }
    for (let x = 0; x < width; x++) {
      const alpha = (alphaLine?.[x] ?? 0) / whiteFrom
      const values = line.slice(0, -1).map((channel) => channel[x] ?? 0)
      for (const value of convert(values)) samples[index++] = form.isMatted ? value * alpha + whiteTo * (1 - alpha) : value
      if (components > colours) samples[index++] = encoding.depth === 32 ? alpha : round(alpha * whiteTo)
    }
  }
  return image
}

/** P5: what `imaging.getPixels` gives. */
export function readPixels(
  machine: Machine, memory: Memory, options: GetPixelsOptions,
): { imageData: ImageData; sourceBounds: Bounds; level: number } {
  const document = machine.open(options.documentID ?? machine.activeId)
  const state = document.history.find((entry) => entry.id === options.historyStateID)?.state ?? document.state
  const encoding = wantedEncoding(machine, state, options)
  const source = sourceOf(machine, state, options.layerID)
  const asked = options.sourceBounds === undefined ? source.bounds : readBounds(options.sourceBounds)
  if (options.sourceBounds !== undefined && asked === undefined) throw new HostError('Invalid parameter: sourceBounds.')
  const region = source.bounds === undefined || asked === undefined ? undefined : intersect(source.bounds, asked)
  if (region === undefined || isEmpty(region)) throw new HostError('The requested region has no pixels.')
  const scaling = scalingOf(region, options.targetSize)
  const rows = readPoints(source, region, scaling)
  const white = whiteOf(state.depth)
  const isOpaque = (): boolean => Array.from({ length: scaling.height }, (_value, row) => rows(row).at(-1))
    .every((line) => line?.every((value) => value === white))
  const hasAlpha = source.hasAlpha && !(machine.knobs.dropsOpaqueAlpha && isOpaque())
  const imageData = fillImage(memory, rows, { ...scaling, state, encoding, isMatted: options.applyAlpha === true, hasAlpha })
  const scale = 2 ** scaling.level
  const sourceBounds = {
    left: floor(region.left / scale), top: floor(region.top / scale),
    right: Math.ceil(region.right / scale), bottom: Math.ceil(region.bottom / scale),
  }
  return { imageData, sourceBounds, level: scaling.level }
}
