import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

const root = path.resolve(__dirname, '../..')
const GUIDE = 'docs/guide'

/** A page of the guide, by its path in the project. */
export interface GuidePage {
  path: string
  text: string
}

export const guidePages = (): GuidePage[] => readdirSync(path.join(root, GUIDE)).filter((name) => name.endsWith('.md')).sort()
  .map((name) => ({ path: `${GUIDE}/${name}`, text: readFileSync(path.join(root, GUIDE, name), 'utf8') }))

const all = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, found = '']) => found.replace(/\s+/g, ' '))

/** What is written on Firstpass itself, and so is bold. */
export const boldOf = ({ text }: GuidePage): string[] => all(text, /\*\*([^*]+)\*\*/g)

/** What Firstpass says in a sentence, and so stands in quotation marks. */
export const quotedOf = ({ text }: GuidePage): string[] => all(text, /“([^”]+)”/g)

/** Where the words of a host or of the system lead: "Window ▸ UXP Plugins ▸ Firstpass". */
export const menusOf = ({ text }: GuidePage): string[] =>
  all(text, /(?<!\*)\*([^*\n]+)\*(?!\*)/g).filter((each) => each.includes('▸'))

export const codesOf = ({ text }: GuidePage): string[] => all(text, /`([^`]+)`/g)

export const picturesOf = ({ text }: GuidePage): string[] =>
  [...all(text, /!\[[^\]]*\]\(([^)]+)\)/g), ...all(text, /<img src="([^"]+)"/g)]

/** What a reader who sees no picture is told of it. */
export const alternativesOf = ({ text }: GuidePage): string[] =>
  [...all(text, /!\[([^\]]*)\]\(/g), ...all(text, /<img [^>]*alt="([^"]*)"/g)]

export const linksOf = ({ text }: GuidePage): string[] => all(text, /(?<!!)\[[^\]]+\]\(([^)]+)\)/g)

/** @returns why a link or picture of the page leads nowhere; undefined if it leads somewhere */
export function brokenLink(page: GuidePage, link: string): string | undefined {
  const [target = '', anchor] = link.split('#')
  const file = target === '' ? page.path : path.posix.join(path.posix.dirname(page.path), target)
  if (!existsSync(path.join(root, file))) return `${file} is not there`
  if (anchor === undefined) return undefined
  const headings = all(readFileSync(path.join(root, file), 'utf8'), /^#+ (.+)$/gm).map(anchorOf)
  return headings.includes(anchor) ? undefined : `${file} has no heading ${anchor}`
}

/** As GitHub names a heading. */
const anchorOf = (heading: string): string => heading.toLowerCase().replace(/[^\p{L}\p{N} -]/gu, '').replace(/ /g, '-')

/** Where Firstpass has its words: the panels, the pages, the window, what plugins call themselves in menus. */
const sources = [
  'shared/panel', 'shared/standalone/web', 'shared/standalone/home', 'plugins/resolve/page',
  'plugins/photoshop/manifest.json', 'plugins/premiere/manifest.json',
]

function filesIn(place: string): string[] {
  const at = path.join(root, place)
  if (/\.\w+$/.test(place)) return [at]
  const names = readdirSync(at, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name))
  return names.map((name) => path.join(at, name))
}

/** Every text of the sources: in quotes, between backticks (`*` where something is filled in), between tags. */
export function writtenWords(): Set<string> {
  const words = new Set<string>()
  const literal = /'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`|>([^<>{}]+)</g
  for (const file of sources.flatMap(filesIn)) {
    for (const [, ...found] of readFileSync(file, 'utf8').matchAll(literal)) {
      const text = found.find((each) => each !== undefined) ?? ''
      words.add(text.replace(/\$\{[^}]*\}/g, '*').replace(/\\(.)/g, '$1').replace(/\s+/g, ' ').trim())
    }
  }
  return words
}

/** Whether the sources say just this; where it ends in an ellipsis, whether something of them begins so. */
export function isWritten(words: ReadonlySet<string>, said: string): boolean {
  if (words.has(said)) return true
  const start = /^(.{4,})…$/.exec(said)?.[1]
  return start !== undefined && [...words].some((word) => word.startsWith(start))
}
