import { labels } from '#panel'
import type { OpenClip } from '../clips/clip'
import type { ClipDesk } from '../clips/clip-desk'
import type { ClipView } from '../clips/clip-view'
import { words } from '../clips/words'
import { Tool } from './toolbar'

const PREFIX = 'clip:'

/** A clip's entry in the list of all that is open. */
export const clipEntry = ({ id }: OpenClip): string => `${PREFIX}${id}`

/** The clip that an entry is for; undefined for a picture's. */
export const clipOf = (entry: string): string | undefined => entry.startsWith(PREFIX) ? entry.slice(PREFIX.length) : undefined

export function ClipClose({ view, clip }: { view: ClipView; clip: OpenClip }) {
  return <Tool label={words.close} onClick={() => view.desk.close(clip.id)}><sp-icon-close slot="icon" /></Tool>
}

/** A clip on its way in, a file on its way out; and what went wrong where no clip's side says it. */
export function ClipNotice({ desk }: { desk: ClipDesk }) {
  const { work, problem } = desk.state
  if (work) {
    return (
      <div class="notice" role="status">
        <div class="words">{work.words}</div>
        <sp-progress-bar aria-label={work.words} indeterminate={work.share === undefined}
          progress={Math.round((work.share ?? 0) * 100)} />
        <sp-action-button size="s" onclick={() => desk.cancel()}>{labels.cancel}</sp-action-button>
      </div>
    )
  }
  if (!problem || desk.active) return null
  return (
    <div class="notice problem" role="alert">
      <div><strong>{problem.message}</strong> {problem.hint}</div>
      <sp-action-button quiet size="s" label={labels.dismiss} aria-label={labels.dismiss} onclick={() => desk.say(undefined)}>
        <sp-icon-close slot="icon" />
      </sp-action-button>
    </div>
  )
}
