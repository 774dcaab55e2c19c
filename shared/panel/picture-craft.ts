import type { Landed, PictureHost } from '#host'
import type { Craft } from './craft'
import { FileRuns } from './file-runs'
import { keptLimit } from './keep-limit'
import { LoupeDesk } from './loupe'
import { placeResult } from './place'
import { placeChecks } from './report-actions'
import type { MadeRun, Surface } from './run-job'
import { runPicture } from './run-picture'
import { readStep, writeStep } from './step'
import type { Store } from './store'
import { planTask } from './tasks'
import { report as words } from './text/en'

/** How tasks on pictures are done. */
export function openPictureCraft({ surface, store }: { surface: Surface<PictureHost>; store: Store }): Craft {
  const { host } = surface
  return {
    plan: (choice) => planTask(choice, host.capabilities()),
    run: (order, watch) => runPicture(surface, order, watch),
    place: (made, instead) => placeLater(surface, made, instead),
    describe: ({ run, result }) => {
      const { left, top } = run.placement.bounds
      return {
        checks: (result.checkList ?? []).map((check) => ({
          ...check, left: check.left + left, right: check.right + left, top: check.top + top, bottom: check.bottom + top,
        })),
      }
    },
    reveal: async ({ placement }, place) => {
      if (!placement || !('left' in place)) return
      const { left, top, right, bottom } = place
      await host.reveal(placement, { left, top, right, bottom })
    },
    placeChecks: (report) => placeChecks({ host, store }, report),
    loupe: new LoupeDesk(surface, store),
    files: (runs) => new FileRuns({ surface, store, runs }),
    steps: { record: async (wish) => host.record?.(writeStep(wish)), read: readStep },
  }
}

/** Within the selection that limits it, if the helper still has that. */
async function placeLater(
  { client, host }: Surface, { run, result }: MadeRun, instead: Landed | undefined,
): ReturnType<Craft['place']> {
  const limit = await keptLimit(client, run)
  const landed = await placeResult({ client, host }, { run, job: { id: run.job, result } }, {
    ...(limit ? { limit } : {}), ...(instead ? { instead } : {}), progress: () => undefined, isCancelled: () => false,
  })
  return landed && { landed, notes: run.isLimited && !limit ? [words.limitLost] : [] }
}
