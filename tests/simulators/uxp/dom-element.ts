import { UxpEvent } from './dom-event'
import { UxpNode } from './dom-node'

/** S10: what UXP lays out and draws nothing of (hosts.md B6). */
const undrawn: readonly RegExp[] = [
  /^display:\s*(inline-)?grid/, /^grid/, /^transition/, /^animation/, /^font:/, /^text-?transform/i,
]
export const isUndrawn = (declaration: string): boolean => undrawn.some((pattern) => pattern.test(declaration))

/** Widgets that UXP brings along, and what of them is a property. */
const widgets: Readonly<Record<string, readonly string[]>> = {
  'sp-button': ['disabled'], 'sp-action-button': ['disabled', 'selected'],
  'sp-checkbox': ['checked', 'disabled', 'indeterminate'],
  'sp-slider': ['value', 'min', 'max', 'step', 'disabled'], 'sp-textfield': ['value', 'disabled', 'placeholder'],
  'sp-textarea': ['value', 'disabled'], 'sp-dropdown': ['disabled', 'selectedIndex'], 'sp-picker': ['value', 'disabled'],
  'sp-menu': ['selectedIndex'], 'sp-menu-item': ['value', 'selected', 'disabled'], 'sp-progressbar': ['value', 'max'],
  'sp-radio': ['value', 'checked', 'disabled'], 'sp-radio-group': ['selected'], 'sp-divider': [], 'sp-link': ['href'],
  'sp-body': [], 'sp-detail': [], 'sp-heading': [], 'sp-label': [], 'sp-icon': [],
  input: ['value', 'checked', 'disabled', 'type'], img: ['src', 'alt'], a: ['href'], button: ['disabled'],
  option: ['value', 'selected'], select: ['value', 'disabled'], textarea: ['value', 'disabled'],
}

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

function makeStyle(tell: (declaration: string) => void): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  const put = (name: string, value: unknown): void => {
    values[kebab(name)] = value
    tell(`${kebab(name)}: ${String(value)}`)
  }
  return new Proxy(values, {
    get: (_target, name: string) => {
      if (name === 'setProperty') return put
      if (name === 'removeProperty') return (property: string) => { delete values[kebab(property)] }
      if (name === 'cssText') return Object.entries(values).map(([key, value]) => `${key}: ${String(value)}`).join('; ')
      return values[kebab(name)] ?? ''
    },
    set: (_target, name: string, value: unknown) => {
      if (name !== 'cssText') put(name, value)
      else for (const part of String(value).split(';').filter((each) => each.includes(':'))) {
        put(part.slice(0, part.indexOf(':')).trim(), part.slice(part.indexOf(':') + 1).trim())
      }
      return true
    },
    has: () => true,
  })
}

/** S10: a tag that UXP does not know is laid out as a `div` and is nothing more. */
export class UxpElement extends UxpNode {
  readonly attributes: { name: string; value: string }[] = []
  readonly style: Record<string, unknown>
  readonly namespaceURI = 'http://www.w3.org/1999/xhtml';
  [property: string]: unknown

  constructor(document: { noteStyle(declaration: string): void }, readonly localName: string) {
    super(document, 1, localName.toUpperCase())
    this.style = makeStyle((declaration) => { document.noteStyle(declaration) })
    for (const name of widgets[localName] ?? []) this[name] = undefined
    if (localName === 'canvas') this.getContext = (): object => makeCanvas()
  }

  get tagName(): string { return this.nodeName }
  get isWidget(): boolean { return this.localName in widgets }
  get children(): UxpElement[] { return this.childNodes.filter((node) => node instanceof UxpElement) }
  get className(): string { return this.getAttribute('class') ?? '' }
  set className(text: string) { this.setAttribute('class', text) }
  get id(): string { return this.getAttribute('id') ?? '' }
  set id(text: string) { this.setAttribute('id', text) }

  getAttribute(name: string): string | null { return this.attributes.find((each) => each.name === name)?.value ?? null }
  hasAttribute(name: string): boolean { return this.getAttribute(name) !== null }
  setAttribute(name: string, value: unknown): void {
    this.removeAttribute(name)
    this.attributes.push({ name, value: String(value) })
    if (name === 'style') this.style.cssText = value
  }

  removeAttribute(name: string): void {
    const index = this.attributes.findIndex((each) => each.name === name)
    if (index >= 0) this.attributes.splice(index, 1)
  }

  querySelectorAll(selector: string): UxpElement[] {
    const matches = compile(selector)
    const all = (node: UxpElement): UxpElement[] => node.children.flatMap((child) => [child, ...all(child)])
    return all(this).filter(matches)
  }

  querySelector(selector: string): UxpElement | null { return this.querySelectorAll(selector)[0] ?? null }
  getBoundingClientRect(): object { return { left: 0, top: 0, right: 300, bottom: 20, width: 300, height: 20, x: 0, y: 0 } }
  get clientWidth(): number { return 300 }
  get offsetWidth(): number { return 300 }
  focus(): void { this.dispatchEvent(new UxpEvent('focus')) }
  blur(): void { this.dispatchEvent(new UxpEvent('blur')) }
  click(init: Record<string, unknown> = {}): void {
    if (this.disabled === true || this.hasAttribute('disabled')) return
    this.dispatchEvent(new UxpEvent('click', { bubbles: true, ...init }))
  }
}

/** A tag, `#id`, `.class`, `[name]` and `[name=value]`, together; a list of them by commas. */
function compile(selector: string): (element: UxpElement) => boolean {
  const choices = selector.split(',').map((choice) => choice.trim())
  return (element) => choices.some((choice) => {
    const parts = choice.match(/[a-z][\w-]*|#[\w-]+|\.[\w-]+|\[[^\]]+\]/gi) ?? []
    return parts.every((part) => {
      if (part.startsWith('#')) return element.id === part.slice(1)
      if (part.startsWith('.')) return element.className.split(' ').includes(part.slice(1))
      if (!part.startsWith('[')) return element.localName === part
      const [name = '', value] = part.slice(1, -1).split('=').map((text) => text.replace(/^"|"$/g, ''))
      return value === undefined ? element.hasAttribute(name) : element.getAttribute(name) === value
    })
  })
}

/** S10: shapes only; there is no drawImage and no putImageData. */
function makeCanvas(): object {
  const nothing = (): void => undefined
  return {
    fillStyle: '', strokeStyle: '', lineWidth: 1, globalAlpha: 1, fillRect: nothing, strokeRect: nothing, clearRect: nothing,
    beginPath: nothing, closePath: nothing, moveTo: nothing, lineTo: nothing, arc: nothing, fill: nothing, stroke: nothing,
  }
}
