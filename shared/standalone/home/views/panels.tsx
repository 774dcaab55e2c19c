import { useEffect, useState } from 'preact/hooks'
import type { Pairing, PairingCode } from '#protocol'
import { describeRest, describeWhen, hostNames } from '../words'
import { Act, type Parts, SectionBox } from './section'

/** The panels that were let in, and the typed code for those that can't ask. */
export function Panels({ model, ask }: Parts) {
  const { pairings, code } = model.state
  return (
    <SectionBox model={model} id="panels" title="Panels">
      {pairings?.length === 0 && (
        <p>No panel is let in yet. Open Firstpass in Photoshop, Premiere Pro or DaVinci Resolve: it asks here by itself.</p>
      )}
      {pairings && pairings.length > 0 && (
        <ul class="plain rows">{pairings.map((pairing) => <Row key={pairing.panel} {...{ model, ask, pairing }} />)}</ul>
      )}
      <Code code={code} isBusy={model.state.busy.has('code')} onShow={() => void model.panels.showCode()}
        onHide={() => model.panels.hideCode()} />
    </SectionBox>
  )
}

function Row({ model, ask, pairing: { panel, name, host, pairedAt, heardAt } }: Parts & { pairing: Pairing }) {
  const now = Date.now()
  return (
    <li class="item">
      <div class="grow">
        <strong><bdi>{name}</bdi></strong>
        <div class="faint">
          {hostNames[host]}, let in {describeWhen(pairedAt, now)}
          {heardAt === undefined ? '' : `, last heard ${describeWhen(heardAt, now)}`}
        </div>
      </div>
      <Act label="Revoke" name={`Revoke ${name}`} isBusy={model.state.busy.has(`revoke ${panel}`)} onClick={() => ask({
        title: `Revoke ${name}?`, yes: 'Revoke',
        text: 'It can do nothing more until it asks again and you allow it. What it made stays.',
        act: () => void model.panels.revoke(panel),
      })} />
    </li>
  )
}

interface CodeProps {
  code: PairingCode | undefined
  isBusy: boolean
  onShow(): void
  onHide(): void
}

const ends: Partial<Record<PairingCode['state'], string>> = {
  expired: 'The code has run out.',
  spent: 'The code was typed wrongly too often and is void.',
}

function Code({ code, isBusy, onShow, onHide }: CodeProps) {
  if (code?.state === 'waiting') {
    return (
      <div class="code" role="group" aria-label="Code for a panel">
        <p>Type this code into the panel:</p>
        <strong class="digits">{`${code.code?.slice(0, 3)} ${code.code?.slice(3)}`}</strong>
        <div class="row">
          <Countdown untilMs={code.expiresAt ?? 0} />
          <Act label="Hide the code" onClick={onHide} />
        </div>
      </div>
    )
  }
  const said = code?.state === 'used' ? `${code.pairing?.name ?? 'A panel'} was let in by the code.` : ends[code?.state ?? 'none']
  return (
    <div class="code-offer">
      <p class="faint">{said ?? 'A panel that can’t ask by itself takes a code.'}</p>
      <Act label={said === undefined ? 'Show a code' : 'Show another code'} isBusy={isBusy} onClick={onShow} />
    </div>
  )
}

function Countdown({ untilMs }: { untilMs: number }) {
  const [nowMs, setNow] = useState(Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  return <span class="faint" role="timer" aria-live="off">{`Good for ${describeRest(untilMs - nowMs)}`}</span>
}
