import { describeClipKeeping } from './clip-keeping'
import { describeClipPlacing } from './clip-placing'
import { describeClipReading } from './clip-reading'
import type { ClipHostKit } from './clip-scene'
import { describeSwapping } from './clip-swapping'
import { describeOnStage } from './stage'

export type { ClipHostKit, ClipScene, OpenedClipHost, SceneClip, SeenClip } from './clip-scene'

/**
 * What every host of clips must do, so that panel and tasks need not know which it is. Runs the same against each simulated
 * host with its plugin's adapter; says which parts a host does not have.
 */
export function describeClipHost(name: string, kit: ClipHostKit): void {
  describeOnStage({ title: 'the contract of hosts of clips', file: 'clip-host.contract', name }, kit, (stage) => {
    describeClipReading(stage)
    describeClipPlacing(stage)
    describeClipKeeping(stage)
    describeSwapping(stage)
  })
}
