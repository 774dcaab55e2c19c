/** As Electron's main process is told who calls. */
interface CallEvent {
  senderFrame: { url: string; parent: null } | null
}

type Act = (...given: unknown[]) => unknown

/** A window of Electron's, and what it was led to. */
export class FakeWindow {
  readonly shown: string[] = []
  readonly guards: Record<string, Act> = {}
  isGone = false
  readonly webContents = {
    setWindowOpenHandler: (act: Act) => { this.guards.open = act },
    on: (event: string, act: Act) => { this.guards[event] = act },
    session: { setPermissionRequestHandler: (act: Act) => { this.guards.permission = act } },
  }

  constructor(readonly settings: { webPreferences: object }) {
    fakeElectron.windows.push(this)
  }

  async loadURL(url: string): Promise<void> {
    this.shown.push(url)
  }

  async loadFile(file: string, { hash = '' }: { hash?: string } = {}): Promise<void> {
    this.shown.push(`${file.split(/[\\/]/).at(-1)}#${hash}`)
  }

  isDestroyed(): boolean {
    return this.isGone
  }
}

/** All of Electron that the plugin sees; `forget` between tests. */
export const fakeElectron = {
  windows: [] as FakeWindow[],
  handlers: new Map<string, (event: CallEvent, ...given: unknown[]) => unknown>(),
  events: new Map<string, () => void>(),
  exposed: {} as Record<string, Record<string, Act>>,
  invoked: [] as unknown[][],
  quits: 0,
  forget(): void {
    this.windows = []
    this.handlers.clear()
    this.events.clear()
    this.quits = 0
  },
}

/** What `require('electron')` gives. */
export const electronModule = {
  BrowserWindow: FakeWindow,
  app: {
    whenReady: async () => undefined,
    on: (event: string, act: () => void) => void fakeElectron.events.set(event, act),
    quit: () => { fakeElectron.quits++ },
  },
  ipcMain: { handle: (channel: string, act: Act) => void fakeElectron.handlers.set(channel, act) },
  ipcRenderer: {
    invoke: async (...given: unknown[]) => {
      fakeElectron.invoked.push(given)
      return 'answered'
    },
  },
  contextBridge: {
    exposeInMainWorld: (name: string, exposed: Record<string, Act>) => { fakeElectron.exposed[name] = exposed },
  },
}
