import type { Finding } from '#protocol'

const words = { ok: 'In order:', warn: 'Could be better:', fail: 'To be mended:' } as const

/** A sentence in which what is typed stands between backticks. */
export function Words({ text }: { text: string }) {
  return <>{text.split('`').map((part, index) => (index % 2 === 0 ? part : <code key={index}>{part}</code>))}</>
}

/** A finding's state by shape and colour, and in words for who sees neither. */
export function Mark({ state }: { state: Finding['state'] }) {
  return (
    <span class={`mark ${state}`}>
      {state === 'ok' ? <sp-icon-checkmark-circle aria-hidden="true" /> : state === 'warn' ? <sp-icon-alert aria-hidden="true" />
        : <sp-icon-close-circle aria-hidden="true" />}
      <span class="unseen">{words[state]}</span>
    </span>
  )
}
