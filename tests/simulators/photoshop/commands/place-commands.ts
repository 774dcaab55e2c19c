import { basename } from 'node:path'
import type { Bounds } from '#protocol'
import { heightOf, widthOf } from '../bounds'
import { converter, workingProfiles, type Space } from '../colour'
import { HostError, notAvailable } from '../host-error'
import type { OpenDocument } from '../machine'
import { decodePicture, type Picture } from '../open-picture'
import { whiteOf } from '../plane'
import { blankLayer, canvasOf, type DocumentState, findLayer, type LayerState } from '../state'
import type { Command, CommandContext } from '.'

/** P10: fitted to the canvas if larger, in its middle; an active selection squeezes it into its bounds. */
function placedBounds(state: DocumentState, picture: Picture, fits: boolean): Bounds {
  const squeezed = state.selection?.extent()
  if (squeezed !== undefined) return squeezed
  const canvas = canvasOf(state)
  const scale = fits ? Math.min(1, canvas.right / picture.width, canvas.bottom / picture.height) : 1
  const [width, height] = [Math.max(1, Math.round(picture.width * scale)), Math.max(1, Math.round(picture.height * scale))]
  const [left, top] = [Math.round((canvas.right - width) / 2), Math.round((canvas.bottom - height) / 2)]
  return { left, top, right: left + width, bottom: top + height }
}

function draw(state: DocumentState, picture: Picture, bounds: Bounds): Pick<LayerState, 'colours' | 'alpha'> {
  const space = picture.mode as Space
  const own = { space, profile: workingProfiles[space], depth: picture.depth }
  const convert = converter(own, { space: state.mode as Space, profile: state.profile, depth: state.depth })
  const at = (x: number, y: number): [number, number] => [
    Math.min(picture.width - 1, Math.floor((x - bounds.left + 0.5) * picture.width / widthOf(bounds))),
    Math.min(picture.height - 1, Math.floor((y - bounds.top + 0.5) * picture.height / heightOf(bounds))),
  ]
  const pixel = (x: number, y: number): number[] => convert(picture.colours.map((plane) => plane.at(...at(x, y))))
  const scale = whiteOf(state.depth) / whiteOf(picture.depth)
  const layer = blankLayer(state, 0)
  return {
    colours: layer.colours.map((plane, channel) => plane.written(bounds, (x, y) => pixel(x, y)[channel] ?? 0)),
    alpha: layer.alpha.written(bounds, (x, y) => (picture.alpha === undefined ? whiteOf(state.depth)
      : Math.round(picture.alpha.at(...at(x, y)) * scale))),
  }
}

function fileOf(context: CommandContext, given: unknown): string {
  const { _path: token, _kind: kind } = (given ?? {}) as { _path?: string; _kind?: string }
  if (kind !== 'local' || token === undefined) throw notAvailable('Place')
  // P11: a path is no token.
  const file = context.fileOfToken(token)
  if (file === undefined) throw new HostError(`Could not complete Place: the token ${token} is not known.`, -25920)
  return file
}

/** P10, A5.1: the file as a new smart object, above the active layer; its id comes back. */
const placeEvent: Command = async (context, descriptor) => {
  const { machine } = context
  const document: OpenDocument | undefined = machine.find(machine.activeId)
  if (document === undefined) throw notAvailable('Place')
  const file = fileOf(context, descriptor.null ?? descriptor.target)
  const picture = await decodePicture(file)
  const id = machine.nextId()
  machine.change(document, 'Place', (draft) => {
    const bounds = placedBounds(draft, picture, machine.knobs.placeFitsCanvas)
    const layer = blankLayer(draft, id, {
      name: basename(file).replace(/\.[^.]+$/, ''), kind: 'smartObject', ...draw(draft, picture, bounds),
      placed: { fileName: basename(file), width: picture.width, height: picture.height, isLinked: descriptor.linked === true },
    })
    const place = findLayer(draft.layers, (each) => each.id === document.active.at(-1))
    if (place === undefined) draft.layers.unshift(layer)
    else place.siblings.splice(place.index, 0, layer)
  })
  document.active = [id]
  return { ID: id }
}

export const placeCommands: Readonly<Record<string, Command>> = { placeEvent }
