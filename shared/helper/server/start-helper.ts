import * as path from 'node:path'
import { PROTOCOL, VERSION } from '#protocol'
import { Door } from '#helper/door/door'
import { profileFolders } from '#helper/door/profiles'
import { JobQueue } from '#helper/queue/queue'
import { openEvents } from './event-socket'
import { Gate } from './gate'
import { openHttpApp } from './http-app'
import { listen } from './listen'
import { openLog } from './log-file'
import { ModelDesk } from './model-desk'
import { openRoutes } from './open-routes'
import { makePrivateFolder } from './private-file'
import { openApiRoute } from './routes/openapi-route'
import type { HelperSettings } from './settings'
import { claimFolder } from './single-helper'
import { StillFolder } from './still-folder'
import { TokenKeeper } from './token-keeper'
import { UserSettingsFile } from './user-settings'

export interface Helper {
  port: number
  /** Ends it; a running job is taken up by the next start. */
  close(): Promise<void>
  /** Settled when the helper was asked to end over the wire. */
  readonly asked: Promise<void>
}

/**
 * Starts the helper: claims the data folder, takes up what an earlier one left, listens, then warms its workers.
 * @throws HELPER_RUNNING, PORTS_BUSY, FILE_EXPOSED
 */
export async function startHelper(settings: HelperSettings): Promise<Helper> {
  const { dataFolder, home, nowMs = Date.now } = settings
  makePrivateFolder(dataFolder)
  const claim = await claimFolder(dataFolder)
  try {
    const log = openLog(path.join(dataFolder, 'logs'), home)
    const tokens = new TokenKeeper(dataFolder, nowMs)
    const chosen = new UserSettingsFile(dataFolder)
    const queue = new JobQueue({
      ...settings, log, nowMs, pageState: (owner) => tokens.pageState(owner), chosen: () => chosen.get(),
    })
    const models = new ModelDesk({ program: settings.modelsProgram, env: settings.env, log })
    const door = openDoor(settings)
    const stills = new StillFolder()
    const place = { port: 0 }
    const gate = new Gate(tokens, () => place.port, nowMs)
    let ask = (): void => undefined
    const asked = new Promise<void>((resolve) => { ask = resolve })
    const routes = openRoutes({
      settings, tokens, chosen, queue, models, door, stills, nowMs,
      port: () => place.port, shutDown: () => void setImmediate(ask),
    })
    const page = { folder: settings.webFolder, port: () => place.port }
    const app = await openHttpApp([...routes, openApiRoute(routes)], { gate, log, page })
    await queue.resume()
    const sockets = await listen(settings.ports, (request, response) => app.routing(request, response), log)
    place.port = sockets.port
    const events = openEvents(sockets.servers, { gate, queue })
    claim.publish({ port: sockets.port, pid: process.pid, version: VERSION, protocol: PROTOCOL, token: tokens.commandLine })
    log.info({ port: sockets.port, version: VERSION }, 'ready')
    setImmediate(() => queue.prewarm())
    return {
      port: sockets.port,
      asked,
      close: async () => {
        claim.unpublish()
        events.close()
        door.close()
        stills.remove()
        await sockets.close()
        await Promise.all([queue.close(), models.close(), app.close()])
        claim.release()
        log.info({}, 'ended')
      },
    }
  } catch (thrown) {
    claim.release()
    throw thrown
  }
}

/** The way to DaVinci Resolve; nothing is done for it until a panel asks. */
function openDoor({ dataFolder, env, home, nowMs = Date.now }: HelperSettings): Door {
  const door = new Door({
    folder: path.join(dataFolder, 'door'), profiles: profileFolders(env, process.platform, home), nowMs, isAlive,
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  })
  door.open()
  return door
}

/** A process of another user's lives too, though it may not be touched. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM'
  }
}
