import type { ClipHost, Target } from '#host'
import { Cancelled } from './cancelling'
import type { Extras, ExtrasParts } from './craft'
import { estimateClips } from './run-clip'
import type { RunStep, Watch } from './run-job'
import { describeRun } from './runs'
import { asProblem } from './state'
import { seeStill } from './still'
import { clipRunWords } from './text/clips'

/** What is asked of clips beside runs. */
export function openClipExtras(parts: ExtrasParts<ClipHost>): Extras {
  const { surface, store, runDesk } = parts
  const { host } = surface
  return {
    givesStills: host.still !== undefined,
    estimate: async () => {
      await runDesk.whenReady(async () => {
        const targets = await runDesk.findTargets()
        const able = targets.filter(({ obstacle }) => !obstacle)
        const obstacle = able.length === 0 ? targets[0]?.obstacle : undefined
        if (obstacle) return runDesk.refuse(asProblem(obstacle))
        const orders = able.map((target) => ({ ...runDesk.chosen(), target }))
        if (orders.length > 0) {
          await shown(parts, able[0], async (watch) => store.set({ estimate: await estimateClips(surface, orders, watch) }))
        }
        return []
      })
    },
    still: async () => {
      await runDesk.whenReady(async () => {
        await shown(parts, undefined, async (watch) => store.set({ still: await seeStill(surface, watch) }))
        return []
      })
    },
    removeAll: () => runDesk.inHost(async (target) => {
      const sentences = await host.removeAll(target)
      const reports = store.state.reports.filter((report) => !report.landed || report.target.document !== target.document)
      store.set({ reports, notice: { title: clipRunWords.removed(target.document), sentences } })
    }),
  }
}

/** As a run, which can be cancelled. @throws what `act` throws but for Cancelled */
async function shown(
  { store, runs }: ExtrasParts<ClipHost>, target: Target | undefined, act: (watch: Watch) => Promise<void>,
): Promise<void> {
  await runs.watch(async (cancelling) => {
    const which = { task: store.state.task, target: target?.name ?? '', index: 1, count: 1 }
    const step = (now: RunStep): void => {
      if (!cancelling.isCancelled) store.set({ run: describeRun(which, now) })
    }
    await act({ cancelling, step }).catch((thrown: unknown) => {
      if (!(thrown instanceof Cancelled)) throw thrown
    })
  })
}
