import type { Host, PictureHost } from '#host'
import type { RunReport } from './state'
import type { Store } from './store'
import { names } from './text/en'

export interface Desk<H extends Host = Host> {
  host: H
  store: Store
}

/** The report of that id, or the newest one whose result is in the document. */
export function findPlaced({ store }: Desk, id: string | undefined): RunReport | undefined {
  return store.state.reports.find((report) => report.landed && (id === undefined || report.id === id))
}

export function changeReport(store: Store, id: string, changes: Partial<RunReport>): void {
  store.set({ reports: store.state.reports.map((report) => report.id === id ? { ...report, ...changes } : report) })
}

/** Before and after. Of two results of one picture by two methods, one shows at a time. */
export async function toggle(desk: Desk, report: RunReport): Promise<void> {
  if (!report.landed) return
  const isShown = !report.isShown
  const rival = desk.store.state.reports.find(({ id }) => id === report.rival)
  await desk.host.show(report.landed, isShown)
  changeReport(desk.store, report.id, { isShown })
  if (rival?.landed && rival.isShown === isShown) {
    await desk.host.show(rival.landed, !isShown)
    changeReport(desk.store, rival.id, { isShown: !isShown })
  }
}

export async function remove(desk: Desk, report: RunReport): Promise<void> {
  if (!report.landed) return
  await desk.host.remove(report.landed)
  desk.store.set({ reports: desk.store.state.reports.filter(({ id }) => id !== report.id) })
}

/** A hidden layer that shows where to look. */
export async function placeChecks({ host, store }: Desk<PictureHost>, report: RunReport): Promise<void> {
  if (!report.placement || report.checks.length === 0) return
  const checks = report.checks.map(({ left, top, right, bottom }) => ({ left, top, right, bottom }))
  const checkLayer = await host.place(report.placement, { kind: 'checks', checks }, {
    form: 'check-layer', combine: 'replace', name: names.checks, step: names.checksStep,
    job: { id: report.id, recipe: '' }, progress: () => undefined, isCancelled: () => false,
    ...(report.checkLayer ? { instead: report.checkLayer } : {}),
  })
  if (checkLayer) changeReport(store, report.id, { checkLayer })
}
