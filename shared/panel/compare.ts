import type { Landed, Target } from '#host'
import type { JobResult } from '#protocol'
import type { KeptRun } from './kept'
import { placeResult } from './place'
import { changeReport } from './report-actions'
import type { Surface } from './run-task'
import type { Runs } from './runs'
import type { RunReport } from './state'
import { type Store, withFields } from './store'
import { planTask, type Settings } from './tasks'
import { names } from './text/en'

/** A job's result, which the helper still holds. */
export interface MadeRun {
  run: KeptRun
  result: JobResult
}

/**
 * The same by the model and by the traditional method. Two layers lie beside each other and one shows at a time; of masks and
 * selections there can be one only, so the two results, which the helper holds, take turns.
 */
export class Comparison {
  constructor(private readonly surface: Surface, private readonly store: Store, private readonly runs: Runs) {}

  /** @returns the reports that came of it; none if a rival was there already and was only shown */
  async compare(report: RunReport, target: Target): Promise<readonly RunReport[]> {
    if (!report.landed) return []
    if (report.rival !== undefined) {
      await this.swap(report, report.landed, report.rival)
      return []
    }
    const method = report.settings.method === 'traditional' ? 'model' : 'traditional'
    const settings = withFields<Settings>(report.settings, { method, model: undefined })
    const wish = { task: report.task, settings, how: { form: report.landed.form } }
    const isAlone = takesTurns(report.landed)
    const { place } = planTask(wish, this.surface.host.capabilities())
    const name = method === 'traditional' ? names.traditional(place.name) : names.byModel(place.name)
    const [rival] = await this.runs.run({ ...wish, ...(isAlone ? {} : { beside: { name } }) }, [target])
    if (rival?.status !== 'placed') return rival ? [rival] : []
    changeReport(this.store, rival.id, { rival: report.id })
    if (!isAlone) {
      changeReport(this.store, report.id, { rival: rival.id, isShown: false })
      await this.surface.host.show(report.landed, false)
    }
    return [rival]
  }

  /** The other one is seen now. */
  private async swap(report: RunReport, landed: Landed, rival: string): Promise<void> {
    const { host } = this.surface
    const other = this.store.state.reports.find(({ id }) => id === rival)
    if (other?.landed) {
      const isOtherShown = !other.isShown
      await host.show(other.landed, isOtherShown)
      await host.show(landed, !isOtherShown)
      changeReport(this.store, other.id, { isShown: isOtherShown })
      changeReport(this.store, report.id, { isShown: !isOtherShown })
      return
    }
    const made = this.runs.madeBy(rival)
    if (!made) return
    const placed = await placeResult(this.surface, { run: made.run, job: { id: rival, result: made.result } }, {
      instead: landed, progress: () => undefined, isCancelled: () => false,
    })
    if (!placed) return
    this.runs.forget(landed)
    this.runs.addPlaced({ ...made, landed: placed, notes: made.result.notes })
    changeReport(this.store, rival, { rival: report.id })
  }
}

const takesTurns = ({ form }: Landed): boolean => form === 'layer-mask' || form === 'selection'
