/** The part of Electron (36 since Resolve 20.1, older before) that the plugin uses. Resolve brings it, nobody installs it. */
declare module 'electron' {
  export interface Frame {
    url: string
    parent: Frame | null
  }

  export interface CallEvent {
    /** Null once the frame is gone. */
    senderFrame: Frame | null
  }

  export interface Contents {
    setWindowOpenHandler(handle: (details: { url: string }) => { action: 'deny' }): void
    on(event: 'will-navigate', act: (event: { preventDefault(): void }, url: string) => void): void
    on(
      event: 'did-start-navigation',
      act: (event: unknown, url: string, ...of: [isInPlace: boolean, isMainFrame: boolean]) => void,
    ): void
    session: {
      setPermissionRequestHandler(handle: (contents: unknown, name: string, answer: (isGranted: boolean) => void) => void): void
    }
  }

  export interface WindowSettings {
    width: number
    height: number
    minWidth: number
    title: string
    backgroundColor: string
    autoHideMenuBar: boolean
    webPreferences: { preload: string; contextIsolation: boolean; sandbox: boolean; nodeIntegration: boolean }
  }

  export class BrowserWindow {
    constructor(settings: WindowSettings)
    readonly webContents: Contents
    loadURL(url: string): Promise<void>
    loadFile(path: string, options?: { hash: string }): Promise<void>
    isDestroyed(): boolean
  }

  export const app: {
    whenReady(): Promise<void>
    on(event: 'window-all-closed', act: () => void): void
    quit(): void
  }

  export const ipcMain: {
    handle(channel: string, act: (event: CallEvent, ...given: unknown[]) => unknown): void
  }

  export const ipcRenderer: {
    invoke(channel: string, ...given: unknown[]): Promise<unknown>
  }

  export const contextBridge: {
    exposeInMainWorld(name: string, exposed: object): void
  }
}
