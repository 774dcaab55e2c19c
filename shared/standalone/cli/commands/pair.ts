import { setTimeout as pause } from 'node:timers/promises'
import { type HelperFile, type Pairing, type PairingCode, pairingCodeSchema, pairingListSchema, z } from '#protocol'
import { callHelper } from '../call-helper'
import { ensureHelper, helperProgram } from '../helper-process'
import { exitStatus } from '../print'
import type { Setting } from '../program'
import type { Words } from '../task-options'

/** Shows a code and waits until a panel has used it; or lists the pairings; or ends one. */
export async function runPair({ terminal, dataFolder, signal }: Setting, words: Words): Promise<number> {
  const helper = await ensureHelper(helperProgram(dataFolder))
  if (typeof words.revoke === 'string') {
    const path = `/v1/pairings/${encodeURIComponent(words.revoke)}/revoke`
    await callHelper(helper, { method: 'POST', path, answer: z.looseObject({}) })
    terminal.out(`${words.revoke} is no longer paired.`)
    return exitStatus.ok
  }
  if (words.list === true) {
    const { pairings } = await callHelper(helper, { method: 'GET', path: '/v1/pairings', answer: pairingListSchema })
    if (pairings.length === 0) terminal.out('No panel is paired.')
    for (const pairing of pairings) terminal.out(describePairing(pairing))
    return exitStatus.ok
  }
  const { code } = await callHelper(helper, { method: 'POST', path: '/v1/pairing-code', answer: pairingCodeSchema })
  terminal.out(`${code?.slice(0, 3)} ${code?.slice(3)}   Type this code into the panel within two minutes.`)
  const end = await waitForUse(helper, signal)
  if (signal.aborted) return exitStatus.interrupted
  if (end.state !== 'used' || end.pairing === undefined) {
    terminal.err(`No panel was paired: the code is ${end.state}.`)
    return exitStatus.fileFailed
  }
  terminal.out(`Paired: ${describePairing(end.pairing)}`)
  return exitStatus.ok
}

const describePairing = ({ panel, name, host, pairedAt }: Pairing): string =>
  `${name} (${host}), since ${new Date(pairedAt).toISOString().slice(0, 16).replace('T', ' ')}, as ${panel}`

async function waitForUse(helper: HelperFile, signal: AbortSignal): Promise<PairingCode> {
  for (;;) {
    const code = await callHelper(helper, { method: 'GET', path: '/v1/pairing-code', answer: pairingCodeSchema })
    if (code.state !== 'waiting' || signal.aborted) return code
    await pause(500, undefined, { signal }).catch(() => {})
  }
}
