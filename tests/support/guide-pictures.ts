import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Locator, Page } from 'playwright-core'
import sharp from 'sharp'
import { readRegion, type Region } from './guide-seen'
import { temporaryFolder } from './helper'
import { pngChunk } from './png-chunk'

/** Where the guide's pictures are kept. */
export const PICTURES = path.resolve(__dirname, '../../docs/images/guide')

/** They are written there only when asked for; else beside, to be compared. */
export const writesGuide = process.env.FIRSTPASS_WRITE_GUIDE === '1'

/** Of a picture as it is kept. */
export const MOST_BYTES = 150_000

/** The next one may be a little larger. */
const ROOM = 0.95

const PADDING_PX = 4
const AROUND_PX = 8

export interface Shot {
  name: string
  /** The first that is seen, from its upper edge on; the page's own upper edge where left out. */
  from?: Locator
  /** The last that is seen; the window's lower edge where left out. */
  to?: Locator
  /** As wide as this; the whole page where left out. */
  across?: Locator
  /** One thing alone, with a little around it. */
  of?: Locator
  /** Of something tall its upper part is enough. */
  mostPx?: number
  /** What must be read in it. */
  words: readonly string[]
  /** What it shows depends on the machine: its programs, its graphics card. */
  isOfMachine?: boolean
}

async function regionOf(page: Page, { from, to, of, across = of, mostPx = Infinity }: Shot): Promise<Region> {
  const all = page.viewportSize() ?? { width: 0, height: 0 }
  const boxOf = async (locator: Locator | undefined): Promise<Region | undefined> => {
    if (!locator) return undefined
    const box = await locator.boundingBox()
    if (!box) throw new Error(`not to be seen: ${String(locator)}`)
    return box
  }
  const [one, first, last] = [await boxOf(across), await boxOf(from ?? of), await boxOf(to ?? of)]
  const left = one ? Math.floor(one.x - AROUND_PX) : 0
  const right = one ? Math.ceil(one.x + one.width + AROUND_PX) : all.width
  const padding = of ? AROUND_PX : PADDING_PX
  const top = Math.max(0, first ? Math.floor(first.y - padding) : 0)
  const bottom = Math.min(all.height, top + mostPx, last ? Math.ceil(last.y + last.height + padding) : Infinity)
  return { x: Math.max(0, left), y: top, width: Math.min(all.width, right) - Math.max(0, left), height: bottom - top }
}

export interface Taken {
  file: string
  /** What is read in it, and what its edge cuts. */
  words: string
  cut: readonly string[]
}

const taken: { folder?: string } = {}

/** Takes a picture of a part of a page as it is now, with nothing focused; what is read in a kept one is its description. */
export async function take(page: Page, shot: Shot): Promise<Taken> {
  await page.mouse.move(0, 0)
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  await (shot.of ?? shot.from)?.evaluate((element) => element.scrollIntoView({ block: 'start' }))
  const region = await regionOf(page, shot)
  const seen = await readRegion(page, region)
  taken.folder ??= writesGuide ? PICTURES : process.env.FIRSTPASS_SHOTS ?? temporaryFolder()
  mkdirSync(taken.folder, { recursive: true })
  const file = path.join(taken.folder, `${shot.name}.png`)
  const picture = await page.screenshot({ clip: region, animations: 'disabled' })
  writeFileSync(file, writesGuide ? describe(await pack(picture), seen.words) : picture)
  return { file, ...seen }
}

/** In as many colours as there is room for. */
async function pack(picture: Buffer): Promise<Buffer> {
  for (const quality of [80, 60, 40]) {
    const packed = await sharp(picture).png({ palette: true, quality, dither: 0.5, effort: 7 }).toBuffer()
    if (packed.length <= ROOM * MOST_BYTES) return packed
  }
  throw new Error('the picture is too large')
}

const DESCRIPTION = Buffer.from('Description\0\0\0\0\0', 'latin1')
/** Of the last chunk, IEND, with its length and checksum. */
const END_BYTES = 12

function describe(png: Buffer, words: string): Buffer {
  const chunk = pngChunk('iTXt', Buffer.concat([DESCRIPTION, Buffer.from(words, 'utf8')]))
  return Buffer.concat([png.subarray(0, -END_BYTES), chunk, png.subarray(-END_BYTES)])
}

/** What was read in a picture when it was taken. */
export function wordsOf(png: Buffer): string {
  const at = png.indexOf(DESCRIPTION)
  if (at < 0) throw new Error('the picture has no description: it was not made by the test')
  const length = png.readUInt32BE(at - 8) - DESCRIPTION.length
  return png.subarray(at + DESCRIPTION.length, at + DESCRIPTION.length + length).toString('utf8')
}

/** A picture as it is kept; undefined where there is none. */
export function kept(name: string): Buffer | undefined {
  const file = path.join(PICTURES, `${name}.png`)
  return existsSync(file) ? readFileSync(file) : undefined
}
