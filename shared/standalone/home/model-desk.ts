import type { ModelView, ModelWork } from '#protocol'
import type { Calls } from './calls'
import type { HomeStore } from './home-store'

export const isAtWork = ({ work }: ModelView): boolean => work?.state === 'waiting' || work?.state === 'running'

const ends: Record<ModelWork['kind'], (title: string) => string> = {
  pull: (title) => `${title} is here.`,
  verify: (title) => `${title} is as it should be.`,
  remove: (title) => `${title} is removed.`,
}

/** What is known and here, and how it comes and goes. */
export class ModelDesk {
  constructor(private readonly calls: Calls, private readonly store: HomeStore) {}

  get isBusy(): boolean {
    return this.store.state.models?.some(isAtWork) ?? false
  }

  async load(): Promise<void> {
    const before = this.store.state.models ?? []
    const { licence } = this
    const models = await this.calls.models(licence)
    // The policy was changed meanwhile: what is asked for under the new one is to be shown.
    if (licence !== this.licence) return
    this.store.set({ models })
    for (const { id, title, work } of models) {
      const wasAtWork = before.some((each) => each.id === id && isAtWork(each))
      if (wasAtWork && work?.state === 'succeeded') this.store.say('models', ends[work.kind](title))
    }
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
