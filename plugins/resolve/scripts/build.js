'use strict'

// Compiles the script for Resolve's Scripts menu into one file, build/resolve/firstpass.lua.
const { mkdirSync, renameSync, writeFileSync } = require('node:fs')
const { basename, dirname, join } = require('node:path')
const ts = require('typescript')
const tstl = require('typescript-to-lua')

/** Lua's own errors ask `debug` for a trace, and the sandbox of 21.1 has none: this stands before everything. */
const FIRST = 'if debug == nil then debug = { traceback = function(text) return text end } end\n'

const folder = join(__dirname, '../../../build/resolve')
const { diagnostics } = tstl.transpileProject(join(__dirname, 'tsconfig.json'), { outDir: folder }, (path, text) => {
  const file = join(folder, basename(path))
  mkdirSync(dirname(file), { recursive: true })
  // At once, for those who start it meanwhile.
  writeFileSync(`${file}.${process.pid}`, FIRST + text)
  renameSync(`${file}.${process.pid}`, file)
})
const host = { getCurrentDirectory: () => __dirname, getCanonicalFileName: (path) => path, getNewLine: () => '\n' }
if (diagnostics.length > 0) process.stderr.write(ts.formatDiagnostics(diagnostics, host))
process.exitCode = diagnostics.some(({ category }) => category === ts.DiagnosticCategory.Error) ? 1 : 0
