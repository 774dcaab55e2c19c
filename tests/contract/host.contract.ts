import { describeFinding } from './finding'
import { describePlacing } from './placing'
import { describeReading } from './reading'
import type { HostKit, OpenedHost, Scene } from './scene'

export type { HostKit, OpenedHost, Scene } from './scene'

/** Hands out opened hosts, closes them after each test, and keeps count of what a host does not have. */
export interface Stage {
  /** Undefined (and noted under `part`) where this host has no such document. */
  open(part: string, scene: Scene | undefined): Promise<OpenedHost | undefined>
  /** Notes that a host said it can't do this. */
  lacks(part: string): void
}

/**
 * What every host of pictures must do, so that panel and tasks need not know which it is. Runs the same against the
 * simulated Photoshop with the plugin's adapter and against the browser's files; says which parts a host does not have.
 */
export function describeHost(name: string, kit: HostKit): void {
  describe(`the host's contract: ${name}`, () => {
    const opened: OpenedHost[] = []
    const lacking = new Set<string>()
    const stage: Stage = {
      open: async (part, scene) => {
        const made = await kit.open(scene)
        if (made === undefined) lacking.add(part)
        else opened.push(made)
        return made
      },
      lacks: (part) => { lacking.add(part) },
    }
    afterEach(async () => {
      for (const each of opened.splice(0)) await each.close()
    })
    describeReading(stage)
    describePlacing(stage)
    describeFinding(stage)
    it('lacks what it is known to lack, and nothing else', () => {
      const said = lacking.size === 0 ? 'all parts apply' : `does not apply: ${[...lacking].join('; ')}`
      process.stdout.write(`host.contract, ${name}: ${said}\n`)
      expect([...lacking].sort()).toEqual([...kit.doesNotApply].sort())
    })
  })
}
