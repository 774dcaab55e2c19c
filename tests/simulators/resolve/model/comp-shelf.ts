import { CompObject } from './comp'
import { readComp } from './comp-text'
import type { Machine } from './machine'
import { isText, type Value } from './values'

/** The compositions of one item on the timeline; the one loaded last is the one that it shows. */
export class CompShelf {
  private readonly shelf: { name: string; comp: CompObject }[] = []
  private active: CompObject | undefined
  private made = 0

  constructor(private readonly machine: Machine) {}

  names(): string[] {
    return this.shelf.map(({ name }) => name)
  }

  private find(name: unknown): { name: string; comp: CompObject } | undefined {
    return this.shelf.find((each) => each.name === name)
  }

  private put(comp: CompObject): CompObject {
    this.made += 1
    this.machine.step('AddFusionComp')
    this.shelf.push({ name: `Composition ${this.made}`, comp })
    this.active = comp
    return this.handed(comp)
  }

  /** V10, G28: in 20.3 what is handed out may be changed, and nothing of it stays. */
  private handed(comp: CompObject): CompObject {
    return this.machine.knobs.compHandles === 'stubs' ? comp.copy() : comp
  }

  add(): CompObject {
    const comp = new CompObject(this.machine)
    comp.furnish()
    return this.put(comp)
  }

  /** @param text of a file, undefined where there is none @param played which of its own frames the clip has, from its first */
  addFrom(text: string | undefined, played: { from: number; to: number }): CompObject | undefined {
    const { knobs } = this.machine
    const node = text === undefined ? undefined : readComp(text)
    const comp = new CompObject(this.machine)
    if (node === undefined || !comp.fill(node)) return undefined
    // V10: now and then what comes in begins a frame late, and rendering its first one fails; imported again it does not.
    const late = knobs.compDrifts > 0 ? 1 : 0
    if (late > 0) knobs.compDrifts -= 1
    const source = comp.FindTool('MediaIn1')
    source?.feed('GlobalIn', { value: played.from + late }, true)
    source?.feed('GlobalOut', { value: played.to - 1 + late }, true)
    return this.put(comp)
  }

  /** As a duplicate has them. */
  copyTo(other: CompShelf): void {
    for (const { name, comp } of this.shelf) {
      const made = comp.copy()
      other.shelf.push({ name, comp: made })
      if (comp === this.active) other.active = made
    }
    other.made = this.made
  }

  handle(name: unknown): CompObject | undefined {
    const found = this.find(name)
    return found && this.handed(found.comp)
  }

  load(name: unknown): CompObject | undefined {
    const found = this.find(name)
    if (found !== undefined) this.active = found.comp
    return found?.comp
  }

  rename(from: unknown, to: unknown): boolean {
    const found = this.find(from)
    if (found === undefined || !isText(to) || to === '' || this.find(to) !== undefined) return false
    this.machine.step('RenameFusionCompByName')
    found.name = to
    return true
  }

  drop(name: unknown): boolean {
    const found = this.find(name)
    if (found === undefined) return false
    this.machine.step('DeleteFusionCompByName')
    this.shelf.splice(this.shelf.indexOf(found), 1)
    found.comp.isGone = true
    if (this.active === found.comp) this.active = this.shelf[this.shelf.length - 1]?.comp
    return true
  }

  describe(): Value[] {
    return this.shelf.map(({ name, comp }) => ({ name, isActive: comp === this.active, ...comp.outcome() }))
  }
}
