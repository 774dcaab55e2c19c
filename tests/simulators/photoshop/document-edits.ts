import { whiteOf } from './plane'
import { converter, type Space, workingProfiles } from './colour'
import { layerSource } from './composite'
import { HostError } from './host-error'
import { planesOf } from './layer-edits'
import type { Machine, OpenDocument } from './machine'
import { canvasOf, colourCount, type DocumentState, draftOf, everyLayer, extentOf, type Mode } from './state'

export function addDocument(
  machine: Machine, about: { title: string; state: DocumentState; active?: number[]; path?: string; id?: number },
): OpenDocument {
  const { title, state } = about
  const active = about.active ?? state.layers.slice(0, 1).map((layer) => layer.id)
  const opened: OpenDocument = {
    id: about.id ?? machine.nextId(), title, state, active, path: about.path ?? '', view: { zoom: 0.5 },
    history: [{ id: machine.nextId(), name: 'Open', state, active }], at: 0,
  }
  machine.documents.push(opened)
  machine.activeId = opened.id
  return opened
}

export function duplicateDocument(machine: Machine, from: OpenDocument, name: string | undefined): OpenDocument {
  const state = draftOf(from.state)
  const ids = new Map<number, number>()
  for (const layer of everyLayer(state.layers)) {
    const id = machine.nextId()
    ids.set(layer.id, id)
    layer.id = id
  }
  const active = from.active.map((id) => ids.get(id)).filter((id) => id !== undefined)
  return addDocument(machine, { title: name ?? `${from.title} copy`, state, active })
}

/** What the eye would see of inks, as a plain formula: enough to tell colours apart. */
const cmykToRgb = (inks: readonly number[], white: number): number[] =>
  inks.slice(0, 3).map((ink) => ink * (inks[3] ?? 0) / white)

/** Pixels keep their look and layers stay. */
export function changeMode(machine: Machine, document: OpenDocument, to: Mode): void {
  const { mode: from, depth } = document.state
  if (!['RGB', 'Grayscale', 'Lab'].includes(to)) throw new HostError(`Conversion to ${to} is not simulated.`)
  if (from === 'Indexed' || from === 'Bitmap') throw new HostError(`Conversion from ${from} is not simulated.`)
  machine.change(document, `Convert to ${to}`, (draft) => {
    const profile = workingProfiles[to as Space]
    const own = from === 'CMYK' ? { space: 'RGB' as Space, profile: workingProfiles.RGB, depth }
      : { space: from as Space, profile: draft.profile, depth }
    const convert = converter(own, { space: to as Space, profile, depth })
    const white = whiteOf(depth)
    for (const layer of everyLayer(draft.layers)) {
      if (layer.colours.length === 0) continue
      const source = layerSource(draft, layer)
      const rows = (y: number, left: number, width: number): Float64Array[] => {
        const line = source.readRow(y, left, width)
        const out = Array.from({ length: colourCount(to) }, () => new Float64Array(width))
        for (let x = 0; x < width; x++) {
          const values = line.slice(0, -1).map((channel) => channel[x] ?? 0)
          convert(from === 'CMYK' ? cmykToRgb(values, white) : values).forEach((value, index) => { out[index]![x] = value })
        }
        return [...out, line.at(-1) ?? new Float64Array(width)]
      }
      const made = planesOf({ rows, bounds: extentOf(layer, canvasOf(draft)), depth, count: colourCount(to) })
      layer.colours = made.colours
      if (!layer.isBackground) layer.alpha = made.alpha
    }
    draft.mode = to
    draft.profile = profile
  })
}
