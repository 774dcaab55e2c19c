import type { HeldPixels } from './read-pixels'

/** What a result replaced, so that it can be taken out again without the history. */
export interface Backup {
  /** The layer's mask, or the selection, over the canvas and more; none if there was none. */
  pixels?: HeldPixels
  featherPx: number
  /** Percent. */
  density: number
}

/** Older ones go; their files are temporary. */
const MOST = 12

/** By job, for as long as the panel lives. */
export class Backups {
  private readonly held = new Map<string, Backup>()

  get(job: string): Backup | undefined {
    return this.held.get(job)
  }

  async put(job: string, backup: Backup): Promise<void> {
    await this.drop(job)
    this.held.set(job, backup)
    for (const oldest of [...this.held.keys()].slice(0, -MOST)) await this.drop(oldest)
  }

  async drop(job: string): Promise<void> {
    const backup = this.held.get(job)
    this.held.delete(job)
    await backup?.pixels?.close()
  }
}
