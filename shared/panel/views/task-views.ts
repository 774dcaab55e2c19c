import type { VNode } from 'preact'
import type { AnyPanel } from '../panel-model'
import type { RunReport } from '../state'

export interface OptionsProps<M = AnyPanel> {
  model: M
  isDisabled: boolean
  /** All of them, not only those that are often wanted. */
  isOpen: boolean
}

export interface ReportProps {
  model: AnyPanel
  report: RunReport
}

/** What is drawn of one kind of tasks only. */
export interface TaskViews {
  /** A task's own settings. */
  Options(props: OptionsProps): VNode | null
  /** What is to be seen before a run. */
  Preview(props: { model: AnyPanel }): VNode | null
  /** What of a result deserves a look. */
  Checks(props: ReportProps): VNode | null
  /** How often a result has to be undone. */
  describeUndo(steps: number): string
  /** Sentences of the help. */
  help: readonly string[]
}
