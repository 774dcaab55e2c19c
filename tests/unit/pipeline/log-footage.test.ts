import type { LogCurve } from '#helper/pipeline/viewing-curve'
import { itWithWeights } from '../../support/available'
import { garden } from '../../support/backdrops'
import { renderComposite } from '../../support/composites'
import { logIoU } from '../../support/log-footage'
import { subjectNetwork } from '../../support/matte-set'
import { jobFolder } from '../../support/run-task'

const folder = jobFolder()

/** Six runs of a network, on a machine that may be busy. */
const PATIENCE_MS = 120_000

describe('log footage', () => {
  itWithWeights('u2netp')('has the matte of what it shows', async () => {
    const script = { width: 480, height: 320 }
    const { picture: frame } = renderComposite('fur', { ...script, seed: 3, backdrop: garden(480, 320, 7) })
    const model = await subjectNetwork()
    for (const curve of ['slog3', 'clog3'] satisfies LogCurve[]) {
      const { curved } = await logIoU({ frame, script, curve, model, folder })
      expect([curve, curved > 0.97]).toEqual([curve, true])
    }
  }, PATIENCE_MS)
})
