import { type Bounds, failure, type PictureHeader } from '#protocol'
import { play } from './batch-play'
import { isVisible, layerAbove, type Place } from './document-tree'
import { heightOf, widthOf } from './geometry'
import { readNotes } from './job-notes'
import type { Document, Layer } from './modules'
import { depthOf, modeOf, profileOf, SRGB } from './pixel-format'
import { planOwnMask } from './place-mask'
import type { Made, Order } from './place-result'
import type { HeldPixels, Work } from './read-pixels'
import { makeSamples, whiteOf } from './samples'
import { layMask, selectLayer } from './write-mask'
import { comparePixels, putPixels, withImage } from './write-pixels'

async function makeLayerAbove({ document, layer }: Place, name: string, under?: Order['under']): Promise<Layer> {
  const made = await document.createPixelLayer({ name })
  if (!made) throw new Error('it made no layer')
  made.move(under?.layer ?? layer, 'placeBefore')
  return made
}

const quote = (name: string): string => `“${name}”`

/** The pixels as a new layer above the target, which stays as it is. */
export async function placeLayer(
  work: Work, place: Place, { picture, limit, how, under }: Order & { picture: HeldPixels; limit?: HeldPixels },
): Promise<Made> {
  const { document, layer } = place
  const made = await makeLayerAbove(place, how.name, under)
  const result = { document, layer: made }
  await putPixels(work, result, picture)
  const differs = await comparePixels(work, result, picture)
  if (limit) differs.push(...await layMask(work, result, await planOwnMask(work, { target: result, matte: limit })))
  if (how.opacity !== undefined) made.opacity = how.opacity
  if (under?.isClipped ?? isBase(layer)) made.isClippingMask = true
  if (!isVisible(made)) differs.push(`${quote(made.name)} is in a hidden group.`)
  return { layer: made, form: 'layer', where: `Layer ${quote(made.name)} above ${quote(layer.name)}`, differs, place: {} }
}

/**
 * A result shows where its target does: by its mask (also one that it gets later), its opacity, its blending, what it is
 * clipped to. So the new layer is clipped to it, which leaves soft edges as soft as they are, and layers that are clipped to the
 * target already where they are. A Background has no such part, and not every Photoshop clips to a group.
 */
const isBase = ({ kind, isBackgroundLayer }: Layer): boolean => kind !== 'group' && !isBackgroundLayer

/** Results of ours directly above a target that are not clipped to it. */
async function freeResultsAbove(work: Work, { document, layer }: Place): Promise<Layer[]> {
  const found: Layer[] = []
  for (let next = layerAbove(document, layer); next && !next.isClippingMask; next = layerAbove(document, next)) {
    const notes = await readNotes(work.modules, { document, layer: next })
    if (!notes.some(({ form }) => form === 'layer' || form === 'smart-object')) break
    found.push(next)
  }
  return found
}

/** A copy of the target (or its decontaminated pixels) with the matte as mask, above it; the target is hidden. */
export async function placeMaskedLayer(
  work: Work, place: Place, { matte, foreground, how }: Order & { matte: HeldPixels; foreground?: HeldPixels },
): Promise<Made> {
  const { document, layer } = place
  const plan = await planOwnMask(work, { target: place, matte })
  const results = await freeResultsAbove(work, place)
  const wasVisible = layer.visible
  const made = foreground ? await makeLayerAbove(place, how.name) : await layer.duplicate(layer, 'placeBefore', how.name)
  if (!made) throw new Error('it made no copy of the layer')
  const result = { document, layer: made }
  const differs: string[] = []
  if (foreground) {
    await putPixels(work, result, foreground)
    differs.push(...await comparePixels(work, result, foreground))
    made.opacity = layer.opacity
  } else if (made.allLocked) made.allLocked = false
  differs.push(...await layMask(work, result, plan))
  if (how.featherPx !== undefined) made.layerMaskFeather = how.featherPx
  if (wasVisible) layer.visible = false
  made.visible = wasVisible
  // What was denoised before shows within the cut-out, and not over what that hides.
  for (const result of results) result.isClippingMask = true
  if (!isVisible(made)) differs.push(`${quote(made.name)} is hidden, as ${quote(layer.name)} was.`)
  return {
    layer: made, form: 'masked-layer', where: `Masked layer ${quote(made.name)} above ${quote(layer.name)}, which is hidden`,
    differs, place: { hid: wasVisible ? 1 : 0, ...(results.length > 0 ? { clipped: results.length } : {}) },
  }
}

const newModes = { rgb: 'RGBColorMode', gray: 'grayscaleMode' }

/** The pixels as a document of their own. */
export async function placeDocument(
  work: Work, { document }: Place, { picture, how }: Order & { picture: HeldPixels },
): Promise<Made> {
  const { header } = picture
  const at = { ...picture, header: { ...header, origin: { left: 0, top: 0 } } }
  const { made, differs } = await makeDocument(work, { header, source: document, name: how.name })
  // Closed again if anything goes wrong before it is complete.
  await work.context.hostControl.registerAutoCloseDocument(made.id)
  const layer = made.layers[0]
  if (!layer) throw new Error('the new document has no layer')
  layer.name = how.name
  await putPixels(work, { document: made, layer }, at)
  differs.push(...await comparePixels(work, { document: made, layer }, at))
  return { layer, document: made, form: 'document', where: `Document ${quote(made.title)}`, differs, place: {} }
}

async function makeDocument(
  { modules }: Work, { header, source, name }: { header: PictureHeader; source: Document; name: string },
): Promise<{ made: Document; differs: string[] }> {
  const { app } = modules.photoshop
  const kind = header.channels.startsWith('gray') ? 'gray' : 'rgb'
  const known = app.getColorProfiles(kind === 'gray' ? 'Gray' : 'RGB')
  const wanted = header.colour.profileName || profileOf(source)
  const isKnown = known.includes(wanted)
  const options = {
    name: `${source.title.replace(/\.[^.]+$/, '')} ${name}`, width: header.width, height: header.height,
    resolution: source.resolution, mode: newModes[kind], depth: { u8: 8, u16: 16, f32: 32 }[header.sample], fill: 'transparent',
    ...(isKnown ? { profile: wanted } : {}),
  }
  // The official types name the modes and fills by enumerations, of which these are values.
  const made = await app.createDocument(options as Parameters<typeof app.createDocument>[0])
  if (!made) throw new Error('it made no document')
  if (isKnown) return { made, differs: [] }
  const other = made.colorProfileName
  return { made, differs: [`Photoshop does not know the profile “${wanted}”: assign it; the new document has “${other}”.`] }
}

/** The larger pixels as a smart object of the target's size, so that they are there when it is scaled up. */
export async function placeSmartObject(
  work: Work, place: Place, { picture, bounds, how, under }: Order & { picture: HeldPixels },
): Promise<Made> {
  const { document, layer } = place
  const pixels = await makeLayerAbove(place, how.name, under)
  const at = { ...picture, header: { ...picture.header, origin: { left: bounds.left, top: bounds.top } } }
  await putPixels(work, { document, layer: pixels }, at)
  const differs = await comparePixels(work, { document, layer: pixels }, at)
  const before = { ...plainBounds(pixels) }
  await selectLayer(work.modules, { layer: pixels })
  await play(work.modules, [{ _obj: 'newPlacedLayer' }])
  const made = document.activeLayers[0]
  if (!made || made.kind !== 'smartObject') throw new Error('it made no smart object')
  const percent = 100 * widthOf(bounds) / picture.header.width
  await made.scale(percent, percent)
  const goal = {
    left: bounds.left + (before.left - bounds.left) * percent / 100, top: bounds.top + (before.top - bounds.top) * percent / 100,
  }
  await made.translate(Math.round(goal.left - made.boundsNoEffects.left), Math.round(goal.top - made.boundsNoEffects.top))
  const { left, top } = made.boundsNoEffects
  if (Math.abs(left - goal.left) > 1 || Math.abs(top - goal.top) > 1) {
    differs.push(`It lies at ${left}, ${top} instead of ${Math.round(goal.left)}, ${Math.round(goal.top)}.`)
  }
  made.name = how.name
  if (under?.isClipped ?? isBase(layer)) made.isClippingMask = true
  const where = `Smart object ${quote(made.name)} above ${quote(layer.name)}`
  return { layer: made, form: 'smart-object', where, differs, place: {} }
}

const plainBounds = ({ boundsNoEffects: { left, top, right, bottom } }: Layer): Bounds => ({ left, top, right, bottom })

/** Outlines around the places to check, on a hidden layer. */
export async function placeChecks(
  work: Work, place: Place, { checks, how }: Order & { checks: readonly Bounds[] },
): Promise<Made> {
  const { document, layer } = place
  const made = await makeLayerAbove(place, how.name)
  const linePx = Math.max(2, Math.round(Math.min(document.width, document.height) / 400))
  for (const strip of checks.flatMap((check) => outline(check, linePx))) await putStrip(work, { document, layer: made }, strip)
  made.visible = false
  const where = `Hidden layer ${quote(made.name)} above ${quote(layer.name)}`
  return { layer: made, form: 'check-layer', where, differs: [], place: {} }
}

function outline({ left, top, right, bottom }: Bounds, linePx: number): Bounds[] {
  const outer = { left: left - linePx, top: top - linePx, right: right + linePx, bottom: bottom + linePx }
  return [
    { ...outer, bottom: top }, { ...outer, top: bottom },
    { left: outer.left, top, right: left, bottom }, { left: right, top, right: outer.right, bottom },
  ]
}

/** Red, or black in a gray document. */
async function putStrip(work: Work, { document, layer }: Place, bounds: Bounds): Promise<void> {
  const isGray = modeOf(document) === 'gray'
  const sample = depthOf(document)
  const pixel = isGray ? [0, 1] : [1, 0, 0, 1]
  const components = pixel.length
  const samples = makeSamples(sample, widthOf(bounds) * heightOf(bounds) * components)
  for (let at = 0; at < samples.length; at += 1) samples[at] = (pixel[at % components] ?? 0) * whiteOf(sample)
  const colour = isGray ? { colorSpace: 'Grayscale' } : { colorSpace: 'RGB', colorProfile: SRGB }
  await withImage(work, { samples, bounds, components, ...colour }, async (imageData) => {
    await work.modules.photoshop.imaging.putPixels({
      documentID: document.id, layerID: layer.id, imageData, replace: false, targetBounds: bounds,
    })
  })
}

/** @throws PICTURE_INVALID where a result is not as large as what was read */
export function checkSize({ width, height }: PictureHeader, bounds: Bounds, scale: number): void {
  const wanted = { width: widthOf(bounds) * scale, height: heightOf(bounds) * scale }
  if (width === wanted.width && height === wanted.height) return
  throw failure('PICTURE_INVALID', { reason: `${width} x ${height} px for a place of ${wanted.width} x ${wanted.height} px` })
}
