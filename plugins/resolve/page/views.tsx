import { useEffect, useRef } from 'preact/hooks'
import { Action, style, WidgetsContext, webWidgets } from '#panel'
import type { Attached, Seen } from './door-watch'
import { words } from './words'

interface PageProps {
  seen: Seen
  /** The Resolve that is or was there last; its panel stays while it is away, since runs go on. */
  last: Attached | undefined
  /** @returns how to close it */
  open(attached: Attached, root: Element): () => void
  stop?(): void
  startHelper?(): void
}

/** The door's state, and the panel once Resolve has been there. */
export function ResolvePage({ seen, last, open, stop, startHelper }: PageProps) {
  return (
    <WidgetsContext.Provider value={webWidgets}>
      <style>{style}</style>
      <main class="resolve">
        <div class="fp fp-web"><DoorCard seen={seen} stop={stop} startHelper={startHelper} /></div>
        {last && <PanelPlace key={`${last.product} ${last.version} ${last.edition}`} attached={last} open={open} />}
      </main>
    </WidgetsContext.Provider>
  )
}

interface CardProps {
  seen: Seen
  stop: (() => void) | undefined
  startHelper: (() => void) | undefined
}

function DoorCard({ seen, stop, startHelper }: CardProps) {
  if (seen.state === 'gone') return null
  if (seen.state === 'asking') return <div class="fp-card" role="status" data-door="asking">{words.asking}</div>
  if (seen.state === 'attached') {
    return (
      <div class="fp-spread" role="status" data-door="attached">
        <span class="fp-faint">{`${words.attached(seen.product, seen.version)}${words.editions[seen.edition]}`}</span>
        {stop && <Action isQuiet onClick={stop}>{words.stop}</Action>}
      </div>
    )
  }
  const isLost = seen.state === 'lost'
  const isUsual = !isLost && seen.why === 'not-started'
  return (
    <div class={isUsual ? 'fp-card' : 'fp-card fp-alert'} role={isUsual ? 'status' : 'alert'}
      data-door={isLost ? 'lost' : seen.why}>
      <span class="fp-strong">{isLost ? words.lost : words.waiting}</span>
      <span>{isLost ? words.lostHint : seen.advice}</span>
      {isUsual && stop && <span class="fp-faint">{words.again}</span>}
      {isUsual && stop && <span class="fp-faint">{words.install}</span>}
      {isLost && startHelper && <div class="fp-row"><Action onClick={startHelper}>{words.start}</Action></div>}
    </div>
  )
}

function PanelPlace({ attached, open }: { attached: Attached; open: PageProps['open'] }) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => place.current ? open(attached, place.current) : undefined, [])
  return <div ref={place} />
}

/** What a visit without a session is told. */
export function Turned({ why }: { why: string | undefined }) {
  const [before, command, after] = words.run(words.command)
  return (
    <div class="turned" role="alert">
      <h1>{words.title}</h1>
      <p>{why ?? words.turned}</p>
      <p>{before}<code>{command}</code>{after}</p>
    </div>
  )
}
