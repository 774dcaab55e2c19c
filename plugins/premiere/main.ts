import { localKeep, openOutside, secureVault, uxpSurroundings } from '#uxp'
import { clipTasks, createPanelModel, openPanel } from '#panel'
import { PORTS } from '#protocol'
import { openPremiereHost } from './host'
import { hostModules } from './host/open'
import { rememberSockets, usesSockets } from './sockets'

const { uxp } = hostModules
const { version } = uxp.host
let isDrawn = false

/** Premiere calls `create` or `show`, or both, each once; hiding is never told. */
function draw(root: Element): void {
  if (isDrawn) return
  isDrawn = true
  const model = createPanelModel({
    host: openPremiereHost(hostModules), kind: 'premiere', tasks: clipTasks, surroundings: uxpSurroundings(usesSockets(version)),
    ports: PORTS, keep: localKeep, vault: secureVault(uxp), open: (url) => openOutside(uxp, url),
  })
  openPanel(root, model, 'uxp')
}

const SOCKETS = 'sockets'

uxp.entrypoints.setup({
  panels: {
    firstpass: {
      create: draw, show: draw,
      menuItems: [{ id: SOCKETS, label: 'WebSocket (from the next start on)', checked: usesSockets(version) }],
      invokeMenu: (id) => {
        if (id === SOCKETS) rememberSockets(!usesSockets(version))
      },
    },
  },
  // Premiere shows no commands of plugins yet.
  commands: {},
})
