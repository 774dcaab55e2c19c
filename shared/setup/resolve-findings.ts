import { dirname } from 'node:path'
import type { DoorState, Finding } from '#protocol'
import { type OurFiles, RESOLVE_PLUGIN, type ResolveInstallation } from './resolve-places'

const what = 'Resolve'

interface Where {
  platform: string
  /** Of the helper. */
  dataFolder: string
  ours: OurFiles
}

/** Which door into DaVinci Resolve is open, and what is missing for the others; nothing of it is needed by anybody else. */
export function describeResolve(found: ResolveInstallation, door: DoorState | undefined, where: Where): Finding[] {
  const { program, script, plugin } = found
  const isThere = found.isThere || script !== undefined || plugin !== undefined
  if (!isThere && door?.state !== 'attached') {
    return [{ what, state: 'ok', text: 'DaVinci Resolve is not where its installer puts it' }]
  }
  return [
    ...(program === undefined ? [] : [describeProgram(program, found.isFromStore)]),
    describeScript(found, door, where.ours), ...describeLetters(door, where),
    ...(where.platform === 'linux' ? [] : [describePlugin(found, where.ours)]),
  ]
}

function describeProgram(program: string, isFromStore: boolean): Finding {
  if (!isFromStore) return { what, state: 'ok', text: program }
  const text = `${program} is from the App Store, which locks it away from the helper`
  return { what, state: 'warn', text, mend: 'Install the one from Blackmagic\'s site instead.' }
}

function describeScript({ script, scriptFolder }: ResolveInstallation, door: DoorState | undefined, ours: OurFiles): Finding {
  if (door?.state === 'attached') {
    const { product, version, edition, channel } = door
    return { what, state: 'ok', text: `the script is attached, ${product} ${version} (${edition}), answers by ${channel}` }
  }
  if (script === undefined) {
    const mend = `Copy ${ours.script} into ${scriptFolder}.`
    return { what, state: 'warn', text: 'the script for all editions is not installed', mend }
  }
  const { path, isCurrent } = script
  if (!isCurrent) {
    return { what, state: 'warn', text: `${path} is of another version`, mend: `Copy ${ours.script} over it.` }
  }
  const advice = door?.advice ?? 'Choose Workspace > Scripts > firstpass in Resolve.'
  return { what, state: 'ok', text: `the script is installed (${path}) and not started: ${advice}` }
}

/** Lua opens files on Windows by names in the system's code page, and no script can change that. */
function describeLetters(door: DoorState | undefined, { platform, dataFolder }: Where): Finding[] {
  if (platform !== 'win32' || door?.state === 'attached' || /^[\x20-\x7e]*$/.test(dataFolder)) return []
  return [{
    what, state: 'warn', text: `${dataFolder} has letters by which the script may never find it`,
    mend: 'Set FIRSTPASS_HOME among your environment variables in Windows to a folder of plain ASCII letters, and start the '
      + 'helper and Resolve again.',
  }]
}

function describePlugin({ plugin, pluginFolder }: ResolveInstallation, ours: OurFiles): Finding {
  const from = dirname(ours.plugin)
  const copy = `Copy the folder ${from} as an administrator into ${pluginFolder ?? ''}, named ${RESOLVE_PLUGIN}.`
  if (plugin === undefined) return { what, state: 'ok', text: 'the plugin for Studio is not installed', mend: copy }
  const { path, isCurrent, hasModule } = plugin
  if (!isCurrent) return { what, state: 'warn', text: `${path} is of another version`, mend: copy }
  if (hasModule) return { what, state: 'ok', text: `the plugin for Studio is installed (${path})` }
  return {
    what, state: 'warn', text: `${path} lacks WorkflowIntegration.node, which is not in Resolve's Developer folder either`,
    mend: 'Choose Help > Documentation > Developer in Resolve, and copy WorkflowIntegration.node from its examples beside '
      + 'main.js.',
  }
}
