import type { AnyPanel } from '../panel-model'
import { labels } from '../text/labels'
import { Action } from './fields'

/** What the host did, and what it could not do. */
export function NoticeCard({ model }: { model: AnyPanel }) {
  const { notice } = model.state
  if (!notice) return null
  return (
    <div class="fp-card" role="status">
      <span class="fp-strong">{notice.title}</span>
      {notice.sentences.map((sentence) => <div key={sentence} class="fp-faint">{sentence}</div>)}
      <div class="fp-row"><Action onClick={() => model.dismissNotice()}>{labels.dismiss}</Action></div>
    </div>
  )
}
