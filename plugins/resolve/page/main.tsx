import { render } from 'preact'
import { browserSurroundings, enter, type Session, sessionOf, settingsKeep, tabOf, ThemeChoice, vaultOf } from '#browser'
import { clipTasks, createPanelModel, openPanel } from '#panel'
import { openResolveHost } from '../host'
import { BRIDGE, type Bridge } from '../workflow-integration/bridge'
import { composer, type Door, integrationDoor, renderer, scriptDoor } from './door'
import { type Attached, DoorWatch } from './door-watch'
import { watchLooks } from './looks'
import { ResolvePage, Turned } from './views'

const tab = { ...tabOf('resolve'), names: localStorage }
/** Shown by the preload where this page is in Resolve's own Electron. */
const bridge = (window as unknown as Record<string, unknown>)[BRIDGE] as Bridge | undefined

void main()

async function main(): Promise<void> {
  const root = document.querySelector('#page')
  if (!root) return
  // Panels know the helper as localhost; under another of its names this page would be a stranger to it.
  if (location.hostname !== 'localhost') return location.replace(`http://localhost:${location.port}/resolve/${location.hash}`)
  const refusal = await enter(tab)
  const session = sessionOf(tab)
  if (!session.read()) return turnAway(root, refusal?.message)
  const token = (): string => session.read()?.token ?? ''
  const door = bridge ? integrationDoor(bridge) : scriptDoor(browserSurroundings.fetch, token)
  watchDoor(root, { door, session })
}

/** In Resolve's own window the helper is asked for a new page at once. */
function turnAway(root: Element, why: string | undefined): void {
  render(<ThemeChoice><Turned why={why} /></ThemeChoice>, root)
  void bridge?.startHelper()
}

interface Parts {
  door: Door
  session: Session
}

function watchDoor(root: Element, { door, session }: Parts): void {
  const watch = new DoorWatch(door, browserSurroundings)
  let last: Attached | undefined
  const leave = (): void => {
    watch.close()
    session.forget()
    turnAway(root, undefined)
  }
  const open = (attached: Attached, place: Element): (() => void) => openFor(attached, place, { door, session, watch, leave })
  const draw = (): void => {
    const { seen } = watch
    if (seen.state === 'gone') return leave()
    if (seen.state === 'attached') last = seen
    const stop = door.stop && ((): void => void door.stop?.().then(() => watch.look(), () => undefined))
    const startHelper = bridge && ((): void => void bridge.startHelper())
    render(<ThemeChoice>
      <ResolvePage seen={seen} last={last} open={open} {...(stop ? { stop } : {})} {...(startHelper ? { startHelper } : {})} />
    </ThemeChoice>, root)
  }
  watch.subscribe(draw)
  draw()
  void watch.look()
}

interface PanelParts extends Parts {
  watch: DoorWatch
  leave(): void
}

/** The panel for the Resolve that is there. @returns how to close it */
function openFor(attached: Attached, root: Element, { door, session, watch, leave }: PanelParts): () => void {
  const { product, version, edition } = attached
  const stillFolder = session.read()?.stillFolder
  const token = (): string => session.read()?.token ?? ''
  const host = openResolveHost({
    call: (batch) => door.call(batch), product, version, edition, every: (act) => watchLooks(watch, act),
    compose: composer(browserSurroundings.fetch, token),
    rendering: renderer(browserSurroundings.fetch, token, browserSurroundings),
    ...(stillFolder === undefined ? {} : { stillFolder }),
  })
  const model = createPanelModel({
    host, kind: 'resolve', tasks: clipTasks, surroundings: browserSurroundings, ports: [Number(location.port)],
    keep: settingsKeep(session, 'firstpass-resolve-'), vault: vaultOf(session),
    open: async () => await bridge?.startHelper() ?? false,
  })
  const stop = model.subscribe(() => {
    if (model.state.connection.kind === 'not-paired' && session.read()) leave()
  })
  const close = openPanel(root, model, 'web')
  return () => {
    stop()
    close()
    model.close()
  }
}
