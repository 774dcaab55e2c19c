/** An event of a panel. */
export class UxpEvent {
  target: object | null = null
  currentTarget: object | null = null
  defaultPrevented = false
  isStopped = false
  readonly bubbles: boolean
  readonly detail: unknown;
  [property: string]: unknown

  constructor(readonly type: string, init: { bubbles?: boolean; detail?: unknown; [property: string]: unknown } = {}) {
    const { bubbles = false, detail, ...more } = init
    Object.assign(this, more)
    this.bubbles = bubbles
    this.detail = detail
  }

  preventDefault(): void { this.defaultPrevented = true }
  stopPropagation(): void { this.isStopped = true }
  stopImmediatePropagation(): void { this.isStopped = true }
}
