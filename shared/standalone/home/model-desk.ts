import type { ModelView } from '#protocol'
import type { Calls } from './calls'
import type { HomeStore } from './home-store'

export const isAtWork = ({ work }: ModelView): boolean => work?.state === 'waiting' || work?.state === 'running'

/** What is known and here, and how it comes and goes. */
export class ModelDesk {
  constructor(private readonly calls: Calls, private readonly store: HomeStore) {}

  get isBusy(): boolean {
    return this.store.state.models?.some(isAtWork) ?? false
  }

  async load(): Promise<void> {
    this.store.set({ models: await this.calls.models(this.licence) })
  }

  pull(id: string): Promise<void> {
    return this.order('pull', id)
  }

  verify(id: string): Promise<void> {
    return this.order('verify', id)
  }

  remove(id: string): Promise<void> {
    return this.order('remove', id)
  }

  private get licence() {
    return this.store.state.settings?.settings.licence ?? 'permissive'
  }

  private order(kind: 'pull' | 'verify' | 'remove', id: string): Promise<void> {
    return this.store.act('models', `${kind} ${id}`, async () =>
      this.store.set({ models: await this.calls.order(kind, id, this.licence) }))
  }
}
