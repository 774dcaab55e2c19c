import type { DoorState } from '#protocol'
import type { ResolveInstallation } from '../resolve-places'
import type { Finding } from './doctor'

const what = 'resolve'
const how = 'see dist/resolve/INSTALL.txt (npm run package)'

interface Where {
  platform: string
  /** Of the helper. */
  dataFolder: string
}

/** Which door into DaVinci Resolve is open, and what is missing for the others; nothing of it is needed by anybody else. */
export function describeResolve(
  found: ResolveInstallation, door: DoorState | undefined, { platform, dataFolder }: Where,
): Finding[] {
  const { program, script, plugin } = found
  const isThere = program !== undefined || script !== undefined || plugin !== undefined
  if (!isThere && door?.state !== 'attached') {
    return [{ what, state: 'ok', text: 'DaVinci Resolve is not where its installer puts it' }]
  }
  return [
    ...(program === undefined ? [] : [describeProgram(program, found.isFromStore)]),
    describeScript(script, door), ...describeLetters(door, { platform, dataFolder }),
    ...(platform === 'linux' ? [] : [describePlugin(plugin)]),
  ]
}

function describeProgram(program: string, isFromStore: boolean): Finding {
  if (!isFromStore) return { what, state: 'ok', text: program }
  const text = `${program} is from the App Store, which locks it away: install the one from Blackmagic's site`
  return { what, state: 'warn', text }
}

function describeScript(script: ResolveInstallation['script'], door: DoorState | undefined): Finding {
  if (door?.state === 'attached') {
    const { product, version, edition, channel } = door
    return { what, state: 'ok', text: `door: the script is attached, ${product} ${version} (${edition}), answers by ${channel}` }
  }
  if (script === undefined) return { what, state: 'warn', text: `door: the script for all editions is not installed: ${how}` }
  const { path, isCurrent } = script
  if (!isCurrent) return { what, state: 'warn', text: `door: ${path} is of another version: copy dist/firstpass.lua again` }
  return { what, state: 'ok', text: `door: ${path}; not started: ${door?.advice ?? 'Workspace > Scripts > firstpass'}` }
}

/** Lua opens files on Windows by names in the system's code page, and no script can change that. */
function describeLetters(door: DoorState | undefined, { platform, dataFolder }: Where): Finding[] {
  if (platform !== 'win32' || door?.state === 'attached' || /^[\x20-\x7e]*$/.test(dataFolder)) return []
  const text = `door: ${dataFolder} is not plain ASCII: the script may never find it. Set FIRSTPASS_HOME among your environment `
    + 'variables in Windows to a folder that is, and start the helper and Resolve again'
  return [{ what, state: 'warn', text }]
}

function describePlugin(plugin: ResolveInstallation['plugin']): Finding {
  if (plugin === undefined) return { what, state: 'ok', text: `door: the plugin for Studio is not installed: ${how}` }
  const { path, isCurrent, hasModule } = plugin
  if (!isCurrent) return { what, state: 'warn', text: `door: ${path} is of another version: copy dist/resolve again` }
  if (hasModule) return { what, state: 'ok', text: `door: ${path}, for Studio` }
  const text = `door: ${path}, but WorkflowIntegration.node is not beside it nor in Resolve's Developer folder: ${how}`
  return { what, state: 'warn', text }
}
