import type { Client, FileSource } from '#client'
import { type OpenDocument } from './document'
import { reopenLayers } from './reopen-file'
import { runJob, sheetOf } from './run-job'

export interface PickedFile extends FileSource {
  name: string
}

/** A file of the browser's, read by windows. */
export function pickedFile(file: File): PickedFile {
  return {
    name: file.name, bytes: file.size,
    read: async (offset, length) => new Uint8Array(await file.slice(offset, offset + length).arrayBuffer()),
  }
}

/** Names in messages are the user's own, but no longer than a line, and without what would break one. */
const tidyName = (name: string): string => name.replace(/[\u0000-\u001f\u007f]/g, ' ').trim().slice(0, 200) || 'Untitled'

/**
 * Sends a picture file to the helper, which opens it; the page never decodes one itself.
 * @throws FILE_UNSUPPORTED, FILE_UNREADABLE, FILE_EMPTY, COLOUR_UNSUPPORTED, PICTURE_TOO_LARGE, DISK_FULL
 */
export async function openFile(
  client: Client, file: PickedFile, { id, onUpload }: { id: string; onUpload?(done: number, total: number): void },
): Promise<OpenDocument> {
  const name = tidyName(file.name)
  const inputs = { file: { bytes: file.bytes, read: file.read } }
  const job = await runJob(client, { task: 'open', options: { name }, inputs }, onUpload)
  const sheet = sheetOf(job, 'picture')
  const { width, height, colour } = sheet.header
  const { depth } = job.result.facts
  const layers = await reopenLayers(client, job, id)
  const base = layers?.[0] ?? { id: `${id}-base`, name: 'Photograph', sheet, isVisible: true, opacity: 100, order: 0 }
  return {
    id, name, width, height, opened: job.id,
    facts: [`${width} × ${height}`, `${String(depth)} bit`, colour.profileName].join(', '),
    notes: job.result.notes,
    content: { layers: layers ?? [base], active: base.id },
    past: [],
  }
}
