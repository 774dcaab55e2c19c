import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { app, BrowserWindow, type CallEvent, ipcMain } from 'electron'
import { asFailure, describeIssues, doorBatchSchema, failure } from '#protocol'
import { channels, type Told } from './bridge'
import { findIntegration } from './find-integration'
import { type HelperPlace, newPageLink, startHelper, type TooOld } from './helper-link'
import { type Integration, openIntegration } from './integration'

/** Which part of waiting.html is seen. */
type Waiting = 'starting' | 'no-helper' | 'no-module' | 'refused' | TooOld

export interface PluginSettings extends HelperPlace {
  /** Holds manifest.xml, waiting.html and the preload. */
  folder: string
  /** Of Resolve's installation. */
  developerFolder: string
  load(file: string): unknown
}

const LOOK_EVERY_MS = 1000
/** A helper that was started and is not there after so many looks is not waited for in silence. */
const PATIENT_LOOKS = 20

/** The plugin in Resolve's own Electron: one window, which shows the helper's page for Resolve. */
export class Plugin {
  private window: BrowserWindow | undefined
  private integration: Integration | undefined
  /** Of the proved helper; pages of no other origin are heard. */
  private origin: string | undefined
  /** What this plugin itself is loading, or has loaded. */
  private link: string | undefined
  private looks = 0
  /** What is wrong with the helper that answers, as long as it is. */
  private shown: TooOld | undefined

  constructor(private readonly settings: PluginSettings) {}

  async start(): Promise<void> {
    ipcMain.handle(channels.call, (event, batch) => this.call(event, batch))
    ipcMain.handle(channels.start, (event) => this.isOurs(event) && this.reopen())
    app.on('window-all-closed', () => {
      this.integration?.close()
      app.quit()
    })
    await app.whenReady()
    this.window = openWindow(this.settings.folder)
    this.window.webContents.on('did-start-navigation', (_event, url, ...[isInPlace, isMainFrame]) => {
      if (isMainFrame && !isInPlace) this.judge(url)
    })
    await this.wait('starting')
    if (await this.openResolve()) await this.reopen()
  }

  private async openResolve(): Promise<boolean> {
    const { folder, developerFolder, load, surroundings } = this.settings
    const file = findIntegration(folder, developerFolder)
    if (file === undefined) return this.wait('no-module')
    try {
      this.integration = await openIntegration(load(file), {
        prefix: randomBytes(6).toString('hex'), setTimer: surroundings.setTimer, onQuit: () => app.quit(),
      })
      return true
    } catch {
      return this.wait('refused')
    }
  }

  /** @returns whether a helper is there or comes */
  private async reopen(): Promise<boolean> {
    this.looks = 0
    this.shown = undefined
    if (await this.openPage()) return true
    if (this.shown !== undefined) {
      this.lookAgain()
      return true
    }
    const isStarted = startHelper(this.settings)
    await this.wait(isStarted ? 'starting' : 'no-helper')
    this.lookAgain()
    return isStarted
  }

  private lookAgain(): void {
    this.settings.surroundings.setTimer(LOOK_EVERY_MS, () => void this.look())
  }

  private async look(): Promise<void> {
    if (!this.window || this.window.isDestroyed() || await this.openPage()) return
    const isFoundWrong = this.shown !== undefined
    if (++this.looks === PATIENT_LOOKS && !isFoundWrong) await this.wait('no-helper')
    this.lookAgain()
  }

  private async openPage(): Promise<boolean> {
    const link = await newPageLink(this.settings)
    if (link === undefined || !this.window || this.window.isDestroyed()) return false
    if (typeof link === 'string') return this.tellTooOld(link)
    this.origin = link.origin
    this.link = link.href
    this.shown = undefined
    try {
      await this.window.loadURL(link.href)
      return true
    } catch {
      return false
    }
  }

  /** Said once: a helper that is replaced meanwhile is found by the next look. */
  private async tellTooOld(half: TooOld): Promise<false> {
    if (this.shown === half) return false
    this.shown = half
    return this.wait(half)
  }

  /** A reload, which the window's menu offers, may bring another program's page from the same port: it is not heard. */
  private judge(url: string): void {
    if (this.origin === undefined || url === this.link) return
    this.origin = undefined
    void this.reopen()
  }

  private async wait(what: Waiting): Promise<false> {
    this.origin = undefined
    this.link = undefined
    await this.window?.loadFile(join(this.settings.folder, 'waiting.html'), { hash: what })
    return false
  }

  private async call(event: CallEvent, given: unknown): Promise<Told> {
    try {
      if (!this.isOurs(event)) throw failure('DOOR_FORBIDDEN', { host: 'another page' })
      if (!this.integration) throw failure('DOOR_WAITING', { why: 'it lets no plugin in' })
      const batch = doorBatchSchema.safeParse(given)
      if (!batch.success) throw failure('REQUEST_INVALID', { reason: describeIssues(batch.error) })
      return { answers: await this.integration.run(batch.data) }
    } catch (thrown) {
      return { failure: asFailure(thrown).toJSON() }
    }
  }

  /** The helper's own page, not one in a frame of it. */
  private isOurs({ senderFrame }: CallEvent): boolean {
    if (!senderFrame || senderFrame.parent !== null || this.origin === undefined) return false
    const { origin, pathname } = new URL(senderFrame.url)
    return origin === this.origin && pathname === '/resolve/'
  }
}

function openWindow(folder: string): BrowserWindow {
  const window = new BrowserWindow({
    width: 400, height: 860, minWidth: 260, title: 'Firstpass', backgroundColor: '#1d1d1d', autoHideMenuBar: true,
    webPreferences: { preload: join(folder, 'preload.js'), contextIsolation: true, sandbox: true, nodeIntegration: false },
  })
  const { webContents } = window
  webContents.setWindowOpenHandler(() => ({ action: 'deny' }))
  // Only this plugin leads the window anywhere; what it loads itself is not told here.
  webContents.on('will-navigate', (event) => event.preventDefault())
  webContents.session.setPermissionRequestHandler((_contents, _name, answer) => answer(false))
  return window
}
