import * as fs from 'node:fs'
import * as path from 'node:path'
import { type Capabilities, tasks } from '#protocol'
import type { Door } from '#helper/door/door'
import { describeMedia } from '#helper/media/describe-media'
import { modelFolder } from '#helper/models/data-folder'
import { freeBytes } from '#helper/queue/disk'
import type { JobQueue } from '#helper/queue/queue'
import { findHosts, loginItem } from '#setup'
import { AskDesk } from './ask-desk'
import { type CheckupParts } from './checkup/checkup'
import type { ModelDesk } from './model-desk'
import { PairingDesk } from './pairing-desk'
import { PresetShelf } from './preset-shelf'
import type { Route } from './route'
import { askRoutes } from './routes/ask-routes'
import { doorRoutes } from './routes/door-routes'
import { helperRoutes } from './routes/helper-routes'
import { jobRoutes } from './routes/job-routes'
import { modelRoutes } from './routes/model-routes'
import { pairingRoutes } from './routes/pairing-routes'
import { presetRoutes } from './routes/preset-routes'
import { settingsRoutes } from './routes/settings-routes'
import { windowRoutes } from './routes/window-routes'
import type { HelperSettings } from './settings'
import { SettingsDesk } from './settings-desk'
import type { StillFolder } from './still-folder'
import type { TokenKeeper } from './token-keeper'
import type { UserSettingsFile } from './user-settings'

export interface HelperParts {
  settings: HelperSettings
  tokens: TokenKeeper
  chosen: UserSettingsFile
  queue: JobQueue
  models: ModelDesk
  door: Door
  stills: StillFolder
  nowMs(): number
  /** Where it listens, once it does. */
  port(): number
  /** Ends the helper soon after. */
  shutDown(): void
}

/** Everything that can be asked of a helper. */
export function openRoutes(parts: HelperParts): Route[] {
  const { settings, tokens, chosen, queue, models, door, stills, nowMs, shutDown } = parts
  return [
    ...helperRoutes(tokens, { capabilities: () => capabilities(parts), media: () => describeMedia(), shutDown }),
    ...pairingRoutes({ desk: new PairingDesk(tokens, nowMs), tokens, stills }),
    ...askRoutes(new AskDesk(tokens, nowMs)),
    ...jobRoutes(queue, settings.reveal),
    ...modelRoutes(models, () => chosen.get().licence),
    ...doorRoutes(door),
    ...presetRoutes(new PresetShelf(path.join(settings.dataFolder, 'presets'))),
    ...settingsRoutes(openSettings(chosen, settings)),
    ...windowRoutes({ checkup: openCheckup(parts), queue, pairings: () => tokens.list(), reveal: settings.reveal }),
  ]
}

function openSettings(file: UserSettingsFile, { dataFolder, env, home }: HelperSettings): SettingsDesk {
  const { platform, arch } = process
  return new SettingsDesk({
    file, dataFolder, modelFolder: modelFolder(), around: { env, platform, arch },
    loginItem: () => loginItem({ env, platform, home }),
  })
}

function openCheckup(parts: HelperParts): CheckupParts {
  const { settings, tokens, chosen, door, nowMs, port } = parts
  const { dataFolder, env, home, webFolder } = settings
  return {
    dataFolder, port, nowMs, freeBytes, isCheckout: isInCheckout(webFolder),
    capabilities: () => capabilities(parts), media: () => describeMedia(), door: () => door.state(),
    hosts: (state) => findHosts({ env, platform: process.platform, home }, state),
    pairings: () => tokens.list(), chosen: () => chosen.get(),
  }
}

/** What is shipped has no sources beside what was built of them. */
const isInCheckout = (webFolder: string): boolean => fs.existsSync(path.resolve(webFolder, '../../shared/helper'))

async function capabilities({ queue, models, chosen }: HelperParts): Promise<Capabilities> {
  const facts = await queue.engineFacts()
  const known = await models.list(chosen.get().licence)
  return {
    tasks: Object.keys(tasks),
    providers: facts?.providers ?? [],
    native: facts?.native ?? false,
    models: known.map(({ id, task, title, licence, present, isDefault }) => ({ id, task, title, licence, present, isDefault })),
  }
}
