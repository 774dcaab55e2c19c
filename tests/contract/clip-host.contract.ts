import { describeClipKeeping } from './clip-keeping'
import { describeClipPlacing } from './clip-placing'
import { describeClipReading } from './clip-reading'
import type { ClipHostKit, ClipStage, OpenedClipHost } from './clip-scene'
import { describeSwapping } from './clip-swapping'

export type { ClipHostKit, ClipScene, OpenedClipHost, SceneClip, SeenClip } from './clip-scene'

/**
 * What every host of clips must do, so that panel and tasks need not know which it is. Runs the same against each simulated
 * host with its plugin's adapter; says which parts a host does not have.
 */
export function describeClipHost(name: string, kit: ClipHostKit): void {
  describe(`the contract of hosts of clips: ${name}`, () => {
    const opened: OpenedClipHost[] = []
    const lacking = new Set<string>()
    const stage: ClipStage = {
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
    describeClipReading(stage)
    describeClipPlacing(stage)
    describeClipKeeping(stage)
    describeSwapping(stage)
    it('lacks what it is known to lack, and nothing else', () => {
      const said = lacking.size === 0 ? 'all parts apply' : `does not apply: ${[...lacking].join('; ')}`
      process.stdout.write(`clip-host.contract, ${name}: ${said}\n`)
      expect([...lacking].sort()).toEqual([...kit.doesNotApply].sort())
    })
  })
}
