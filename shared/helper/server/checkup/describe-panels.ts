import type { Finding, Pairing } from '#protocol'
import type { HostFinding } from '#setup'

/** A panel that is open looks for its helper every five seconds. */
const OPEN_MS = 20_000

/** What is called so in findings. A window of DaVinci Resolve's is let in by its code, and needs no pairing. */
const applications = { photoshop: 'Photoshop', premiere: 'Premiere Pro' } as const

/** Whether a host's panel has been let in, and whether it is there now. */
export function describePanels(hosts: readonly HostFinding[], pairings: readonly Pairing[], nowMs: number): Finding[] {
  return (['photoshop', 'premiere'] as const).flatMap((host) => {
    const paired = pairings.filter((one) => one.host === host)
    const found = hosts.find((one) => one.host === host)
    if (paired.length === 0 && found?.where === undefined) return []
    return [describePanel({ what: applications[host], found, paired, nowMs })]
  })
}

interface Asked {
  what: string
  found: HostFinding | undefined
  paired: readonly Pairing[]
  nowMs: number
}

function describePanel({ what, found, paired, nowMs }: Asked): Finding {
  const open = `Open it in ${what}: Plugins > Firstpass.`
  if (paired.length === 0) {
    const first = found?.plugin === 'absent' ? 'Install the plugin, then open' : 'Open'
    const mend = `${first} its panel (Plugins > Firstpass in ${what}): it shows four digits, and Firstpass's window the same `
      + 'with a button that allows it.'
    return { what, state: 'warn', text: 'Its panel has never been let in.', mend }
  }
  const heardAt = Math.max(...paired.map((one) => one.heardAt ?? -Infinity))
  if (heardAt === -Infinity) {
    return { what, state: 'ok', text: 'Its panel is let in, and not open: the plugin is not loaded.', mend: open }
  }
  const agoMs = nowMs - heardAt
  if (agoMs <= OPEN_MS) return { what, state: 'ok', text: 'Its panel is let in and open.' }
  return { what, state: 'ok', text: `Its panel is let in, and was last open ${describeAge(agoMs)} ago.`, mend: open }
}

function describeAge(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / 60_000))
  if (minutes < 120) return minutes === 1 ? 'a minute' : `${minutes} minutes`
  const hours = Math.round(minutes / 60)
  return hours < 48 ? `${hours} hours` : `${Math.round(hours / 24)} days`
}
