import type { VNode } from 'preact'
import type { AnyPanel } from '../panel-model'

export interface OptionsProps<M = AnyPanel> {
  model: M
  isDisabled: boolean
  /** All of them, not only those that are often wanted. */
  isOpen: boolean
}

/** What is drawn of one kind of tasks only. */
export interface TaskViews {
  /** A task's own settings. */
  Options(props: OptionsProps): VNode | null
  /** What is to be seen before a run. */
  Preview(props: { model: AnyPanel }): VNode | null
  /** Sentences of the help. */
  help: readonly string[]
}
