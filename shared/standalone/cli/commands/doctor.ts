import { existsSync, statfsSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import {
  asFailure, type Capabilities, capabilitiesSchema, type DoorState, doorStateSchema, type Finding, type HelperFile,
  type Media, mediaSchema, PORTS, PROTOCOL, VERSION,
} from '#protocol'
import { findHosts } from '#setup'
import { callHelper } from '../call-helper'
import { ensureHelper, findHelper, findPackageRoot, helperProgram } from '../helper-process'
import { describeFailure, exitStatus, type Terminal } from '../print'
import { findPortHolder, isPortBusy } from '../port-holder'
import type { Setting } from '../program'
import type { Words } from '../task-options'

const MIN_NODE = [20, 17] as const
/** A 24 megapixel picture needs about this in scratch. */
const ROOMY_BYTES = 2e9

/** What works here, what does not, and why; starts the helper, since that is what most often fails. */
export async function runDoctor({ terminal, dataFolder }: Setting, words: Words): Promise<number> {
  const findings = [checkNode(), checkDisk(dataFolder), ...await checkHelper(dataFolder)]
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
    const capabilities = await callHelper(helper, { method: 'GET', path: '/v1/capabilities', answer: capabilitiesSchema })
    const media = await callHelper(helper, { method: 'GET', path: '/v1/media', answer: mediaSchema })
    return [
      { what: 'helper', state: 'ok', text }, ...await checkPorts(helper), ...describeCapabilities(capabilities),
      describeMedia(media),
      ...checkHosts(await callHelper(helper, { method: 'GET', path: '/v1/door', answer: doorStateSchema })),
    ]
  } catch (thrown) {
    return [{ what: 'helper', state: 'fail', text: describeFailure(asFailure(thrown)).replace('\n ', '') }, ...await checkPorts()]
  }
}

const checkHosts = (door: DoorState): Finding[] =>
  findHosts({ env: process.env, platform: process.platform, home: homedir() }, door).flatMap(({ findings }) => findings)

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

/** A runtime's complaint begins with its own source lines; what matters is said last. */
const lastSentence = (reason: string): string => reason.split(/ was false\. |\n/).findLast((part) => part.trim() !== '')?.trim() ?? reason

/** Who has an installed Firstpass has nothing to build it with. */
function describeKernels(native: boolean, packageFolder: string): Finding {
  if (native) return { what: 'kernels', state: 'ok', text: 'the native addon is loaded' }
  const isCheckout = existsSync(join(packageFolder, 'package-lock.json'))
  const mend = isCheckout ? 'Run `npm run build`, which needs cmake and a C++ compiler.'
    : 'README.txt of the archive says how new a system the addon needs; all works without it.'
  return { what: 'kernels', state: 'warn', text: 'TypeScript, several times slower: the addon does not load here', mend }
}

export function describeCapabilities({ native, providers, models }: Capabilities, packageFolder = findPackageRoot()): Finding[] {
  const missing = models.filter(({ isDefault, present }) => isDefault && !present).map(({ id }) => id)
  const present = models.filter((model) => model.present).map(({ id }) => id)
  return [
    describeKernels(native, packageFolder),
    ...providers.map(({ id, usable, reason }): Finding =>
      ({ what: 'provider', state: usable ? 'ok' : 'warn', text: reason === '' ? id : `${id}: ${lastSentence(reason)}` })),
    missing.length === 0
      ? { what: 'models', state: 'ok', text: present.length === 0 ? 'none is needed' : present.join(', ') }
      : { what: 'models', state: 'warn', text: `${missing.join(', ')} not here yet: firstpass models pull ${missing.join(' ')}` },
  ]
}

/** Pictures need no ffmpeg, so that its absence is no failure. */
export function describeMedia({ ffmpeg, lacks, error }: Media): Finding {
  if (ffmpeg === undefined) return { what: 'clips', state: 'warn', text: error?.message ?? 'there is no ffmpeg' }
  const found = `ffmpeg ${ffmpeg.version}, ${ffmpeg.path}`
  if (lacks.length === 0) return { what: 'clips', state: 'ok', text: found }
  const lacking = lacks.map(({ encoding, encoder }) => `${encoding} (encoder ${encoder})`).join(', ')
  return { what: 'clips', state: 'warn', text: `${found}: it can't write ${lacking}` }
}
