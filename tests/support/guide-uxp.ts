import path from 'node:path'
import type { Page } from 'playwright-core'
import type { UxpDocument } from '../simulators/uxp/dom-document'
import { UxpElement } from '../simulators/uxp/dom-element'
import { type UxpNode, UxpText } from '../simulators/uxp/dom-node'

/**
 * What a plugin has drawn with UXP's widgets, shown in a browser: the plugin's own tree, style sheet and words, with Spectrum
 * Web Components where UXP has widgets of its own, which no browser has.
 */
const PAGE_SCRIPT = path.resolve(__dirname, '../../build/web/page.js')

/** Where the web's name is another. */
const tags: Readonly<Record<string, string>> = { 'sp-progressbar': 'sp-progress-bar', 'sp-textarea': 'sp-textfield' }

/** Properties of widgets that show. */
const shown = ['value', 'min', 'max', 'disabled', 'selected', 'checked', 'placeholder', 'src', 'alt', 'quiet', 'size', 'variant']

const extras: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'sp-slider': { 'label-visibility': 'none', 'size': 's' }, 'sp-picker': { size: 's' }, 'sp-textfield': { size: 's' },
  'sp-progressbar': { size: 's' }, 'sp-checkbox': { size: 's' },
}

const escape = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;')

function attributesOf(element: UxpElement): Record<string, string> {
  const found: Record<string, string> = { ...extras[element.localName] }
  const take = (name: string, value: unknown): void => {
    if (value === undefined || value === null || value === false || value === 'false') delete found[name]
    else found[name] = value === true ? '' : String(value)
  }
  for (const { name, value } of element.attributes) take(name, value)
  for (const name of shown) if (Object.hasOwn(element, name) && element[name] !== undefined) take(name, element[name])
  const style = String(element.style.cssText)
  if (style !== '') found.style = style
  if (element.localName === 'sp-button' && found.variant === 'cta') found.variant = 'accent'
  if (element.localName === 'sp-progressbar') found.progress = found.value ?? '0'
  if (element.localName === 'sp-picker') found.value = String(entriesOf(element).findIndex(isChosen))
  return found
}

const isChosen = (entry: UxpElement): boolean => attributesOf(entry).selected === ''
const entriesOf = (picker: UxpElement): UxpElement[] => picker.querySelectorAll('sp-menu-item')

/** @returns HTML of a node and all in it */
export function htmlOf(node: UxpNode): string {
  if (node instanceof UxpText) return node.nodeType === 3 ? escape(node.data) : ''
  if (!(node instanceof UxpElement)) return ''
  if (node.localName === 'style') return `<style>${node.textContent}</style>`
  const tag = tags[node.localName] ?? node.localName
  const attributes = Object.entries(attributesOf(node)).map(([name, value]) => ` ${name}="${escape(value)}"`).join('')
  if (tag === 'img') return `<img${attributes}>`
  const inside = node.localName === 'sp-picker'
    ? entriesOf(node).map((entry, at) => `<sp-menu-item value="${at}">${escape(entry.textContent)}</sp-menu-item>`)
    : node.childNodes.map(htmlOf)
  return `<${tag}${attributes}>${inside.join('')}</${tag}>`
}

/** The application's colours, as UXP hands them to a panel. */
const colours = {
  dark: '--uxp-host-background-color: #323232; --uxp-host-text-color: #e8e8e8; --uxp-host-border-color: #4d4d4d',
  light: '--uxp-host-background-color: #f0f0f0; --uxp-host-text-color: #222222; --uxp-host-border-color: #c8c8c8',
}

/** Shows what is drawn now. */
export async function showPanel(page: Page, { body }: UxpDocument, colour: keyof typeof colours = 'dark'): Promise<void> {
  const panel = body.childNodes.map(htmlOf).join('')
  await page.setContent(`<!doctype html><html lang="en"><head><style>
    body { margin: 0; font-family: system-ui, sans-serif; ${colours[colour]}; background: var(--uxp-host-background-color) }
  </style></head><body><sp-theme system="spectrum" color="${colour}" scale="medium">${panel}</sp-theme></body></html>`)
  await page.addScriptTag({ path: PAGE_SCRIPT })
  // Its elements draw themselves a moment after they are known.
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
}
