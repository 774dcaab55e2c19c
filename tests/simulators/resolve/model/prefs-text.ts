import type { Value } from './values'

export type PrefsTable = { [name: string]: Value }

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_'

const quote = (text: string): string =>
  `"${text.split('\\').join('\\\\').split('"').join('\\"').split('\n').join('\\n').split('\r').join('\\r')}"`

const isTable = (value: Value): value is PrefsTable => typeof value === 'object' && value !== null

function tellName(name: string): string {
  return letters.indexOf(name.charAt(0)) >= 0 && name.indexOf('.') < 0 && name.indexOf(' ') < 0 ? name : `[${quote(name)}]`
}

/** The text of Fusion.prefs: a Lua table, one entry a line, with tabs. */
export function tellPrefs(table: PrefsTable, depth = 1): string {
  const tabs = '\t'.repeat(depth)
  const lines = Object.keys(table).sort().map((name) => {
    const value = table[name]
    const told = isTable(value) ? tellPrefs(value, depth + 1) : typeof value === 'string' ? quote(value) : `${value as number}`
    return `${tabs}${tellName(name)} = ${told},\n`
  })
  return `{\n${lines.join('')}${'\t'.repeat(depth - 1)}}`
}

/** About 22 kB of what is always in it. */
export function ordinaryPrefs(): PrefsTable {
  const views: PrefsTable = {}
  for (let index = 1; index <= 320; index += 1) {
    views[`View${index}`] = { Layout: `Strip${index % 7}`, Visible: index % 3 > 0 ? 1 : 0, Note: 'Left "as is"' }
  }
  return { Locked: {}, Global: { Controls: { AutoClipBrowse: true }, UserInterface: { Skin: 'Standard' }, Views: views } }
}
