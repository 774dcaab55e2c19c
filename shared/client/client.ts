import {
  type Capabilities, capabilitiesSchema, type ClipPreset, failure, type Inbox, inboxSchema, type JobEvent, type JobResult,
  type JobView, jobViewSchema, type PictureHeader, type Preset, z,
} from '#protocol'
import { EventStream } from './event-stream'
import { fetchResult, type ResultSink } from './fetch-result'
import { follow, type FollowSettings } from './follow'
import { Link, type LinkSettings } from './link'
import { type FileSource, type JobOrder, submit, type SubmitSettings, uploadBytes } from './submit'

/** Each caller knows the tasks that it has presets of; the schemas of all would weigh more than the rest of a client. */
const anyPresetsSchema = z.looseObject({ presets: z.array(z.unknown()) })

/** A panel's, a page's or the command line's way to work with the helper. It reconnects by itself. */
export class Client {
  readonly link: Link
  private readonly stream: EventStream

  constructor(settings: LinkSettings) {
    this.link = new Link(settings)
    this.stream = new EventStream(this.link)
  }

  capabilities(): Promise<Capabilities> {
    return this.link.json({ method: 'GET', path: '/v1/capabilities' }, capabilitiesSchema)
  }

  submit(order: JobOrder, settings?: SubmitSettings): Promise<JobView> {
    return submit(this.link, order, settings)
  }

  /** Sends bytes that later jobs will need, or that are asked for again with `window`. @returns the blob's id */
  upload(source: FileSource, settings?: SubmitSettings): Promise<string> {
    return uploadBytes(this.link, source, settings)
  }

  /** At most 16 MiB of a blob or of a result, exactly `length` bytes. @throws RESULT_MISSING, BLOB_MISSING, HELPER_LOST */
  async window(from: { blob: string } | { job: string; result: string }, offset: number, length: number,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const place = 'blob' in from ? `/v1/blobs/${from.blob}` : `/v1/jobs/${from.job}/results/${from.result}`
    const bytes = await this.link.bytes({ method: 'GET', path: `${place}?offset=${offset}&length=${length}` })
    if (bytes.length !== length) throw failure('HELPER_LOST', { reason: `${bytes.length} of ${length} bytes came` })
    return bytes
  }

  follow(job: string, settings?: FollowSettings): Promise<JobEvent> {
    return follow({ link: this.link, stream: this.stream }, job, settings)
  }

  /** @returns what the pixels mean */
  fetchResult(from: { job: string; result: JobResult; name: string }, sink: ResultSink): Promise<PictureHeader> {
    return fetchResult(this.link, from, sink)
  }

  inbox(): Promise<Inbox> {
    return this.link.json({ method: 'GET', path: '/v1/jobs' }, inboxSchema)
  }

  /** Harmless when it has ended. */
  cancel(job: string): Promise<JobView> {
    return this.act(job, 'cancel')
  }

  /** Runs a failed or cancelled job again. */
  retry(job: string): Promise<JobView> {
    return this.act(job, 'retry')
  }

  /** Says that the result reached its place. */
  markPlaced(job: string): Promise<JobView> {
    return this.act(job, 'placed')
  }

  /** Removes a finished job and its scratch. */
  async discard(job: string): Promise<void> {
    await this.link.json({ method: 'POST', path: `/v1/jobs/${job}/discard` }, z.looseObject({}))
  }

  /** Shows the user the file that a job wrote. */
  async reveal(job: string): Promise<void> {
    await this.link.json({ method: 'POST', path: `/v1/jobs/${job}/reveal` }, z.looseObject({}))
  }

  /**
   * The user's named settings, of whatever task, which the command line reads too.
   * @throws ROUTE_MISSING by a helper that has none yet
   */
  async presets(): Promise<unknown[]> {
    return (await this.link.json({ method: 'GET', path: '/v1/presets' }, anyPresetsSchema)).presets
  }

  /** One of the same name gives way. @throws OPTION_INVALID for a name that no file can have, or one preset too many */
  async savePreset(preset: Preset | ClipPreset): Promise<void> {
    await this.link.json({ method: 'POST', path: '/v1/presets/save', body: preset }, anyPresetsSchema)
  }

  /** Harmless if there is none. */
  async removePreset(name: string): Promise<void> {
    await this.link.json({ method: 'POST', path: '/v1/presets/remove', body: { name } }, anyPresetsSchema)
  }

  /** Everything that waits fails; nothing is sent any more. */
  close(): void {
    this.stream.close()
    this.link.end()
  }

  private act(job: string, action: 'cancel' | 'retry' | 'placed'): Promise<JobView> {
    return this.link.json({ method: 'POST', path: `/v1/jobs/${job}/${action}` }, jobViewSchema)
  }
}

/** Finds the helper and proves it. @throws HELPER_UNREACHABLE, NOT_PAIRED, PROTOCOL_MISMATCH */
export async function connect(settings: LinkSettings): Promise<Client> {
  const client = new Client(settings)
  await client.link.connect()
  return client
}
