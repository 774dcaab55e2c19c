import { describeFinding } from './finding'
import { describePlacing } from './placing'
import { describeReading } from './reading'
import type { HostKit, OpenedHost, Scene } from './scene'
import { describeOnStage, type StageOf } from './stage'

export type { HostKit, OpenedHost, Scene } from './scene'

export type Stage = StageOf<Scene, OpenedHost>

/**
 * What every host of pictures must do, so that panel and tasks need not know which it is. Runs the same against the
 * simulated Photoshop with the plugin's adapter and against the browser's files; says which parts a host does not have.
 */
export function describeHost(name: string, kit: HostKit): void {
  describeOnStage({ title: 'the host\'s contract', file: 'host.contract', name }, kit, (stage) => {
    describeReading(stage)
    describePlacing(stage)
    describeFinding(stage)
  })
}
