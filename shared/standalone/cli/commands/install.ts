import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { homedir } from 'node:os'
import { delimiter, dirname } from 'node:path'
import { failure, VERSION } from '#protocol'
import {
  type Around, commandFile, findPackageFolder, install, type Installed, installFolder, isArchive, readInstallation, readRecord,
  runCommand, startCommand, uninstall,
} from '#setup'
import { endHelper, findBusyHelper } from '../helper-process'
import { exitStatus, type Terminal } from '../print'
import type { Setting } from '../program'
import type { Words } from '../task-options'

const thisComputer = (): Around => ({ env: process.env, platform: process.platform, home: homedir() })

/** Installs the archive that this program lies in, and opens the window. @throws INSTALL_IMPOSSIBLE and what `install` throws */
export async function runInstall({ terminal }: Setting, words: Words): Promise<number> {
  const around = thisComputer()
  const archive = dirname(findPackageFolder())
  if (!isArchive(archive)) throw failure('INSTALL_IMPOSSIBLE', { reason: 'this is a source checkout' })
  let wasRunning = false
  const end = async (folder: string): Promise<void> => {
    const helper = await findBusyHelper(folder)
    if (helper === undefined) return
    wasRunning = true
    await endHelper(helper)
  }
  const folder = installFolder(around)
  try {
    const done = await install({
      around, archive, version: VERSION, run: runCommand, endHelper: end, ...words.atLogin === true ? { atLogin: true } : {},
    })
    printInstalled(terminal, done, words.atLogin === true)
  } finally {
    if (wasRunning) await startInstalled(folder, 'url', 'firstpass://start')
  }
  return words.open === false ? exitStatus.ok : startInstalled(folder, 'open')
}

function printInstalled(terminal: Terminal, { folder, earlier, hosts, problems }: Installed, atLogin: boolean): void {
  terminal.out(`Firstpass ${VERSION} ${describeChange(earlier)} ${folder}.`)
  for (const sentence of hosts) terminal.out(sentence)
  for (const sentence of problems) terminal.err(sentence)
  if (atLogin) terminal.out('Its helper starts when you log in.')
  const command = commandFile(thisComputer(), folder)
  const isOnPath = (process.env.PATH ?? '').split(delimiter).includes(dirname(command))
  if (!isOnPath) terminal.out(`In a terminal it is ${command}, whose folder is not on your PATH.`)
}

export function describeChange(earlier: string | undefined): string {
  if (earlier === undefined) return 'is installed in'
  const order = VERSION.localeCompare(earlier, 'en', { numeric: true })
  if (order === 0) return 'was there already, and is repaired, in'
  return order > 0 ? `has replaced ${earlier} in` : `has replaced the newer ${earlier}, whose settings it may not all know, in`
}

/** What is installed now runs the command, in place of this program. @returns its exit status */
async function startInstalled(folder: string, ...words: string[]): Promise<number> {
  const { runtime, script } = startCommand(folder, process.platform)
  const child = spawn(runtime, [script, ...words], { stdio: 'inherit', cwd: homedir(), windowsHide: true })
  const [status] = await once(child, 'exit') as [number | null]
  return status ?? exitStatus.helper
}

/** Removes what Firstpass wrote for itself. @throws RESULTS_WAITING, INSTALL_IMPOSSIBLE */
export async function runUninstall({ terminal }: Setting, words: Words): Promise<number> {
  const around = thisComputer()
  const isHere = readRecord(installFolder(around)) !== undefined
  if (!isHere && readInstallation() === undefined && !isArchive(dirname(findPackageFolder()))) {
    terminal.out('Firstpass is not installed under this account. What a source checkout keeps is left as it is.')
    return exitStatus.ok
  }
  const { told, left } = await uninstall({
    around, run: runCommand, discardInbox: words.discardInbox === true, runtime: process.execPath, endHelper: endForRemoval,
  })
  for (const sentence of told) terminal.out(sentence)
  for (const path of left) terminal.out(`${path} is not of Firstpass, or could not be removed, and stays.`)
  terminal.out('Firstpass is removed. Your results are where you have them: no folder "Firstpass" of yours was touched.')
  return exitStatus.ok
}

async function endForRemoval(folder: string): Promise<() => Promise<void>> {
  const helper = await findBusyHelper(folder)
  if (helper === undefined) return () => Promise.resolve()
  await endHelper(helper)
  return async () => {
    const { runtime, script } = startCommand(installFolder(thisComputer()), process.platform)
    await once(spawn(runtime, [script, 'url', 'firstpass://start'], { stdio: 'ignore', cwd: dirname(folder) }), 'exit')
  }
}
