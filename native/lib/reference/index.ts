import type { Kernels } from '../kernels'
import { averageFrames } from './average-frames'
import { gaussianBlur } from './blur'
import { cutOut } from './cut-out'
import { fitColourLines, projectColourLines, shrinkCells } from './colour-line'
import { flow } from './flow'
import { foregroundLevel, halvePlanes } from './foreground'
import { guidedFilter } from './guided-filter'
import { estimateNoise } from './noise'
import { judgeByMotion } from './judge-motion'
import { joinFrames } from './join-frames'
import { mixChannels } from './mix-channels'
import { nonLocalMeans } from './non-local-means'
import { pack, unpack } from './pack'
import { encodeProres } from './prores'
import { resize } from './resize'
import { splat } from './splat'
import { addNeighbour, calmMatte, carryPlane, followMotion } from './steady'
import { structureLoss } from './structure-loss'
import { accumulateTile, normaliseTiles } from './tiles'
import { trimapCells } from './trimap'
import { warp } from './warp'

/** The slow obvious truth: what C++ is tested against, and what serves where it can't be built. */
export const reference: Kernels = {
  kind: 'typescript',
  // One thread is all that there is.
  spareCores: () => undefined,
  pack,
  unpack,
  accumulateTile,
  normaliseTiles,
  resize,
  gaussianBlur,
  guidedFilter,
  estimateNoise,
  nonLocalMeans,
  shrinkCells,
  fitColourLines,
  projectColourLines,
  halvePlanes,
  foregroundLevel,
  flow,
  warp,
  averageFrames,
  splat,
  joinFrames,
  mixChannels,
  encodeProres,
  cutOut,
  structureLoss,
  followMotion,
  addNeighbour,
  calmMatte,
  carryPlane,
  judgeByMotion,
  trimapCells,
}
