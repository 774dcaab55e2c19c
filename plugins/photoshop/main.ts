import './polyfills'
import { createPanelModel, openPanel, type PanelCommand, type PanelModel } from '#panel'
import { PORTS } from '#protocol'
import { openPhotoshopHost } from './host'
import { hostModules } from './host/open'
import { localKeep, openOutside, secureVault, uxpSurroundings } from './surroundings'

const { uxp } = hostModules
let model: PanelModel | undefined
let isDrawn = false

/** One for the panel and the commands, which may be used before the panel was ever opened. */
function openModel(): PanelModel {
  model ??= createPanelModel({
    host: openPhotoshopHost(hostModules), kind: 'photoshop', surroundings: uxpSurroundings(), ports: PORTS,
    keep: localKeep, vault: secureVault(uxp), open: (url) => openOutside(uxp, url),
  })
  return model
}

/** Photoshop calls `create` or `show`, or both, each once; hiding is never told. */
function draw(root: Element): void {
  if (isDrawn) return
  isDrawn = true
  openPanel(root, openModel(), 'uxp')
}

const command = (name: PanelCommand): { run(): Promise<void> } => ({ run: () => openModel().runCommand(name) })

uxp.entrypoints.setup({
  panels: { firstpass: { create: draw, show: draw } },
  commands: {
    selectSubject: command('select-subject'),
    denoiseLast: command('denoise-last'),
    runAgain: command('run-again'),
    toggleBeforeAfter: command('toggle-before-after'),
    removeLast: command('remove-last'),
  },
})
