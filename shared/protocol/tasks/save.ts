import { boundsSchema } from '../picture'
import { z } from '../schema'

/** An input's name, see job.ts. */
const inputName = z.string().check(z.maxLength(40))

/**
 * Writes a file of the user's at `path`, under a temporary name first; or, for those who may name no path, a file of `format`
 * in the job folder, fetched as the result `file`. One of both. The inputs are named by `layers`.
 * By extension or format: `psd` / `psb` layered; `png` `tif` `jpg` the bottom layer alone, or with `flatten` what shows.
 * Results: `file`. Profile and metadata are those of the picture named by `metadata`, else of the bottom layer's.
 */
export const saveOptionsSchema = z.strictObject({
  /** Absolute. */
  path: z.optional(z.string().check(z.minLength(1), z.maxLength(32_000))),
  format: z.optional(z.enum(['psd', 'psb', 'png', 'tif', 'jpg'])),
  /** All visible layers as one picture, transparent where none covers. */
  flatten: z._default(z.boolean(), false),
  overwrite: z._default(z.boolean(), false),
  /** Bottom to top. */
  layers: z.array(z.strictObject({
    name: z.string().check(z.minLength(1), z.maxLength(200)),
    picture: inputName,
    /** A gray input of the document's size that becomes the layer mask. */
    mask: z.optional(inputName),
    hidden: z._default(z.boolean(), false),
    /** Percent. */
    opacity: z._default(z.number().check(z.minimum(0), z.maximum(100)), 100),
    /** Shows only where the nearest layer below that is not clipped shows. */
    clipped: z._default(z.boolean(), false),
    /**
     * `add`: white adds half of white to what is below, mid gray nothing, black takes half away. For hidden layers only, since
     * the merged picture is made of normal ones.
     */
    blend: z._default(z.enum(['normal', 'add']), 'normal'),
  })).check(z.minLength(1), z.maxLength(200)),
  /**
   * The input (a result of `open`) whose profile, EXIF and XMP the file carries; needed where the bottom layer was made
   * by a model, since pixels alone have none. A profile that does not fit (RGB on a gray matte) is left out.
   */
  metadata: z.optional(inputName),
  /** Places to check: drawn as outlines into one more, hidden layer "Check here". Left out or empty: none. */
  checks: z.optional(z.array(boundsSchema)),
  /** The job's JSON for XMP, so that the file says how it was made and can be replayed. */
  job: z.optional(z.string().check(z.maxLength(100_000))),
})
export type SaveOptions = z.infer<typeof saveOptionsSchema>

/** As the codec gets them: wherever the file goes, it has a path now. */
export type GrantedSave = SaveOptions & { path: string }
