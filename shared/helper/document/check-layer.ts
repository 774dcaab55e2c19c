import type { Samples } from '#native'
import type { Bounds } from '#protocol'
import type { PlaneReader, RowRange } from './picture-rows'
import type { PsdLayer, PsdDocument } from './psd-document'

/** A signal colour that photographs rarely hold; 0..1, encoded. */
const COLOUR = [1, 0.2, 0.6] as const
const GRAY = 1

/** 2 to 4 pixels, thicker on larger pictures. */
const lineWidthPx = (size: { width: number; height: number }): number =>
  Math.max(2, Math.min(4, Math.round(Math.max(size.width, size.height) / 1500)))

/** The hidden layer that shows where to look: an outline around each box, nothing inside. Undefined if none is inside. */
export function checkLayer(
  boxes: readonly Bounds[], document: Pick<PsdDocument, 'width' | 'height' | 'mode'>,
): PsdLayer | undefined {
  const linePx = lineWidthPx(document)
  const clamp = (value: number, limit: number): number => Math.max(0, Math.min(limit, value))
  const outlines = boxes.map((box) => ({
    left: clamp(box.left - linePx, document.width),
    top: clamp(box.top - linePx, document.height),
    right: clamp(box.right + linePx, document.width),
    bottom: clamp(box.bottom + linePx, document.height),
  })).filter((box) => box.right > box.left && box.bottom > box.top)
  if (outlines.length === 0) return undefined
  const bounds: Bounds = {
    left: Math.min(...outlines.map((box) => box.left)),
    top: Math.min(...outlines.map((box) => box.top)),
    right: Math.max(...outlines.map((box) => box.right)),
    bottom: Math.max(...outlines.map((box) => box.bottom)),
  }
  const shades = document.mode === 'rgb' ? COLOUR : [GRAY]
  return {
    name: 'Check here', isHidden: true, opacity: 1, blend: 'normal', isFlat: true, bounds,
    colours: shades.map((shade): PlaneReader => (range, out) => {
      out.fill(shade * whiteOf(out), 0, range.count * (bounds.right - bounds.left))
    }),
    alpha: (range, out) => { drawOutlines(outlines, { bounds, linePx, range }, out) },
  }
}

const whiteOf = (out: Samples): number => (out instanceof Float32Array ? 1 : out instanceof Uint16Array ? 65535 : 255)

function drawOutlines(
  outlines: readonly Bounds[], where: { bounds: Bounds; linePx: number; range: RowRange }, out: Samples,
): void {
  const { bounds, linePx, range } = where
  const width = bounds.right - bounds.left
  const white = whiteOf(out)
  out.fill(0, 0, range.count * width)
  for (let row = 0; row < range.count; row++) {
    const y = bounds.top + range.top + row
    for (const box of outlines) {
      if (y < box.top || y >= box.bottom) continue
      const from = row * width + box.left - bounds.left
      const to = row * width + box.right - bounds.left
      if (y < box.top + linePx || y >= box.bottom - linePx) {
        out.fill(white, from, to)
      } else {
        out.fill(white, from, Math.min(to, from + linePx))
        out.fill(white, Math.max(from, to - linePx), to)
      }
    }
  }
}
