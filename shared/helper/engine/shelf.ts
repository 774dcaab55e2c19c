import { failure, makesClip, type Provider } from '#protocol'
import { findModel, loadModelBytes } from '#helper/models/catalogue'
import type { Manifest } from '#helper/models/manifest'
import type { LoadedModel, TaskContext, WorkOrder } from '#helper/tasks/task'
import type { ProviderState } from './providers'
import { LoadedNetwork, type ProviderId } from './session'

/** Networks kept loaded; an artist alternates between few. */
const KEPT_NETWORKS = 3

/** The loaded networks of this process, the latest used last. */
export class Shelf {
  private readonly networks = new Map<string, LoadedNetwork>()

  constructor(private readonly providers: () => readonly ProviderState[]) {}

  /** @throws what findModel and loadModelBytes throw, PROVIDER_UNAVAILABLE, OUT_OF_MEMORY */
  async open(order: WorkOrder, ...[task, id, settings = {}]: Parameters<TaskContext['model']>): Promise<LoadedModel> {
    // A model asked for by name may have another factor than the picture is enlarged by; the task knows what to do then.
    const scale = id === undefined ? settings.scale : undefined
    const { manifest } = await findModel(task, id, { policy: order.licence, scale })
    const blend = manifest.blend === undefined ? undefined : settings.blend
    const network = await this.take({ manifest, blend, sharesCores: makesClip(order.task) }, order.provider)
    return { manifest, session: network.handOut() }
  }

  async clear(): Promise<void> {
    for (const [key, network] of this.networks) {
      this.networks.delete(key)
      await network.release()
    }
  }

  private async take(wanted: Wanted, wished: Provider): Promise<LoadedNetwork> {
    const { manifest, blend, sharesCores } = wanted
    const [best, ...rest] = chooseProviders(this.providers(), wished)
    for (const provider of [best, ...rest]) {
      const known = this.networks.get(keyOf(wanted, provider))
      if (known) return this.keep(keyOf(wanted, provider), known)
    }
    const bytes = await loadModelBytes(manifest, { blend })
    let refusal: unknown
    for (const provider of [best, ...rest]) {
      try {
        const place = { provider, sharesCores }
        return this.keep(keyOf(wanted, provider), await LoadedNetwork.load(bytes, manifest.id, place))
      } catch (error) {
        refusal ??= error
      }
    }
    throw refusal
  }

  private async keep(key: string, network: LoadedNetwork): Promise<LoadedNetwork> {
    this.networks.delete(key)
    this.networks.set(key, network)
    for (const [oldest, old] of this.networks) {
      if (this.networks.size <= KEPT_NETWORKS) break
      this.networks.delete(oldest)
      await old.release()
    }
    return network
  }
}

interface Wanted {
  manifest: Manifest
  blend: number | undefined
  /** As for `Place` of session.ts. */
  sharesCores: boolean
}

const keyOf = ({ manifest, blend, sharesCores }: Wanted, provider: ProviderId): string =>
  `${manifest.id} ${manifest.built.sha256} ${blend ?? ''} ${provider}${sharesCores ? ' beside others' : ''}`

/** What to try, in order. A provider asked for by name has no replacement. @throws PROVIDER_UNAVAILABLE */
function chooseProviders(states: readonly ProviderState[], wished: Provider): [ProviderId, ...ProviderId[]] {
  if (wished !== 'auto') {
    const state = states.find(({ id }) => id === wished)
    if (state?.usable) return [state.id]
    const reason = state?.reason ?? 'this build of the runtime does not have it'
    throw failure('PROVIDER_UNAVAILABLE', { provider: wished, reason })
  }
  const [best = 'cpu', ...rest] = states.filter(({ usable }) => usable).map(({ id }) => id)
  return [best, ...rest]
}
