'use strict'

// `npm run package`, second half: the archive for the system that this runs on, into dist/ or the folder named.
const { join, resolve } = require('node:path')
const { asFailure } = require('#protocol')
const { buildArchive } = require('./archive')

const root = join(__dirname, '../..')

buildArchive({ root, to: resolve(process.argv[2] ?? join(root, 'dist')) }).then(({ file, bytes }) => {
  process.stdout.write(`${file}, ${(bytes / 1e6).toFixed(1)} MB\n`)
}, (thrown) => {
  const { code, message, hint } = asFailure(thrown)
  process.stderr.write(`${code}: ${message} ${hint}\n`)
  process.exitCode = 1
})
