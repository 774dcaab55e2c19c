import type { Form } from '#host'
import { z } from '#protocol'
import { getProperty, layerReference, play } from './batch-play'
import type { Place } from './document-tree'
import type { HostModules } from './modules'

/** How a result was made and what it did, kept with its layer so that it is known after the document is reopened. */
export interface JobNote {
  job: string
  recipe: string
  form: Form
  /** Milliseconds since 1970. */
  at: number
  /** What `remove` and `show` need; ids of layers are not kept, since they change. */
  place: Record<string, string | number>
}

const forms = ['layer-mask', 'selection', 'masked-layer', 'layer', 'document', 'smart-object', 'check-layer'] as const
const notesSchema = z.array(z.object({
  job: z.string(), recipe: z.string(), form: z.enum(forms), at: z.number(),
  place: z.record(z.string(), z.union([z.string(), z.number()])),
}))

const NAMESPACE = 'urn:firstpass:xmp:1.0/'
const description = (notes: string): string =>
  `<rdf:Description rdf:about="" xmlns:firstpass="${NAMESPACE}" firstpass:notes="${notes}"/>`
const ours = /<rdf:Description rdf:about="" xmlns:firstpass="[^"]*" firstpass:notes="([^"]*)"\/>/

const empty = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">' +
  '</rdf:RDF></x:xmpmeta>'

export async function readNotes(modules: HostModules, place: Place): Promise<JobNote[]> {
  return parseNotes(await readXmp(modules, place))
}

/** Replaces ours in the layer's metadata; what others wrote there stays. */
export async function writeNotes(modules: HostModules, place: Place, notes: readonly JobNote[]): Promise<void> {
  const xmp = await readXmp(modules, place)
  if (notes.length === 0 && !ours.test(xmp)) return
  await play(modules, [{
    _obj: 'set',
    _target: [{ _ref: 'property', _property: 'metadata' }, ...layerReference(place.document.id, place.layer.id)],
    to: { _obj: 'metadata', layerXMP: mergeNotes(xmp, notes) },
  }])
}

async function readXmp(modules: HostModules, { document, layer }: Place): Promise<string> {
  const metadata = await getProperty(modules, { document: document.id, layer: layer.id }, 'metadata')
  const xmp = typeof metadata === 'object' && metadata !== null && 'layerXMP' in metadata ? metadata.layerXMP : ''
  return typeof xmp === 'string' ? xmp : ''
}

export function mergeNotes(xmp: string, notes: readonly JobNote[]): string {
  const own = notes.length === 0 ? '' : description(escapeXml(JSON.stringify(notes)))
  // A function, since "$" in the notes means something in a replacement.
  if (ours.test(xmp)) return xmp.replace(ours, () => own)
  const base = xmp.includes('</rdf:RDF>') ? xmp : empty
  return base.replace('</rdf:RDF>', () => `${own}</rdf:RDF>`)
}

export function parseNotes(xmp: string): JobNote[] {
  const text = ours.exec(xmp)?.[1]
  if (text === undefined) return []
  try {
    return notesSchema.parse(JSON.parse(unescapeXml(text)))
  } catch {
    return []
  }
}

const entities: readonly (readonly [string, string])[] = [
  ['&', '&amp;'], ['<', '&lt;'], ['>', '&gt;'], ['"', '&quot;'], ['\n', '&#xA;'],
]

const escapeXml = (text: string): string => entities.reduce((done, [plain, safe]) => done.replaceAll(plain, safe), text)

const unescapeXml = (text: string): string =>
  [...entities].reverse().reduce((done, [plain, safe]) => done.replaceAll(safe, plain), text)
