'use strict'

// Run by the runtime of an archive, with the archive's folder app/: follows every require and import from the program's own
// files through its packages, and prints, as JSON, what is followed and what can't be found.
const { readdirSync, readFileSync } = require('node:fs')
const { createRequire, isBuiltin } = require('node:module')
const { join, relative } = require('node:path')

const app = process.argv[2]
const reach = /(?:^|[^.\w])(?:require(?:\.resolve)?|import|createRequire\(__filename\))\(\s*(["'])([^"'\n]+)\1\s*\)/g
const waiting = readdirSync(join(app, 'build/shared'), { recursive: true })
  .concat(readdirSync(join(app, 'build/native/lib'), { recursive: true }).map((path) => join('../native/lib', path)))
  .filter((path) => path.endsWith('.js')).map((path) => join(app, 'build/shared', path))
const seen = new Set(waiting)
const unresolved = []

function resolveFrom(file, target) {
  try {
    return createRequire(file).resolve(target)
  } catch {
    unresolved.push(`${relative(app, file)} ${target}`)
    return undefined
  }
}

while (waiting.length > 0) {
  const file = waiting.pop()
  const text = readFileSync(file, 'utf8').replace(/^\s*(\/\/|\*|\/\*).*$/gm, '')
  for (const [, , target] of text.matchAll(reach)) {
    const found = isBuiltin(target) ? undefined : resolveFrom(file, target)
    if (found === undefined || seen.has(found)) continue
    seen.add(found)
    if (/\.[cm]?js$/.test(found)) waiting.push(found)
  }
}

process.stdout.write(JSON.stringify({ followed: [...seen].map((path) => relative(app, path)), unresolved }))
