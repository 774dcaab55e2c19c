import type { Region } from '#native'
import { type Check, FirstpassError } from '#protocol'
import { placesToCheck } from '#helper/pipeline/matte-doubts'
import type { EdgeRefiner } from '#helper/pipeline/matte-edge-tile'
import { hasEdge, refineByColour, refineByNetwork } from '#helper/pipeline/matte-refine'
import { type MattePlane, settle } from '#helper/pipeline/matte-plane'
import type { PictureFile } from '#helper/pipeline/picture-file'
import type { LoadedModel, TaskContext } from './task'
import { tiledRules } from './tile-budget'

const WITHOUT_NETWORK = 'The edge refiner could not be loaded, so the edges follow the colours alone.'

export interface RefinedEdges {
  /** The model that refined the edges, or `colour-lines`. */
  by: string
  inferMs: number
  notes: string[]
  /** Where the refiner expects to be wrong, worst first. */
  checkList: Check[]
}

/** What a mask begins as, for `region` of the picture. */
export interface RoughMatte {
  plane: MattePlane
  region: Region
  /** The target already holds the matte at full size (a mask of the user's), and what lies outside the band stays. */
  keep: boolean
  isFoundByModel: boolean
}

/** Brings the matte that a mask begins as to full size, with the edge refiner where a model found it and there is one. */
export async function refineStart(
  context: TaskContext, rough: RoughMatte, files: { picture: PictureFile; target: PictureFile },
): Promise<RefinedEdges> {
  const { region, keep } = rough
  const plane = keep ? rough.plane : settle(rough.plane)
  const progress = (done: number, total: number): void => context.progress('refine', done, total)
  const byModel = rough.isFoundByModel && hasEdge(plane, region)
  const model = byModel ? await edgeModel(context) : undefined
  if (model === undefined) {
    refineByColour(plane, { ...files, region, keep }, progress)
    return { by: 'colour-lines', inferMs: 0, notes: byModel ? [WITHOUT_NETWORK] : [], checkList: [] }
  }
  const doubts = await refineByNetwork(plane, { ...files, region }, refinerOf(model), progress)
  return { by: model.manifest.id, inferMs: model.session.inferMs(), notes: [], checkList: placesToCheck(doubts, region) }
}

/** The refiner, unless it can't be had: then colours must do. */
async function edgeModel(context: TaskContext): Promise<LoadedModel | undefined> {
  try {
    return await context.model('refine', undefined)
  } catch (error) {
    if (error instanceof FirstpassError && /^(MODEL|PROVIDER|LICENCE)_/.test(error.code)) return undefined
    throw error
  }
}

function refinerOf({ manifest, session }: LoadedModel): EdgeRefiner {
  const { alignPx, contextPx } = tiledRules(manifest)
  const { input, mattes, output } = manifest
  return { session, shape: { image: input.name, mattes: mattes?.name ?? 'mattes', output: output.name, alignPx, contextPx } }
}
