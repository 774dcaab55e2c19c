import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { loadModelBytes, manifestOf } from '#helper/models/catalogue'
import type { Manifest } from '#helper/models/manifest'
import { LoadedNetwork } from '#helper/engine/session'
import type { LoadedModel } from '#helper/tasks/task'
import { weights } from './available'
import { garden, photograph } from './backdrops'
import { degrade } from './coarse-matte'
import { type Backdrop, type Composite, pasteCutOut, renderComposite, type RenderedKind, renderedKinds } from './composites'
import { unknownBand } from './matting-metrics'
import { asUnits, fixedNetwork, rgbInput, runMask } from './run-mask'

export const SIDE = { width: 960, height: 640 }

/** Composites of all rendered kinds, twice: before leaves out of focus, and before a photograph. */
export async function renderedSet(): Promise<Composite[]> {
  const pasture = await photograph('march-pastoral')
  return (Object.keys(renderedKinds) as RenderedKind[]).flatMap((kind, i) => [
    renderComposite(kind, { ...SIDE, seed: 11 + i, backdrop: garden(600, 400, 31 + i) }),
    { ...renderComposite(kind, { ...SIDE, seed: 51 + i, backdrop: pasture }), name: `${kind} in a photograph` },
  ])
}

/** Composites of 6 MP, where colour lines look at a reduced picture first. */
export async function largeSet(): Promise<Composite[]> {
  const pasture = await photograph('march-pastoral')
  const size = { width: 3000, height: 2000 }
  return (['hair', 'fur', 'motion'] as const).map((kind, i) =>
    renderComposite(kind, { ...size, seed: 91 + i, backdrop: i % 2 === 0 ? garden(1500, 1000, 91 + i) : pasture }))
}

/** Mattes as the mask models give them: samples a side, blur in samples, contrast. */
export const grids = {
  u2netp: { side: 320, sigma: 1, contrast: 1.4 },
  selfie: { side: 256, sigma: 1.2, contrast: 1.6 },
  isnet: { side: 1024, sigma: 3, contrast: 1.4 },
} as const

export const STAMPS = '/usr/share/tuxpaint/stamps'
const stamps = [
  'animals/mammals/bears/european-bear', 'animals/birds/helmeted_guineafowl', 'plants/trees/tree336', 'plants/trees/liberia-palm',
  'plants/flowers/anemone_red', 'household/Lightbulb',
]

/** Photographs of things with alpha, of Debian's tuxpaint-stamps-default; undefined where it is not installed. */
export async function cutOutSet(): Promise<Composite[] | undefined> {
  if (!existsSync(STAMPS)) return undefined
  const pasture = await photograph('march-pastoral')
  return Promise.all(stamps.map(async (path, i) => {
    const cutOut = await readCutOut(join(STAMPS, `${path}.png`))
    const backdrop = i % 2 === 0 ? garden(600, 400, 71 + i) : pasture
    return pasteCutOut(path.split('/').at(-1)!, cutOut, { ...SIDE, seed: 71 + i, backdrop })
  }))
}

export async function readCutOut(file: string): Promise<Backdrop & { alpha: Uint8Array }> {
  const { data, info } = await sharp(file).toColourspace('srgb').ensureAlpha().raw().toBuffer({ resolveWithObject: true })
  const count = info.width * info.height
  const rgb = new Uint8Array(count * 3)
  const alpha = new Uint8Array(count)
  for (let i = 0; i < count; i++) {
    rgb.set(data.subarray(i * 4, i * 4 + 3), i * 3)
    alpha[i] = data[i * 4 + 3]!
  }
  return { width: info.width, height: info.height, data: rgb, alpha }
}

export async function subjectNetwork(): Promise<LoadedModel> {
  const file = weights('u2netp')
  return loaded(manifestOf('u2netp'), async () => readFileSync(file!))
}

/** The edge refiner of this repository. */
export const edgeRefiner = (): Promise<LoadedModel> =>
  loaded(manifestOf('firstpass-refine'), (manifest) => loadModelBytes(manifest))

async function loaded(manifest: Manifest, read: (manifest: Manifest) => Promise<Uint8Array>): Promise<LoadedModel> {
  const network = await LoadedNetwork.load(await read(manifest), manifest.id, 'cpu')
  return { manifest, session: network.handOut() }
}

export interface Attempt {
  name: string
  composite: Composite
  /** The network's matte, enlarged and no more. */
  plain: Float32Array
  /** Refined as the task does it: by the edge refiner. */
  refined: Float32Array
  /** Refined along colour lines; made when first asked for. */
  lines(): Promise<Float32Array>
  /** Where errors count. */
  unknown: Uint8Array
}

let refiner: Promise<LoadedModel> | undefined

/** What the task makes of a composite; without `model` the network's matte is the truth as a network shows it. */
export async function attempt(composite: Composite, model?: LoadedModel, grid: keyof typeof grids = 'u2netp'): Promise<Attempt> {
  const { width, height, truth, name } = composite
  const network = model ?? fixedNetwork(degrade({ width, height, values: truth }, grids[grid]))
  const picture = rgbInput(composite.picture, width, height)
  const plain = await runMask({ picture, model: network, options: { refine: false } })
  const refined = await runMask({ picture, model: network, refiner: await (refiner ??= edgeRefiner()) })
  let lines: Promise<Float32Array> | undefined
  return {
    name: model === undefined ? name : `${name} (u2netp)`,
    composite,
    plain: asUnits(plain.matte),
    refined: asUnits(refined.matte),
    lines: () => lines ??= runMask({ picture, model: network }).then(({ matte }) => asUnits(matte)),
    unknown: unknownBand(truth, composite, 8),
  }
}

/** Attempts at the same composites cost a test file as much as all else: each is made once. */
const made = new Map<string, Promise<Attempt>>()

/** As `attempt` on composites of different names, one after another. @param network its name, where there is a model */
export async function attempts(
  composites: readonly Composite[], network?: { name: string; model: LoadedModel },
): Promise<Attempt[]> {
  const all: Attempt[] = []
  for (const composite of composites) {
    const key = `${network?.name ?? ''} ${composite.name} ${composite.width}`
    const one = made.get(key) ?? attempt(composite, network?.model)
    made.set(key, one)
    all.push(await one)
  }
  return all
}
