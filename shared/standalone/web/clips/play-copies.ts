import type { Client, JobOrder } from '#client'
import { abandon, asProblem } from '#panel'
import { asFailure, failure, failureFromJson, rateSchema, type Rate } from '#protocol'
import { fetchFile, fileOf } from '../fetch-file'
import type { DoneJob } from '../run-job'
import type { OpenClip, Proxy } from './clip'
import type { ClipStore } from './clip-store'

/** Addresses of what the page holds itself. */
export interface Urls {
  of(bytes: Blob): string
  release(url: string): void
}

/** A clip, or one of its results. */
export interface CopyPlace {
  clip: string
  result?: string
}

/** Has the helper make the small copies that are played, and fetches them. */
export class PlayCopies {
  constructor(private readonly settings: { client: Client; store: ClipStore; urls: Urls }) {}

  /** Makes a copy, or goes on with one that was begun before a reload. What goes wrong is in the state. */
  async make(place: CopyPlace): Promise<void> {
    const { client, urls } = this.settings
    let job: string | undefined
    try {
      job = await this.begin(place)
      if (job === undefined) return
      const known = job
      const done = await this.follow(place, known)
      const bytes = await fetchFile(client, { job, bytes: fileOf(done).bytes }, {
        type: typeOf(done), progress: () => this.put(place, { kind: 'making', job: known }),
      })
      const url = urls.of(bytes)
      if (!this.put(place, { kind: 'ready', job, url, ...framesOf(done) })) urls.release(url)
    } catch (thrown) {
      this.put(place, { kind: 'failed', problem: asProblem(asFailure(thrown).toJSON()) })
    }
    // It was closed meanwhile.
    if (job !== undefined && !this.find(place)) void abandon(client, job)
  }

  /** Makes all that were not there after a reload. */
  takeUp(): void {
    for (const clip of this.settings.store.state.clips) {
      if (clip.proxy.kind === 'making') void this.make({ clip: clip.id })
      for (const { job, proxy } of clip.results) if (proxy.kind === 'making') void this.make({ clip: clip.id, result: job })
    }
  }

  release(proxies: readonly Proxy[]): void {
    for (const proxy of proxies) if (proxy.kind === 'ready') this.settings.urls.release(proxy.url)
  }

  private async begin(place: CopyPlace): Promise<string | undefined> {
    const clip = this.settings.store.find(place.clip)
    const proxy = this.find(place)
    if (!clip || !proxy) return undefined
    if (proxy.kind === 'making' && proxy.job !== undefined) return proxy.job
    const { latest } = await this.settings.client.submit(orderCopy(clip, place))
    this.put(place, { kind: 'making', job: latest.job })
    return latest.job
  }

  private async follow(place: CopyPlace, job: string): Promise<DoneJob> {
    const { result, error } = await this.settings.client.follow(job, {
      onEvent: ({ done, total }) => {
        this.put(place, { kind: 'making', job, ...(total > 0 ? { share: Math.min(1, done / total) } : {}) })
      },
    })
    if (result) return { id: job, result }
    throw error ? failureFromJson(error) : failure('RESULT_MISSING', { id: job, name: 'file' })
  }

  private find({ clip, result }: CopyPlace): Proxy | undefined {
    const found = this.settings.store.find(clip)
    return result === undefined ? found?.proxy : found?.results.find(({ job }) => job === result)?.proxy
  }

  /** @returns false where nobody has it open any more */
  private put(place: CopyPlace, proxy: Proxy): boolean {
    if (!this.find(place)) return false
    const { store } = this.settings
    if (place.result === undefined) store.change(place.clip, { proxy })
    else store.changeResult(place.clip, place.result, { proxy })
    return true
  }
}

function orderCopy({ name, sent }: OpenClip, { result }: CopyPlace): JobOrder {
  const file = result === undefined ? { job: sent, input: 'file' as const } : { job: result, result: 'file' }
  return { task: 'proxy', options: { name }, inputs: { file } }
}

const typeOf = (done: DoneJob): string => fileOf(done).extension === '.webm' ? 'video/webm' : 'video/mp4'

/** @throws RESULT_MISSING */
function framesOf({ id, result: { facts } }: DoneJob): { frames: number; rate: Rate } {
  const rate = rateSchema.safeParse(facts.rate)
  if (!rate.success || typeof facts.frames !== 'number') throw failure('RESULT_MISSING', { id, name: 'frames' })
  return { frames: facts.frames, rate: rate.data }
}
