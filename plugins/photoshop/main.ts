import { localKeep, openOutside, secureVault, uxpSurroundings } from '#uxp'
import { createPanelModel, openPanel, type PanelCommand, type PanelModel, pictureTasks } from '#panel'
import { PORTS } from '#protocol'
import { openPhotoshopHost, PLAYBACK, stepTextOf } from './host'
import { hostModules } from './host/open'

const { uxp } = hostModules
let model: PanelModel | undefined
let isDrawn = false

/** One for the panel and the commands, which may be used before the panel was ever opened. */
function openModel(): PanelModel {
  model ??= createPanelModel({
    host: openPhotoshopHost(hostModules), kind: 'photoshop', tasks: pictureTasks, surroundings: uxpSurroundings(), ports: PORTS,
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

/**
 * A step of an action: Photoshop waits for it, and for the helper, in a scope of its own, since its next step comes after.
 * Throws where nothing was placed, so that a batch or droplet ends or notes it.
 */
async function play(context: { onCancel?: unknown }, info: unknown): Promise<void> {
  const model = openModel()
  context.onCancel = () => model.cancel()
  const reports = await model.play(stepTextOf(info))
  const failed = reports.find(({ status }) => status !== 'placed')
  const problem = failed?.problem ?? model.state.problem
  if (failed || reports.length === 0) throw new Error(problem ? `${problem.message} ${problem.hint}` : failed?.notes.join(' '))
}

Object.assign(globalThis, { [PLAYBACK]: play })

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
