import { isUndrawn, UxpElement } from './dom-element'
import { UxpNode, UxpText } from './dom-node'

/** The page that a plugin's script runs in. */
export class UxpDocument extends UxpNode {
  private readonly set: string[] = []
  readonly documentElement: UxpElement
  readonly head: UxpElement
  readonly body: UxpElement
  readonly activeElement: UxpElement | null = null

  constructor() {
    super(null, 9, '#document')
    this.documentElement = this.createElement('html')
    this.head = this.createElement('head')
    this.body = this.createElement('body')
    this.appendChild(this.documentElement)
    this.documentElement.appendChild(this.head)
    this.documentElement.appendChild(this.body)
  }

  createElement(name: string): UxpElement { return new UxpElement(this, name.toLowerCase()) }

  /** S10: what was declared, on elements and in style sheets, though UXP draws nothing of it. */
  get undrawn(): string[] {
    const sheets = this.querySelectorAll('style').flatMap(({ textContent }) => textContent.match(/[\w-]+:[^;{}]+/g) ?? [])
    return [...this.set, ...sheets].filter(isUndrawn)
  }

  noteStyle(declaration: string): void { this.set.push(declaration) }
  createElementNS(_namespace: string | null, name: string): UxpElement { return this.createElement(name) }
  createTextNode(text: string): UxpText { return new UxpText(this, String(text)) }
  createComment(text: string): UxpText { return new UxpText(this, text, 8) }
  getElementById(id: string): UxpElement | null { return this.querySelector(`#${id}`) }
  querySelector(selector: string): UxpElement | null { return this.documentElement.querySelector(selector) }
  querySelectorAll(selector: string): UxpElement[] { return this.documentElement.querySelectorAll(selector) }
}
