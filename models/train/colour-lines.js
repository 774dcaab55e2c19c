'use strict'

/**
 * The product's own colour-line refinement for training data. Reads lines of JSON {picture, plane, target, side, width,
 * height}: raw RGB bytes of `side` x `side`, a matte of `width` x `height` floats, and where the refined matte goes (bytes;
 * beside it, in TARGET.cells, which cells were unknown). Answers each line with the side of a cell in pixels.
 */
const { readFileSync, writeFileSync } = require('node:fs')
const { createInterface } = require('node:readline')
const { plainHeader } = require('#protocol')
const { refineByColour } = require('#helper/pipeline/matte-refine')
const { makeTrimap } = require('#helper/pipeline/trimap')

createInterface({ input: process.stdin }).on('line', (line) => {
  const { picture, plane, target, side, width, height } = JSON.parse(line)
  const bytes = readFileSync(plane)
  const values = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
  const region = { left: 0, top: 0, width: side, height: side }
  const { cells, geometry } = makeTrimap(region, { width, height, values })
  writeFileSync(target, new Uint8Array(side * side))
  refineByColour({ width, height, values }, {
    picture: { file: picture, offset: 0, header: plainHeader(region, 'rgb', 'u8') },
    target: { file: target, offset: 0, header: plainHeader(region, 'gray', 'u8') },
    region, keep: false,
  }, () => {})
  writeFileSync(`${target}.cells`, cells)
  process.stdout.write(`${geometry.stepPx * geometry.cellPx}\n`)
})
