import { render } from 'preact'
import { browserSurroundings, enter, type Session, sessionOf, settingsKeep, tabOf, ThemeChoice, vaultOf } from '#browser'
import { Client } from '#client'
import { createPanelModel, pictureTasks } from '#panel'
import { ClipDesk } from './clips/clip-desk'
import { ClipStore } from './clips/clip-store'
import { ClipView } from './clips/clip-view'
import { Player } from './clips/player'
import { type DeskKeep, DocumentStore } from './document-store'
import { FilesHost } from './files-host'
import { PageModel } from './page-model'
import type { SavedFile } from './save-document'
import { Page } from './views/page'
import { Turned } from './views/turned'
import { Viewer } from './viewer'

const DESK_KEY = 'firstpass-desk'
const CLIPS_KEY = 'firstpass-clips'

const tab = tabOf('browser')

void main()

async function main(): Promise<void> {
  const root = document.querySelector('#page')
  if (!root) return
  // Panels know the helper as localhost; under another of its names this page would be a stranger to it.
  if (location.hostname !== 'localhost') return location.replace(`http://localhost:${location.port}/${location.hash}`)
  const refusal = await enter(tab)
  const session = sessionOf(tab)
  if (!session.read()) return render(<Turned away={refusal} />, root)
  render(<ThemeChoice>{openPage(session, () => {
    // The helper that knew this page is gone, and with it all that was open.
    session.forget()
    sessionStorage.removeItem(DESK_KEY)
    sessionStorage.removeItem(CLIPS_KEY)
    render(<Turned away={undefined} />, root)
  })}</ThemeChoice>, root)
}

function openPage(session: Session, onForgotten: () => void) {
  const keep = settingsKeep(session, 'firstpass-')
  const store = new DocumentStore(tabKeep(DESK_KEY))
  const ports = [Number(location.port)]
  const client = new Client({
    surroundings: browserSurroundings, ports, panel: session.read()?.panel ?? '', token: () => session.read()?.token ?? '',
  })
  const newId = (): string => crypto.randomUUID().slice(-12)
  const host = new FilesHost({ client, store, newId })
  const panel = createPanelModel({
    host, kind: 'browser', tasks: pictureTasks, surroundings: browserSurroundings, ports, keep, vault: vaultOf(session),
    open: async (url) => window.open(url, '_blank', 'noopener') !== null,
  })
  panel.subscribe(() => {
    if (panel.state.connection.kind === 'not-paired' && session.read()) onForgotten()
  })
  const page = new PageModel({ client, store, newId, deliver })
  const viewer = new Viewer({ client, store, newId })
  const clips = new ClipView(new ClipDesk({
    client, newId, deliver, urls: { of: (bytes) => URL.createObjectURL(bytes), release: (url) => URL.revokeObjectURL(url) },
    store: new ClipStore({ tab: tabKeep(CLIPS_KEY), settings: keep }),
  }), new Player())
  return <Page panel={panel} page={page} store={store} viewer={viewer} host={host} clips={clips} />
}

/** What outlives a reload, and no more. */
const tabKeep = (key: string): DeskKeep => ({
  get: () => sessionStorage.getItem(key) ?? undefined,
  set: (text) => sessionStorage.setItem(key, text),
})

function deliver({ name, bytes }: SavedFile): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(bytes)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
