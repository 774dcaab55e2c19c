import type { PageModel } from '../page-model'

/** What goes on with files, and what went wrong. */
export function Notice({ page }: { page: PageModel }) {
  const { work, problem } = page.state
  if (problem) {
    return (
      <div class="notice problem" role="alert">
        <div><strong>{problem.message}</strong> {problem.hint}</div>
        <sp-action-button quiet size="s" label="Dismiss" aria-label="Dismiss" onclick={() => page.dismissProblem()}>
          <sp-icon-close slot="icon" />
        </sp-action-button>
      </div>
    )
  }
  if (!work) return null
  return (
    <div class="notice" role="status">
      <div class="words">{work.words}</div>
      <sp-progress-bar aria-label={work.words} indeterminate={work.share === undefined}
        progress={Math.round((work.share ?? 0) * 100)} />
    </div>
  )
}
