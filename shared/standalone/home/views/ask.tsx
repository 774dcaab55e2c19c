import { useEffect, useRef } from 'preact/hooks'
import { Act } from './section'

export interface Question {
  title: string
  text: string
  /** What is written on the button that does it. */
  yes: string
  act(): void
}

export type Ask = (question: Question) => void

/** The browser's own dialog: it keeps the focus while it is open and gives it back; Escape is no. */
export function AskDialog({ question, onClose }: { question: Question | undefined; onClose(): void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    if (question) dialog.current?.showModal()
  }, [question])
  if (!question) return null
  const { title, text, yes, act } = question
  return (
    <dialog ref={dialog} class="ask" aria-labelledby="ask-title" aria-describedby="ask-text" onClose={onClose}>
      <h2 id="ask-title">{title}</h2>
      <p id="ask-text">{text}</p>
      <div class="row end">
        <Act label="Cancel" size="m" onClick={() => dialog.current?.close()} />
        <Act label={yes} size="m" variant="negative" onClick={() => {
          dialog.current?.close()
          act()
        }} />
      </div>
    </dialog>
  )
}
