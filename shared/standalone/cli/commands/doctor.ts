import { existsSync, statfsSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname } from 'node:path'
import { asFailure, checkupSchema, type Finding, type HelperFile, PORTS, PROTOCOL, VERSION } from '#protocol'
import { findHosts } from '#setup'
import { callHelper } from '../call-helper'
import { ensureHelper, findHelper, helperProgram } from '../helper-process'
import { describeFailure, exitStatus, type Terminal } from '../print'
import { findPortHolder, isPortBusy } from '../port-holder'
import type { Setting } from '../program'
import type { Words } from '../task-options'

const MIN_NODE = [20, 17] as const
/** A 24 megapixel picture needs about this in scratch. */
const ROOMY_BYTES = 2e9

/** What works here, what does not, and why; starts the helper, since that is what most often fails, and which knows the rest. */
export async function runDoctor({ terminal, dataFolder }: Setting, words: Words): Promise<number> {
  const findings = [checkNode(), ...await checkHelper(dataFolder)]
  const redacted = findings.map(({ mend, ...finding }) => ({
    ...finding, text: redactHome(finding.text), ...mend === undefined ? {} : { mend: redactHome(mend) },
  }))
  if (words.json === true) terminal.out(JSON.stringify(redacted, null, 2))
  else redacted.forEach((finding) => printFinding(terminal, finding))
  return findings.some(({ state }) => state === 'fail') ? exitStatus.fileFailed : exitStatus.ok
}

function printFinding(terminal: Terminal, { what, state, text, mend }: Finding): void {
  terminal.out(`${marks[state]} ${what.padEnd(12)} ${text}`)
  if (mend !== undefined) terminal.out(`${' '.repeat(18)}${mend}`)
}

const marks = { ok: 'ok  ', warn: 'warn', fail: 'FAIL' } as const

/** A report that can be shown to others: the home folder's path often holds a person's name. */
export function redactHome(text: string, home = homedir()): string {
  return home.length > 1 ? text.replaceAll(home, '~') : text
}

export function checkNode(version = process.versions.node): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const isNew = major > MIN_NODE[0] || (major === MIN_NODE[0] && minor >= MIN_NODE[1])
  const ours = `Firstpass ${VERSION}, protocol ${PROTOCOL.major}.${PROTOCOL.minor}`
  const text = `Node ${version} on ${process.platform} ${process.arch}, ${ours}`
  if (isNew) return { what: 'system', state: 'ok', text }
  return { what: 'system', state: 'fail', text: `${text}: Node ${MIN_NODE.join('.')} or newer is needed` }
}

function checkDisk(dataFolder: string): Finding {
  let existing = dataFolder
  while (!existsSync(existing)) existing = dirname(existing)
  const { bavail, bsize } = statfsSync(existing)
  const free = bavail * bsize
  const text = `${dataFolder}, ${(free / 1e9).toFixed(1)} GB free`
  return { what: 'data', state: free > ROOMY_BYTES ? 'ok' : 'warn', text }
}

async function checkHelper(dataFolder: string): Promise<Finding[]> {
  const wasRunning = await findHelper(dataFolder) !== undefined
  try {
    const helper = await ensureHelper(helperProgram(dataFolder))
    const how = wasRunning ? 'was running' : 'has been started'
    const text = `${how}, version ${helper.version}, port ${helper.port}, process ${helper.pid}`
    const { findings } = await callHelper(helper, { method: 'GET', path: '/v1/checkup', answer: checkupSchema })
    // What is said of the helper itself, this side knows better: whether it ran before, and who else holds a port.
    return [
      { what: 'helper', state: 'ok', text }, ...await checkPorts(helper), ...findings.filter(({ what }) => what !== 'helper'),
    ]
  } catch (thrown) {
    const text = describeFailure(asFailure(thrown)).replace('\n ', '')
    return [{ what: 'helper', state: 'fail', text }, checkDisk(dataFolder), ...await checkPorts(), ...checkHosts()]
  }
}

/** What can be said of the hosts without a helper. */
const checkHosts = (): Finding[] =>
  findHosts({ env: process.env, platform: process.platform, home: homedir() }).flatMap(({ findings }) => findings)

/** Foreign programs on our ports; a panel finds the helper on any of the three. */
async function checkPorts(helper?: HelperFile): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const port of PORTS.filter((each) => each !== helper?.port)) {
    if (!await isPortBusy(port)) continue
    const holder = await findPortHolder(port)
    findings.push({ what: 'port', state: 'warn', text: `${port} is held by ${holder ?? 'a program of another user'}` })
  }
  if (findings.length > 0) return findings
  return [{ what: 'ports', state: 'ok', text: `${PORTS.join(', ')}: no other program holds one` }]
}
