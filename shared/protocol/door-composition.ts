import { safeCount, z } from './schema'

/** Pictures of one sequence, and frames that a clip plays of it. */
const count = safeCount.check(z.minimum(1), z.maximum(2_000_000))

/**
 * `POST /v1/door/composition`: a Fusion composition that lays a sequence of gray mattes over a clip, as a file that Resolve
 * imports. It lies among the pictures and is the user's own.
 */
export const compositionOrderSchema = z.strictObject({
  /** Absolute folder of numbered pictures, and of nothing else that is numbered. */
  folder: z.string().check(z.minLength(1), z.maxLength(32_000)),
  /** As many as must be there. */
  frames: count,
  /** So many pictures are before the one that belongs to the clip's first frame: its handle. */
  before: safeCount,
  /** Frames that the clip plays. */
  length: count,
}).check(z.refine(({ frames, before, length }) => before + length <= frames, 'plays more pictures than there are'))
export type CompositionOrder = z.infer<typeof compositionOrderSchema>

export const madeCompositionSchema = z.strictObject({
  path: z.string(),
  /** The first of the pictures, which the composition's Loader names. */
  first: z.string(),
})
export type MadeComposition = z.infer<typeof madeCompositionSchema>

/** Its tools by name: what comes in, the matte's pictures, what cuts by them, what goes out. */
export const compositionTools = {
  source: 'MediaIn1', matte: 'FirstpassMatte', cut: 'FirstpassCut', result: 'MediaOut1',
} as const

/** `POST /v1/door/scratch`: where Resolve renders what of a clip is looked at only as long as its result is made. */
export const scratchOrderSchema = z.strictObject({
  /** Of the clip's media: the folder of its results takes the render, too. */
  source: z.string().check(z.minLength(1), z.maxLength(32_000)),
})

/** A name for one file in a folder that is there; `POST /v1/door/scratch/remove` removes what has that name, whatever ending. */
export const scratchPlaceSchema = z.strictObject({ folder: z.string(), name: z.string() })
export type ScratchPlace = z.infer<typeof scratchPlaceSchema>
