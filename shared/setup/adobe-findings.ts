import { existsSync } from 'node:fs'
import { type Finding, VERSION } from '#protocol'
import {
  type AdobePlaces, type AdobeProduct, type AdobeProgram, findAgent, findPrograms, listedVersion,
} from './adobe-places'
import type { HostFinding, PluginState } from './hosts'

export interface AdobeAsked {
  platform: string
  places: AdobePlaces
  /** Our plugin as one file, where it has been packaged. */
  package: string
}

/** What there is of one of Adobe's applications, and of our plugin in it. */
export function findAdobe(product: AdobeProduct, asked: AdobeAsked): HostFinding {
  const { host, name, versionOfYear } = product
  const [newest] = findPrograms(product, asked.places)
  if (newest === undefined) {
    const hasAny = asked.places.programs !== undefined
    const text = hasAny ? `${name} is not where its installer puts it` : `Adobe makes no ${name} for this system`
    return { host, name, plugin: 'unknown', findings: [{ what: name, state: 'ok', text }] }
  }
  const plugin = pluginState(listedVersion(product, asked.places))
  return {
    host, name, where: newest.path, plugin,
    ...newest.year === undefined ? {} : { version: String(versionOfYear(newest.year)) },
    findings: [describeProgram(product, newest), describePlugin(product, plugin, asked)],
  }
}

function pluginState(listed: string | null | undefined): PluginState {
  if (listed === undefined) return 'unknown'
  if (listed === null) return 'absent'
  return listed === VERSION ? 'present' : 'outdated'
}

function describeProgram({ name, needs }: AdobeProduct, { path, year }: AdobeProgram): Finding {
  if (year !== undefined && year < needs.year) {
    return {
      what: name, state: 'fail', text: `${path} is too old for the plugin, which needs version ${needs.version}`,
      mend: `Update ${name} in Creative Cloud to ${needs.version} or newer.`,
    }
  }
  const hint = year === needs.year && !needs.version.endsWith('.0') ? ` (${needs.version} or newer is needed)` : ''
  return { what: name, state: 'ok', text: `${path}${hint}` }
}

function describePlugin({ name }: AdobeProduct, plugin: PluginState, { places, package: file }: AdobeAsked): Finding {
  if (plugin === 'present') return { what: name, state: 'ok', text: `the plugin of version ${VERSION} is installed` }
  const text = {
    absent: 'the plugin is not installed', outdated: `the plugin is of another version than ${VERSION}`,
    unknown: 'the plugin has not been seen: this application has listed none yet',
  }[plugin]
  const where = existsSync(file) ? file : 'the file that `npm run package` makes of it'
  const how = findAgent(places) === undefined
    ? `Install Creative Cloud, which installs plugins, then double-click ${where}.`
    : `Double-click ${where}, and start ${name} again.`
  return { what: name, state: 'warn', text, mend: how }
}
