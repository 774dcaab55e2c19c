import type { XmlElement } from './xml'

/** Deeper than any timeline is, and far from the end of the stack. */
const MAX_DEPTH = 100
const MAX_ELEMENTS = 500_000

interface OpenElement {
  name: string
  attributes: Record<string, string>
  children: XmlElement[]
  text: string
}

/** Broken or hostile XML; becomes TIMELINE_UNREADABLE. */
export class XmlError extends Error {}

/** A comment, an instruction, a DOCTYPE without declarations of its own, CDATA, a tag, or text. */
const TOKEN = new RegExp([
  '<!--[\\s\\S]*?-->', '<\\?[\\s\\S]*?\\?>', '<!DOCTYPE[^>[]*>', '<!\\[CDATA\\[([\\s\\S]*?)\\]\\]>',
  '<(\\/?)([A-Za-z_][\\w.:-]*)((?:[^>"\']|"[^"]*"|\'[^\']*\')*?)(\\/?)>', '([^<]+)',
].join('|'), 'gy')

const ATTRIBUTE = /([A-Za-z_][\w.:-]*)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/gy

/**
 * The root of a document. Entities are the five of XML and numbers; no others can be declared, none are fetched.
 * @throws XmlError
 */
export function readXml(text: string): XmlElement {
  const top: OpenElement = { name: '', attributes: {}, children: [], text: '' }
  const open = [top]
  let elements = 0
  TOKEN.lastIndex = 0
  const source = text.replace(/^\uFEFF/, '')
  while (TOKEN.lastIndex < source.length) {
    const at = TOKEN.lastIndex
    const token = TOKEN.exec(source)
    if (token === null) throw new XmlError(`it is not XML at character ${at}`)
    const [, data, slash, name, attributes = '', closed, plain] = token
    const current = open.at(-1) ?? top
    if (data !== undefined) current.text += data
    else if (plain !== undefined) current.text += decodeEntities(plain)
    else if (name !== undefined && slash === '/') close(open, name)
    else if (name !== undefined) {
      elements += 1
      if (elements > MAX_ELEMENTS || open.length > MAX_DEPTH) throw new XmlError('it is too large or too deep')
      open.push({ name, attributes: readAttributes(attributes), children: [], text: '' })
      if (closed === '/') close(open, name)
    }
  }
  const root = top.children[0]
  if (open.length > 1) throw new XmlError(`<${open.at(-1)?.name ?? ''}> is not closed`)
  if (root === undefined || top.children.length > 1 || top.text.trim() !== '') throw new XmlError('it has not one root')
  return root
}

function close(open: OpenElement[], name: string): void {
  const ended = open.pop()
  const parent = open.at(-1)
  if (ended === undefined || parent === undefined || ended.name !== name) throw new XmlError(`</${name}> closes nothing`)
  // White space between elements is layout.
  if (ended.children.length > 0) ended.text = ''
  parent.children.push(ended)
}

function readAttributes(text: string): Record<string, string> {
  const found: Record<string, string> = Object.create(null) as Record<string, string>
  const trimmed = text.trim()
  let at = 0
  while (at < trimmed.length) {
    ATTRIBUTE.lastIndex = at
    const match = ATTRIBUTE.exec(trimmed)
    if (match?.[1] === undefined || match[1] in found) throw new XmlError(`the attributes "${trimmed.slice(0, 80)}" are broken`)
    found[match[1]] = decodeEntities(match[2] ?? match[3] ?? '')
    at = ATTRIBUTE.lastIndex
    while (/\s/.test(trimmed[at] ?? '')) at += 1
  }
  return found
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: '\'' }

function decodeEntities(text: string): string {
  return text.replace(/&([^;\s]{0,40});?/g, (whole, body: string) => {
    const number = /^#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}))$/.exec(body)
    const code = number === null ? undefined : Number.parseInt(number[1] ?? number[2] ?? '', number[1] === undefined ? 10 : 16)
    const value = code !== undefined && code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : named[body]
    if (value === undefined || !whole.endsWith(';')) throw new XmlError(`the entity ${whole} is unknown`)
    return value
  })
}
