import type { UxpEvent } from './dom-event'

type Listener = ((event: UxpEvent) => void) | { handleEvent(event: UxpEvent): void }

/** Nodes as a panel's views use them: a tree, and events that bubble. */
export class UxpNode {
  parentNode: UxpNode | null = null
  readonly childNodes: UxpNode[] = []
  private readonly listeners = new Map<string, Listener[]>()

  constructor(readonly ownerDocument: object | null, readonly nodeType: number, readonly nodeName: string) {}

  get parentElement(): UxpNode | null { return this.parentNode }
  get firstChild(): UxpNode | null { return this.childNodes[0] ?? null }
  get lastChild(): UxpNode | null { return this.childNodes.at(-1) ?? null }
  get nextSibling(): UxpNode | null { return this.sibling(1) }
  get previousSibling(): UxpNode | null { return this.sibling(-1) }
  get isConnected(): boolean { return this.parentNode?.isConnected ?? this.nodeType === 9 }

  private sibling(by: number): UxpNode | null {
    const siblings = this.parentNode?.childNodes ?? []
    return siblings[siblings.indexOf(this) + by] ?? null
  }

  insertBefore(node: UxpNode, before: UxpNode | null): UxpNode {
    node.remove()
    const index = before === null ? -1 : this.childNodes.indexOf(before)
    if (index < 0) this.childNodes.push(node)
    else this.childNodes.splice(index, 0, node)
    node.parentNode = this
    return node
  }

  appendChild(node: UxpNode): UxpNode { return this.insertBefore(node, null) }

  removeChild(node: UxpNode): UxpNode {
    const index = this.childNodes.indexOf(node)
    if (index < 0) throw new Error('The node to be removed is not a child.')
    this.childNodes.splice(index, 1)
    node.parentNode = null
    return node
  }

  remove(): void { this.parentNode?.removeChild(this) }

  contains(node: UxpNode | null): boolean {
    return node !== null && (node === this || this.contains(node.parentNode))
  }

  get textContent(): string { return this.childNodes.map((node) => node.textContent).join('') }
  set textContent(text: string) {
    for (const node of [...this.childNodes]) node.remove()
    if (text !== '') this.appendChild(new UxpText(this.ownerDocument, text))
  }

  addEventListener(type: string, act: Listener, _options?: unknown): void {
    const known = this.listeners.get(type) ?? []
    if (!known.includes(act)) this.listeners.set(type, [...known, act])
  }

  removeEventListener(type: string, act: Listener, _options?: unknown): void {
    this.listeners.set(type, (this.listeners.get(type) ?? []).filter((known) => known !== act))
  }

  dispatchEvent(event: UxpEvent): boolean {
    event.target ??= this
    event.currentTarget = this
    for (const act of this.listeners.get(event.type) ?? []) {
      if (typeof act === 'function') act.call(this, event)
      else act.handleEvent(event)
    }
    if (event.bubbles && !event.isStopped) this.parentNode?.dispatchEvent(event)
    return !event.defaultPrevented
  }
}

export class UxpText extends UxpNode {
  constructor(document: object | null, public data: string, type = 3) {
    super(document, type, type === 3 ? '#text' : '#comment')
  }

  override get textContent(): string { return this.nodeType === 3 ? this.data : '' }
  override set textContent(text: string) { this.data = text }
  get nodeValue(): string { return this.data }
  set nodeValue(text: string) { this.data = text }
}
