'use strict'

// Draws the panel's icons: a circle of which one half is kept and the other is a mask's checkerboard. `node draw-icons.js`
// writes the PNGs beside it.
const { writeFileSync } = require('node:fs')
const { join } = require('node:path')
const { crc32, deflateSync } = require('node:zlib')

const SIZE_PX = 23
/** Points per side of a pixel, for smooth edges. */
const POINTS = 4

/** 0..1 of a point of the icon, both 0..1. */
function isInk(x, y) {
  const distance = Math.hypot(x - 0.5, y - 0.5)
  if (distance > 0.44) return false
  if (distance > 0.38 || x < 0.5) return true
  return (Math.floor(x * 11.5) + Math.floor(y * 11.5)) % 2 === 0
}

function alphaAt(column, row, size) {
  let hits = 0
  for (let point = 0; point < POINTS * POINTS; point += 1) {
    const x = (column + (point % POINTS + 0.5) / POINTS) / size
    const y = (row + (Math.floor(point / POINTS) + 0.5) / POINTS) / size
    if (isInk(x, y)) hits += 1
  }
  return Math.round(255 * hits / (POINTS * POINTS))
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data])
  const made = Buffer.alloc(body.length + 8)
  made.writeUInt32BE(data.length, 0)
  body.copy(made, 4)
  made.writeUInt32BE(crc32(body), body.length + 4)
  return made
}

function drawPng(size, gray) {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(size, 0)
  head.writeUInt32BE(size, 4)
  head.set([8, 6, 0, 0, 0], 8)
  const rows = Buffer.alloc(size * (size * 4 + 1))
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      rows.set([gray, gray, gray, alphaAt(column, row, size)], row * (size * 4 + 1) + 1 + column * 4)
    }
  }
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10])
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))])
}

for (const [name, gray] of [['light', 224], ['dark', 70]]) {
  writeFileSync(join(__dirname, `${name}.png`), drawPng(SIZE_PX, gray))
  writeFileSync(join(__dirname, `${name}@2x.png`), drawPng(SIZE_PX * 2, gray))
}
