import type { ComponentChildren } from 'preact'
import type { HomeModel } from '../home-model'
import type { Section } from '../home-store'
import type { Ask } from './ask'

export interface Parts {
  model: HomeModel
  /** Asks the user before something that can't be taken back. */
  ask: Ask
}

interface SectionProps {
  model: HomeModel
  id: Section
  title: string
  children: ComponentChildren
}

/** A chapter of the window: its heading, what went wrong or was done in it, and the rest. */
export function SectionBox({ model, id, title, children }: SectionProps) {
  const { problems: { [id]: problem }, done: { [id]: done } } = model.state
  return (
    <section id={id} class="section" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`} tabIndex={-1}>{title}</h2>
      {problem && (
        <div class="said problem" role="alert">
          <div><strong>{problem.message}</strong> {problem.hint}</div>
          <sp-action-button quiet size="s" label="Dismiss" aria-label="Dismiss" onclick={() => model.store.dismiss(id)}>
            <sp-icon-close slot="icon" />
          </sp-action-button>
        </div>
      )}
      <div role="status">{done !== undefined && <p class="said">{done}</p>}</div>
      {children}
    </section>
  )
}

interface ActProps {
  /** What is written on it. */
  label: string
  /** What it is called where that is not enough: "Revoke Firstpass in Photoshop". */
  name?: string
  variant?: 'accent' | 'secondary' | 'negative'
  size?: 's' | 'm' | 'l'
  /** What it does goes on. It keeps the focus, and does nothing twice. */
  isBusy?: boolean
  isDisabled?: boolean
  onClick(event: MouseEvent): void
}

export function Act({ label, name = label, variant = 'secondary', size = 's', ...props }: ActProps) {
  const { isBusy = false, isDisabled = false, onClick } = props
  return (
    <sp-button variant={variant} treatment={variant === 'secondary' ? 'outline' : 'fill'} size={size} disabled={isDisabled}
      class={isBusy ? 'busy' : ''} aria-busy={String(isBusy)} label={name} aria-label={name} onclick={onClick}>{label}</sp-button>
  )
}
