import { idSchema, safeCount, z } from './schema'

/** Answer to `PUT /v1/blobs/{id}?offset=N&total=BYTES`: the bytes held without a gap, so where to go on after a loss. */
export const blobViewSchema = z.strictObject({ id: idSchema, received: safeCount })
export type BlobView = z.infer<typeof blobViewSchema>
