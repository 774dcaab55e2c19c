/// <reference lib="dom" />
import type { Page } from 'playwright-core'

export interface Region {
  x: number
  y: number
  width: number
  height: number
}

export interface Seen {
  /** All words within the region, in the order of the page. */
  words: string
  /** Lines of words that its edge, or that of something that scrolls, cuts. */
  cut: string[]
}

/** What can be read in a part of a page: asked of the page itself, shadow trees included. */
export function readRegion(page: Page, region: Region): Promise<Seen> {
  return page.evaluate((wanted) => {
    type Box = { left: number; top: number; right: number; bottom: number }
    const SLACK_PX = 2
    const meet = (a: Box, b: Box): Box => ({
      left: Math.max(a.left, b.left), top: Math.max(a.top, b.top),
      right: Math.min(a.right, b.right), bottom: Math.min(a.bottom, b.bottom),
    })
    const areaOf = (box: Box): number => Math.max(0, box.right - box.left) * Math.max(0, box.bottom - box.top)
    const above = (element: Element): Element | null =>
      element.assignedSlot ?? element.parentElement ?? (element.getRootNode() as Partial<ShadowRoot>).host ?? null
    const clipOf = (element: Element | null): Box => {
      let box: Box = { left: wanted.x, top: wanted.y, right: wanted.x + wanted.width, bottom: wanted.y + wanted.height }
      for (let each = element; each !== null; each = above(each)) {
        if (getComputedStyle(each).overflow !== 'visible') box = meet(box, each.getBoundingClientRect())
      }
      return box
    }
    const seen = { words: [] as string[], cut: [] as string[] }
    const look = (text: Text): void => {
      const element = text.parentElement ?? (text.getRootNode() as ShadowRoot).host
      const words = text.data.trim()
      if (words === '' || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return
      if (/^(style|script)$/i.test(element.tagName)) return
      const range = document.createRange()
      range.selectNodeContents(text)
      const clip = clipOf(element)
      const lines = [...range.getClientRects()].filter((line) => line.width > 0)
      const shares = lines.map((line) => {
        const [left, top] = [clip.left - SLACK_PX, clip.top - SLACK_PX]
        return areaOf(meet(line, { left, top, right: clip.right + SLACK_PX, bottom: clip.bottom + SLACK_PX })) / areaOf(line)
      })
      if (shares.some((share) => share > 0.5)) seen.words.push(words)
      if (shares.some((share) => share > 0.2 && share < 0.95)) seen.cut.push(words)
    }
    const walk = (node: Node): void => {
      if (node instanceof Text) return look(node)
      if (node instanceof Element && node.shadowRoot) walk(node.shadowRoot)
      for (const child of node.childNodes) walk(child)
    }
    walk(document.body)
    return { words: seen.words.join(' ').replace(/\s+/g, ' '), cut: seen.cut }
  }, region)
}
