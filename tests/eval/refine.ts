import type { LoadedModel } from '#helper/tasks/task'
import { weights } from '../support/available'
import { type Attempt, attempt, cutOutSet, type grids, largeSet, renderedSet, subjectNetwork } from '../support/matte-set'
import { mean, overlap } from '../support/matte-shares'
import type { Composite } from '../support/composites'
import { gradientError, type Judged, sumOfDifferences } from '../support/matting-metrics'
import { type Figure, type Section } from './section'

const measures = { SAD: sumOfDifferences, 'gradient error': gradientError } as const

/** An attempt, and the same refined along colour lines. */
type Beside = Omit<Attempt, 'lines'> & { lines: Float32Array }

/** Errors of the refined matte, mean of its shares of what colour lines leave; beside it the plain matte's. */
function figuresOf(what: string, attempts: readonly Beside[]): Figure[] {
  return Object.entries(measures).map(([name, measure]): Figure => {
    const shares = attempts.map((each) => {
      const error = (matte: Float32Array): number => measure({ ...each.composite, matte, unknown: each.unknown } satisfies Judged)
      const lines = error(each.lines)
      return { refined: error(each.refined) / lines, plain: error(each.plain) / lines }
    })
    const worst = Math.max(...shares.map(({ refined }) => refined))
    return {
      what: `${what} (${attempts.length}), ${name} as a share of colour lines'`, unit: '',
      reached: mean(shares.map(({ refined }) => refined)), goal: { atMost: 0.8 },
      beside: [{ name: 'worst', value: worst }, { name: 'plain', value: mean(shares.map(({ plain }) => plain)) }],
    }
  })
}

async function attemptAll(composites: readonly Composite[], model?: LoadedModel, side?: keyof typeof grids): Promise<Beside[]> {
  const attempts: Beside[] = []
  for (const composite of composites) {
    const one = await attempt(composite, model, side)
    attempts.push({ ...one, lines: await one.lines() })
  }
  return attempts
}

/** Composites of true alpha, none of which the refiner was trained on. */
export const refineSection: Section = {
  name: 'refine',
  async run() {
    const rendered = await renderedSet()
    const figures = figuresOf('rendered, 320 samples', await attemptAll(rendered))
    figures.push(...figuresOf('rendered, 256 samples, as selfie', await attemptAll(rendered, undefined, 'selfie')))
    figures.push(...figuresOf('rendered, 1024 samples, as isnet', await attemptAll(rendered, undefined, 'isnet')))
    const cutOuts = await cutOutSet()
    if (cutOuts !== undefined) figures.push(...figuresOf('cut-outs, 320 samples', await attemptAll(cutOuts)))
    figures.push(...figuresOf('6 MP, 320 samples', await attemptAll(await largeSet())))
    if (weights('u2netp') === undefined) return figures
    const seen = await attemptAll([...rendered, ...cutOuts ?? []], await subjectNetwork())
    return [...figures, ...figuresOf('what u2netp sees of both', seen.filter((each) => overlap(each) > 0.85))]
  },
}
