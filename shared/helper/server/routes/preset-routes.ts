import { anyPresetSchema, presetListSchema, presetNamedSchema } from '#protocol'
import type { PresetShelf } from '../preset-shelf'
import { type Route, route } from '../route'

/** The user's named settings; panels and the command line see the same. */
export function presetRoutes(shelf: PresetShelf): Route[] {
  const list = route({
    method: 'GET', path: '/v1/presets', access: 'paired', summary: 'All presets, by name', answer: presetListSchema,
    handle: () => ({ presets: shelf.list() }),
  })
  const save = route({
    method: 'POST', path: '/v1/presets/save', access: 'paired', summary: 'Keep a preset; one of the same name gives way',
    body: anyPresetSchema, answer: presetListSchema,
    handle: ({ body }) => {
      shelf.save(body)
      return { presets: shelf.list() }
    },
  })
  const remove = route({
    method: 'POST', path: '/v1/presets/remove', access: 'paired', summary: 'Remove a preset, if there is one of the name',
    body: presetNamedSchema, answer: presetListSchema,
    handle: ({ body }) => {
      shelf.remove(body.name)
      return { presets: shelf.list() }
    },
  })
  return [list, save, remove]
}
