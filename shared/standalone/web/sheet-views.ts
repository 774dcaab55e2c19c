import type { Client } from '#client'
import { type Bounds, type PictureHeader, pixelBytes } from '#protocol'
import { boundsOf, intersect, type OpenDocument, type Sheet } from './document'
import { neverRead, opened } from './read-layer'
import { runJob, sheetOf } from './run-job'

/** A part of a sheet as the screen shows it; `bounds` in the document. */
export interface Piece {
  bounds: Bounds
  canvas: HTMLCanvasElement
}

/** Of a whole sheet, once and for all. */
const WHOLE_PX = 2048

/** A sheet as a picture, or as a mask: its values become alpha. */
export interface Shown {
  sheet: Sheet
  as: 'picture' | 'mask'
}

const keyOf = ({ sheet: { at, header: { origin } }, as }: Shown): string =>
  `${as} ${'job' in at ? `${at.job}/${at.result}` : at.blob} ${origin.left},${origin.top}`

interface Kept {
  whole?: Piece
  /** The part that was looked at closely last. */
  close?: Piece
  isAsked: boolean
}

/**
 * Pieces of sheets, made by the helper in sRGB and at most 4096 px wide, so that the page never holds a large picture.
 */
export class SheetViews {
  private readonly kept = new Map<string, Kept>()
  private latestLook = 0

  constructor(private readonly client: Client, private readonly onNews: () => void) {}

  /** What there is so far, coarse first; asks for what is missing. */
  pieces(document: OpenDocument, shown: Shown): readonly Piece[] {
    const kept = this.keptOf(shown)
    if (!kept.isAsked) {
      kept.isAsked = true
      void this.fetch(document, shown, { bounds: boundsOf(shown.sheet), maxPx: WHOLE_PX }).then((whole) => {
        if (whole) kept.whole = whole
        this.onNews()
      })
    }
    return [kept.whole, kept.close].filter((piece) => piece !== undefined)
  }

  /** Asks for a part of some sheets as large as the screen shows it; a later look ends this one. */
  async lookClosely(
    document: OpenDocument, all: readonly Shown[], { part, maxPx }: { part: Bounds; maxPx: number },
  ): Promise<void> {
    const look = ++this.latestLook
    for (const shown of all) {
      const kept = this.keptOf(shown)
      const bounds = intersect(part, boundsOf(shown.sheet))
      if (!bounds || isSharp(kept, bounds, maxPx)) continue
      const close = await this.fetch(document, shown, { bounds, maxPx })
      if (look !== this.latestLook) return
      if (close) kept.close = close
      this.onNews()
    }
  }

  /** Lets go of what no document has any more, and of sharp parts, up to 64 MiB each, of documents that are not in front. */
  keepOnly(all: readonly Shown[], inFront: readonly Shown[]): void {
    const wanted = new Set(all.map(keyOf))
    const sharp = new Set(inFront.map(keyOf))
    for (const [key, kept] of this.kept) {
      if (!wanted.has(key)) this.kept.delete(key)
      else if (!sharp.has(key)) delete kept.close
    }
  }

  private keptOf(shown: Shown): Kept {
    const key = keyOf(shown)
    const kept = this.kept.get(key) ?? { isAsked: false }
    this.kept.set(key, kept)
    return kept
  }

  /** Undefined where it can't be had now; the screen stays as it is then. */
  private async fetch(
    document: OpenDocument, { sheet, as }: Shown, { bounds, maxPx }: { bounds: Bounds; maxPx: number },
  ): Promise<Piece | undefined> {
    const { left, top } = sheet.header.origin
    const region = { left: bounds.left - left, top: bounds.top - top, right: bounds.right - left, bottom: bounds.bottom - top }
    try {
      const job = await runJob(this.client, {
        task: 'view', options: { region, maxPx },
        inputs: { picture: { header: sheet.header, held: sheet.at, read: neverRead }, metadata: opened(document) },
      })
      const { header } = sheetOf(job, 'view')
      const bytes = await readAll(this.client, job.id, header)
      void this.client.discard(job.id).catch(() => undefined)
      return { bounds, canvas: draw(header, bytes, as === 'mask') }
    } catch {
      return undefined
    }
  }
}

/** Windows are at most 16 MiB, a view 64 MiB. */
async function readAll(client: Client, job: string, header: PictureHeader): Promise<Uint8Array> {
  const bytes = new Uint8Array(pixelBytes(header))
  const windowBytes = 16 * 1024 * 1024
  for (let offset = 0; offset < bytes.length; offset += windowBytes) {
    const length = Math.min(windowBytes, bytes.length - offset)
    bytes.set(await client.window({ job, result: 'view' }, offset, length), offset)
  }
  return bytes
}

function isSharp({ whole, close }: Kept, bounds: Bounds, maxPx: number): boolean {
  const width = bounds.right - bounds.left
  const height = bounds.bottom - bounds.top
  const wanted = Math.min(1, maxPx / Math.max(width, height))
  return [whole, close].some((piece) => {
    if (!piece) return false
    const { left, top, right, bottom } = piece.bounds
    const isInside = left <= bounds.left && top <= bounds.top && right >= bounds.right && bottom >= bounds.bottom
    return isInside && piece.canvas.width / (right - left) >= wanted * 0.95
  })
}

const steps = { gray: 1, 'gray-alpha': 2, rgb: 3, 'rgb-alpha': 4 } as const

function draw({ width, height, channels }: PictureHeader, bytes: Uint8Array, isMask: boolean): HTMLCanvasElement {
  const image = new ImageData(width, height)
  const step = steps[channels]
  const isColour = step >= 3
  for (let from = 0, to = 0; from < bytes.length; from += step, to += 4) {
    if (isMask) {
      image.data[to + 3] = bytes[from] as number
      continue
    }
    image.data[to] = bytes[from] as number
    image.data[to + 1] = bytes[isColour ? from + 1 : from] as number
    image.data[to + 2] = bytes[isColour ? from + 2 : from] as number
    image.data[to + 3] = step === 2 || step === 4 ? bytes[from + step - 1] as number : 255
  }
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  canvas.getContext('2d')?.putImageData(image, 0, 0)
  return canvas
}
