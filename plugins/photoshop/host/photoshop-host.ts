import type { PictureHost, HostCapabilities, HostChange, Landed, Target } from '#host'
import { type Bounds, failure } from '#protocol'
import { recordStep } from './action-step'
import { Backups } from './backups'
import { tryPlay } from './batch-play'
import { chooseFiles } from './choose-files'
import { findDocument, findLayer, findPlace, layersOf, parseTargetId, type Place } from './document-tree'
import { type JobNote, readNotes } from './job-notes'
import { inModal, orRefused } from './modal'
import type { App, HostModules, Layer } from './modules'
import { type Hosting, placeResult } from './place-result'
import { readTarget } from './read-target'
import { removeResult, showResult } from './remove-result'
import { checkStamp } from './stamp'
import { describeTarget } from './targets'

/** After which of Photoshop's own events the targets may be others. */
const EVENTS = ['select', 'make', 'delete', 'open', 'close', 'set', 'placeEvent', 'paste', 'hide', 'show', 'move', 'duplicate']

/** Photoshop as the panel sees it. */
export function openPhotoshopHost(modules: HostModules): PictureHost {
  const hosting: Hosting = { modules, backups: new Backups() }
  const { app } = modules.photoshop
  return {
    id: 'photoshop',
    kind: 'picture',
    capabilities: () => describeHost(modules),
    watch: (act) => watch(modules, act),
    targets: async (scope) => describeAll(modules, scope === 'active' ? activePlaces(app) : allPlaces(app)),
    read: (target, needs) => readTarget(modules, target, needs),
    check: (stamp) => orRefused('look at the layer', checkStamp(modules, stamp)),
    place: (placement, result, how) => placeResult(hosting, { placement, result }, how),
    remove: (landed) => orRefused('remove the result', removeResult(hosting, landed)),
    show: (landed, isVisible) => orRefused('show the result', showResult(hosting, landed, isVisible)),
    reveal: (placement, bounds) => orRefused('select the place', reveal(modules, placement.target, bounds)),
    earlier: (target) => findEarlier(modules, target),
    record: (step) => recordStep(modules, step),
    chooseFiles: (what) => chooseFiles(modules, what),
  }
}

const describeHost = ({ uxp }: HostModules): HostCapabilities => ({
  name: `Photoshop ${uxp.host.version}`,
  forms: ['layer-mask', 'selection', 'masked-layer', 'layer', 'document', 'smart-object', 'check-layer'],
  canCombine: true,
  hasLiveFeather: true,
  hasSelection: true,
  findsSubject: true,
  opensFiles: true,
  undoesInOneStep: true,
  scopes: ['active', 'all-documents'],
  limits: [
    'CMYK: masks and selections only; denoise and upscale need an RGB document.',
    'Indexed colour, bitmap, duotone and multichannel can\'t be worked on.',
    'Artboards: choose a layer or a group inside.',
    'Smart objects, text and groups are read through a rasterized copy; results are new layers above.',
  ],
})

function watch({ photoshop }: HostModules, act: (change: HostChange) => void): () => void {
  const listen = (name: string, descriptor: object): void =>
    act(name === 'set' && JSON.stringify(descriptor).includes('"selection"') ? 'selection' : 'targets')
  void photoshop.action.addNotificationListener(EVENTS, listen)
  return () => void photoshop.action.removeNotificationListener(EVENTS, listen)
}

const placesIn = (document: Place['document']): Place[] => Array.from(document.activeLayers, (layer) => ({ document, layer }))

const activePlaces = (app: App): Place[] => (app.documents.length > 0 && app.activeDocument ? placesIn(app.activeDocument) : [])

const allPlaces = (app: App): Place[] => Array.from(app.documents).flatMap(placesIn)

async function describeAll(modules: HostModules, places: readonly Place[]): Promise<Target[]> {
  const targets: Target[] = []
  for (const place of places) targets.push(await describeTarget(modules, place))
  return targets
}

/** Selects the region and brings it to the middle of the window; a Photoshop that can't do the latter only selects. */
async function reveal(modules: HostModules, target: string, bounds: Bounds): Promise<void> {
  const { app } = modules.photoshop
  const document = findDocument(app, parseTargetId(target).document)
  if (!document) throw failure('TARGET_GONE', { name: 'The document' })
  await inModal(modules, { name: 'Show the place', action: 'select the place' }, async () => {
    app.activeDocument = document
    await document.selection.selectRectangle(bounds)
    const [zoomed] = await tryPlay(modules, [{
      _obj: 'get', _target: [{ _property: 'zoom' }, { _ref: 'document', _id: document.id }],
    }]) ?? []
    const zoom = zoomOf(zoomed?.zoom)
    const at = (value: number): object => ({ _unit: 'distanceUnit', _value: value * zoom })
    await tryPlay(modules, [{
      _obj: 'set', _target: [{ _ref: 'property', _property: 'center' }, { _ref: 'document', _id: document.id }],
      to: { _obj: 'center', horizontal: at((bounds.left + bounds.right) / 2), vertical: at((bounds.top + bounds.bottom) / 2) },
    }])
  })
}

const zoomOf = (zoom: unknown): number => {
  const value = Number(typeof zoom === 'object' && zoom !== null && '_value' in zoom ? zoom._value : zoom)
  return Number.isFinite(value) && value > 0 ? value : 1
}

async function findEarlier(modules: HostModules, target: Pick<Target, 'id'>): ReturnType<PictureHost['earlier']> {
  const of = findPlace(modules.photoshop.app, parseTargetId(target.id))
  if (!of) return []
  const { document } = of
  const found: { at: number; landed: Landed; job: { id: string; recipe: string } }[] = []
  for (const layer of layersOf(document)) {
    for (const note of await readNotes(modules, { document, layer })) {
      if (!isResultOf(of, { note, layer })) continue
      const landed: Landed = {
        host: 'photoshop', form: note.form, where: `“${layer.name}”`, differs: [], undoSteps: 1,
        place: { ...note.place, document: document.id, layer: layer.id, target: of.layer.id, job: note.job },
      }
      found.push({ at: note.at, landed, job: { id: note.job, recipe: note.recipe } })
    }
  }
  return found.sort((a, b) => a.at - b.at).map(({ landed, job }) => ({ landed, job }))
}

/** By the target's id, which a reopened document may have given to another layer, and by its name, which users change. */
function isResultOf({ document, layer: target }: Place, { note, layer }: { note: JobNote; layer: Layer }): boolean {
  if (note.form === 'layer-mask') return layer.id === target.id
  const { target: id, targetName } = note.place
  if (id === target.id) return targetName === target.name || ![...layersOf(document)].some(({ name }) => name === targetName)
  return targetName === target.name && findLayer(document, Number(id))?.name !== targetName
}
