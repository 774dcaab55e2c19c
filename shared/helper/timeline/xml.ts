/** What XML is made of, as far as timelines use it: no namespaces, no mixed text. */
export interface XmlElement {
  name: string
  attributes: Readonly<Record<string, string>>
  children: readonly XmlElement[]
  /** Of an element without children. */
  text: string
}

type Attributes = Readonly<Record<string, string | number | undefined>>

/** One element; attributes that are undefined and children that are undefined are left out. */
export function element(
  name: string, attributes: Attributes = {}, inside: readonly (XmlElement | undefined)[] | string | number = [],
): XmlElement {
  const given = Object.entries(attributes).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)] as const]))
  const children = typeof inside === 'object' ? inside.filter((child) => child !== undefined) : []
  return { name, attributes: Object.fromEntries(given), children, text: typeof inside === 'object' ? '' : String(inside) }
}

/** `<name>text</name>`, as xmeml is made of. */
export const leaf = (name: string, text: string | number): XmlElement => element(name, {}, text)

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&apos;', '\t': '&#9;', '\n': '&#10;', '\r': '&#13;',
}

/** Characters that XML 1.0 knows no way to write; surrogates without their other half have become U+FFFD before. */
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

export const escapeXml = (text: string): string =>
  Buffer.from(text, 'utf8').toString('utf8').replace(UNWRITABLE, '').replace(/[&<>"'\t\n\r]/g, (each) => entities[each] ?? each)

/** A document of UTF-8, two spaces a level. @param doctype e.g. `fcpxml`, for readers that insist on one */
export function renderXml(root: XmlElement, doctype?: string): string {
  const head = ['<?xml version="1.0" encoding="UTF-8"?>', ...(doctype === undefined ? [] : [`<!DOCTYPE ${doctype}>`])]
  return `${[...head, ...renderLines(root, '')].join('\n')}\n`
}

function renderLines({ name, attributes, children, text }: XmlElement, indent: string): string[] {
  const words = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(value)}"`).join('')
  if (children.length > 0) {
    const inside = children.flatMap((child) => renderLines(child, `${indent}  `))
    return [`${indent}<${name}${words}>`, ...inside, `${indent}</${name}>`]
  }
  return [text === '' ? `${indent}<${name}${words}/>` : `${indent}<${name}${words}>${escapeXml(text)}</${name}>`]
}

/** The first child of a name. */
export const childOf = (parent: XmlElement | undefined, name: string): XmlElement | undefined =>
  parent?.children.find((child) => child.name === name)

export const childrenOf = (parent: XmlElement | undefined, name: string): XmlElement[] =>
  parent?.children.filter((child) => child.name === name) ?? []

/** The text of a child, following names down; undefined where one is missing. */
export const textAt = (parent: XmlElement | undefined, ...names: string[]): string | undefined =>
  names.reduce<XmlElement | undefined>(childOf, parent)?.text

/** All elements of a name below one, at any depth, in order of the document. */
export const descendantsOf = (parent: XmlElement, name: string): XmlElement[] =>
  parent.children.flatMap((child) => (child.name === name ? [child, ...descendantsOf(child, name)] : descendantsOf(child, name)))
