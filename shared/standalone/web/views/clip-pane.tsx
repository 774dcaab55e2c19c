import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { Proxy } from '../clips/clip'
import type { Side } from '../clips/play-line'
import type { Player } from '../clips/player'
import { words } from '../clips/words'

interface PaneProps {
  player: Player
  side: Side
  /** "Original", "Subject". */
  name: string
  proxy: Proxy
  aspect: number
  /** The browser could not decode it. */
  onBroken(): void
  children?: ComponentChildren
}

/** A clip or a result of it, as small as it is played. */
export function ClipPane({ player, side, name, proxy, aspect, onBroken, children }: PaneProps) {
  return (
    <figure class={`clip-pane ${side}`} aria-label={name} data-proxy={proxy.kind}>
      <div class="clip-frame" style={`--aspect: ${aspect}`}>
        {proxy.kind === 'ready'
          ? <PlayedVideo key={proxy.url} {...{ player, side, proxy, name, onBroken }} />
          : <Wait proxy={proxy} />}
        {children}
        <figcaption class="clip-name">{name}</figcaption>
      </div>
    </figure>
  )
}

function PlayedVideo({ player, side, proxy, name, onBroken }: {
  player: Player
  side: Side
  proxy: Extract<Proxy, { kind: 'ready' }>
  name: string
  onBroken(): void
}) {
  const video = useRef<HTMLVideoElement>(null)
  const { frames, rate } = proxy
  useEffect(() => {
    const element = video.current
    return element ? player.attach(side, element, { frames, rate }) : undefined
  }, [player, side, frames, rate])
  const presented = player.presented(side)
  const isAbsent = player.frameOf(side) === undefined
  return (
    <>
      {/* The sound of a clip is in its file; what is compared here is pictures. */}
      <video ref={video} src={proxy.url} muted playsInline preload="auto" disablePictureInPicture aria-label={name}
        class={isAbsent ? 'absent' : ''} data-frame={presented} onError={onBroken} />
      {isAbsent && <div class="clip-wait">{words.noResult}</div>}
    </>
  )
}

function Wait({ proxy }: { proxy: Exclude<Proxy, { kind: 'ready' }> }) {
  if (proxy.kind === 'failed') {
    return <div class="clip-wait" role="alert"><strong>{proxy.problem.message}</strong><span>{proxy.problem.hint}</span></div>
  }
  return (
    <div class="clip-wait" role="status">
      <span>{words.proxy}</span>
      <sp-progress-bar size="s" aria-label={words.proxy} indeterminate={proxy.share === undefined}
        progress={Math.round((proxy.share ?? 0) * 100)} />
    </div>
  )
}
