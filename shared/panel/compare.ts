import type { Host, Landed, Target } from '#host'
import type { Craft } from './craft'
import { changeReport } from './report-actions'
import type { Runs } from './runs'
import type { RunReport } from './state'
import { type Store, withFields } from './store'
import type { Settings } from './tasks/task'
import { names } from './text/en'

/**
 * The same by the model and by the traditional method. Two layers lie beside each other and one shows at a time; of masks and
 * selections there can be one only, so the two results, which the helper holds, take turns.
 */
export class Comparison {
  constructor(private readonly parts: { host: Host; craft: Craft; store: Store; runs: Runs }) {}

  /** @returns the reports that came of it; none if a rival was there already and was only shown */
  async compare(report: RunReport, target: Target): Promise<readonly RunReport[]> {
    const { host, craft, store, runs } = this.parts
    if (!report.landed) return []
    if (report.rival !== undefined) {
      await this.swap(report, report.landed, report.rival)
      return []
    }
    const method = report.settings.method === 'traditional' ? 'model' : 'traditional'
    const settings = withFields<Settings>(report.settings, { method, model: undefined })
    const wish = { task: report.task, settings, how: { form: report.landed.form } }
    const isAlone = takesTurns(report.landed)
    const { place } = craft.plan(wish)
    const name = method === 'traditional' ? names.traditional(place.name) : names.byModel(place.name)
    const [rival] = await runs.run({ ...wish, ...(isAlone ? {} : { beside: { name } }) }, [target])
    if (rival?.status !== 'placed') return rival ? [rival] : []
    changeReport(store, rival.id, { rival: report.id })
    if (!isAlone) {
      changeReport(store, report.id, { rival: rival.id, isShown: false })
      await host.show(report.landed, false)
    }
    return [rival]
  }

  /** The other one is seen now. */
  private async swap(report: RunReport, landed: Landed, rival: string): Promise<void> {
    const { host, craft, store, runs } = this.parts
    const other = store.state.reports.find(({ id }) => id === rival)
    if (other?.landed) {
      const isOtherShown = !other.isShown
      await host.show(other.landed, isOtherShown)
      await host.show(landed, !isOtherShown)
      changeReport(store, other.id, { isShown: isOtherShown })
      changeReport(store, report.id, { isShown: !isOtherShown })
      return
    }
    const made = runs.madeBy(rival)
    if (!made) return
    const placed = await craft.place(made, landed)
    if (!placed) return
    runs.addPlaced({ ...made, landed: placed.landed, notes: made.result.notes, instead: landed })
    changeReport(store, rival, { rival: report.id })
  }
}

const takesTurns = ({ form }: Landed): boolean => form === 'layer-mask' || form === 'selection'
