import type { Form } from '#host'
import { z } from '#protocol'
import type { Action, ClipProjectItem, HostModules, ProjectItem, Properties, Sequence } from './modules'
import { castClip, pathOf } from './clip-facts'

/** How a result was made and what it is of, kept in the project so that it is known after it is reopened. */
export interface JobNote {
  job: string
  recipe: string
  form: Form
  /** Milliseconds since 1970. */
  at: number
  /** The result's file. */
  path: string
  /** Of the media that it was made of. */
  source: string
  /** Ticks of that media: what is played of it; '' where all of it was meant. */
  in: string
  out: string
  /** So many times as large as its source. */
  scale: number
  /** Tracks of the sequence, from 0, where earlier results lay whose place it took. */
  left?: readonly number[] | undefined
}

const noteSchema = z.object({
  job: z.string(), recipe: z.string(), form: z.enum(['clip', 'media', 'proxy']), at: z.number(), path: z.string(),
  source: z.string(), in: z.string(), out: z.string(), scale: z.number(), left: z.optional(z.array(z.number())),
})

const NAME = 'firstpass'

interface Owner {
  properties: Properties
  name: string
}

/** Items of the project have properties, whatever the types say; where they have not, the sequence remembers for them. */
async function ownersOf(
  { premierepro }: HostModules,
  { media, path, sequence }: { media: ClipProjectItem | undefined; path: string; sequence: Sequence },
): Promise<Owner[]> {
  const owners: Owner[] = []
  try {
    if (media) owners.push({ properties: await premierepro.Properties.getProperties(media as unknown as Sequence), name: NAME })
  } catch {
    // The sequence is asked.
  }
  try {
    owners.push({ properties: await premierepro.Properties.getProperties(sequence), name: `${NAME}:${path}` })
  } catch {
    // Then nothing is remembered, which whoever writes says.
  }
  return owners
}

interface Noted {
  item: ProjectItem
  sequence: Sequence
  /** Of the file that the note is about, where the item's own is another one or not known yet. */
  path?: string
}

export async function readNote(modules: HostModules, { item, sequence, path }: Noted): Promise<JobNote | undefined> {
  const media = castClip(modules, item)
  const owners = await ownersOf(modules, { media, path: path ?? (media ? await pathOf(media) : ''), sequence })
  for (const { properties, name } of owners) {
    const note = properties.hasValue(name) ? parseNote(properties.getValue(name)) : undefined
    if (note) return note
  }
  return undefined
}

/** Undefined where nothing can be remembered in this project. */
export async function noteWriter(
  { premierepro, uxp }: HostModules, { item, sequence, path }: Required<Noted>,
): Promise<((note: JobNote | undefined) => Action[]) | undefined> {
  const media = castClip({ premierepro, uxp }, item)
  const [owner] = await ownersOf({ premierepro, uxp }, { media, path, sequence })
  if (!owner) return undefined
  const { properties, name } = owner
  return (note) => [note
    ? properties.createSetValueAction(name, JSON.stringify(note), premierepro.Constants.PropertyType.PERSISTENT)
    : properties.createClearValueAction(name)]
}

function parseNote(text: string): JobNote | undefined {
  try {
    return noteSchema.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}
