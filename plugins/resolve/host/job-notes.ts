import { z } from '#protocol'

/** What Resolve keeps with a clip of the media pool, and shows nowhere. */
export const NOTE_FIELD = 'firstpass'

/** Which of the alternatives of a place on the timeline: their numbers change as others go. */
const chosenSchema = z.object({ media: z.string(), from: z.number() })
export type Chosen = z.infer<typeof chosenSchema>

/** How a result was made and what it is of: kept with it, or with the clip whose matte it is, so that it is known later. */
const noteSchema = z.object({
  job: z.string(),
  recipe: z.string(),
  form: z.enum(['clip', 'take', 'external-matte', 'fusion']),
  /** Milliseconds since 1970. */
  at: z.number(),
  /** Of the result's file. */
  path: z.string(),
  /** File of the media that it was made of. */
  source: z.string(),
  /** The timeline that it is for, and which of its frames; of a matte of all media, none. */
  timeline: z.string(),
  start: z.number(),
  end: z.number(),
  /** Of a take: the user's own that it was made of. */
  before: z.optional(chosenSchema),
  /** Of a composition: its name on the clip, and that of the user's own that it hides. */
  comp: z.optional(z.string()),
  hidden: z.optional(z.string()),
  /** So many tools it had. */
  tools: z.optional(z.number()),
})
export type JobNote = z.infer<typeof noteSchema>

const notesSchema = z.array(noteSchema)

/** Whatever else is there counts as nothing. */
export function readNotes(text: string): readonly JobNote[] {
  if (text === '') return []
  try {
    return notesSchema.parse(JSON.parse(text))
  } catch {
    return []
  }
}

export const writeNotes = (notes: readonly JobNote[]): string => (notes.length === 0 ? '' : JSON.stringify(notes))
