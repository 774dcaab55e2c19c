import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

/**
 * What GIMP sees in a layered file; layers from the bottom to the top, as in our own options. Groups are left out, what is in
 * them is not: GIMP puts a layer and what is clipped to it into one.
 */
export interface GimpDocument {
  width: number
  height: number
  layers: GimpLayer[]
}

export interface GimpLayer {
  name: string
  visible: boolean
  left: number
  top: number
  width: number
  height: number
  /** Channel values 0..255 at each of the points asked for (document coordinates); undefined outside of the layer. */
  pixels: (number[] | undefined)[]
  /** The mask's value there, exact to 1 below 128 and to 2 above; undefined without a mask. */
  mask: (number | undefined)[] | undefined
}

const script = (file: string, points: readonly (readonly [number, number])[]): string => `
(define (say x) (display x) (newline))
(define (pixel drawable x y)
  (if (and (>= x 0) (>= y 0) (< x (car (gimp-drawable-width drawable))) (< y (car (gimp-drawable-height drawable))))
    (say (vector->list (cadr (gimp-drawable-get-pixel drawable x y))))
    (say "outside")))
(define (flat items)
  (apply append (map (lambda (item)
    (if (= (car (gimp-item-is-group item)) TRUE) (flat (vector->list (cadr (gimp-item-get-children item)))) (list item))) items)))
(let* ((image (car (gimp-file-load RUN-NONINTERACTIVE ${JSON.stringify(file)} "x")))
       (layers (flat (vector->list (cadr (gimp-image-get-layers image))))))
  (say "@begin") (say (car (gimp-image-width image))) (say (car (gimp-image-height image)))
  (for-each (lambda (layer)
    (say "@layer") (say (car (gimp-item-get-name layer))) (say (car (gimp-item-get-visible layer)))
    (say (car (gimp-drawable-offsets layer))) (say (cadr (gimp-drawable-offsets layer)))
    (say (car (gimp-drawable-width layer))) (say (car (gimp-drawable-height layer)))
    (let* ((left (car (gimp-drawable-offsets layer))) (top (cadr (gimp-drawable-offsets layer)))
           (mask (car (gimp-layer-get-mask layer))))
      ${points.map(([x, y]) => `(pixel layer (- ${x} left) (- ${y} top))`).join('\n      ')}
      (if (= mask -1) (say "@nomask")
        (begin (say "@mask") ${points.map(([x, y]) => `(pixel mask (- ${x} left) (- ${y} top))`).join(' ')}))))
    layers)
  (say "@end"))
(gimp-quit 0)
`

/** Opens `file` in GIMP 2.10's console and asks for its layers, and for their values at `points`. */
export function readWithGimp(file: string, points: readonly (readonly [number, number])[] = []): GimpDocument {
  const home = mkdtempSync(path.join(os.tmpdir(), 'firstpass-gimp-'))
  try {
    const run = spawnSync('gimp-console', ['-i', '-d', '-f', '--batch-interpreter=plug-in-script-fu-eval', '-b', '-'], {
      input: script(file, points), encoding: 'utf8', timeout: 50_000, env: { ...process.env, GIMP2_DIRECTORY: home },
    })
    const lines = run.stdout.split('\n').map((line) => line.replace(/^(ts|\d*)> ?/, '').trim()).filter((line) => line !== '')
    const begin = lines.indexOf('@begin')
    if (begin < 0 || !lines.includes('@end')) throw new Error(`GIMP could not read ${file}:\n${run.stdout}\n${run.stderr}`)
    return parse(lines.slice(begin + 1, lines.indexOf('@end')), points.length)
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

function parse(lines: string[], points: number): GimpDocument {
  const document: GimpDocument = { width: Number(lines[0]), height: Number(lines[1]), layers: [] }
  const values = (line: string | undefined): number[] | undefined =>
    line === undefined || line === 'outside' ? undefined : line.replace(/[()]/g, '').split(' ').map(Number)
  for (let at = 2; at < lines.length;) {
    const [, name = '', visible, left, top, width, height] = lines.slice(at, at + 7)
    at += 7
    const pixels = lines.slice(at, at + points).map(values)
    at += points
    const hasMask = lines[at++] === '@mask'
    const mask = hasMask ? lines.slice(at, at + points).map((line) => stored(values(line)?.[0])) : undefined
    if (hasMask) at += points
    document.layers.unshift({
      name, visible: visible === '1', left: Number(left), top: Number(top), width: Number(width), height: Number(height),
      pixels, mask,
    })
  }
  return document
}

/** GIMP takes masks as linear light and shows their values encoded as sRGB: back to what the file holds. */
function stored(shown: number | undefined): number | undefined {
  if (shown === undefined) return undefined
  const value = shown / 255
  return Math.round(255 * (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
}
