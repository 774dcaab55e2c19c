import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const MODULE = 'WorkflowIntegration.node'

/** Where Resolve's installer puts its developers' files, on the two systems that have Workflow Integrations. */
export function developerFolder(platform: string, env: Record<string, string | undefined>): string {
  if (platform === 'win32') {
    return `${env.PROGRAMDATA ?? 'C:\\ProgramData'}\\Blackmagic Design\\DaVinci Resolve\\Support\\Developer`
  }
  return '/Library/Application Support/Blackmagic Design/DaVinci Resolve/Developer'
}

/**
 * The module of this very Resolve: beside the plugin where the user has put it there, else in the installation's own examples,
 * which always fit its version.
 */
export function findIntegration(pluginFolder: string, developer: string): string | undefined {
  const examples = join(developer, 'Workflow Integrations', 'Examples')
  const folders = [pluginFolder, ...namesIn(examples).map((name) => join(examples, name))]
  return folders.map((folder) => join(folder, MODULE)).find((file) => existsSync(file))
}

const namesIn = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder).sort() : [])
