import { kernels } from '#native'
import { tasks } from '#helper/tasks/index'
import { probeProviders, type ProviderState } from './providers'
import { serveJobs } from './serve-jobs'
import { Shelf } from './shelf'

let providers: ProviderState[] = []
const shelf = new Shelf(() => providers)

/** The process that runs models. The server forks it, may kill it at any moment, and starts it again. */
serveJobs({
  tasks,
  prepare: async () => {
    providers = await probeProviders()
    const provider = providers.find(({ usable }) => usable)?.id ?? 'cpu'
    return { provider, providers, native: kernels().kind === 'native' }
  },
  model: (order, ...wish) => shelf.open(order, ...wish),
  unload: () => shelf.clear(),
})
