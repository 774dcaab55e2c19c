'use strict'

// Compiles the model and Lua's side of it into one file that luajit runs, build/resolve/simulator.lua.
const { mkdirSync, renameSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')
const ts = require('typescript')
const tstl = require('typescript-to-lua')

/** What the simulator needs itself, and takes away from the scripts that run in it. */
const FIRST = "local io, os, debug, jit, newproxy, ffi = io, os, debug, jit, newproxy, require('ffi')\n"

const folder = join(__dirname, '../../../../build/resolve')
const { diagnostics } = tstl.transpileProject(join(__dirname, 'tsconfig.json'), { outDir: folder }, (path, text) => {
  const file = join(folder, 'simulator.lua')
  mkdirSync(folder, { recursive: true })
  writeFileSync(`${file}.${process.pid}`, FIRST + text)
  renameSync(`${file}.${process.pid}`, file)
})
const host = { getCurrentDirectory: () => __dirname, getCanonicalFileName: (path) => path, getNewLine: () => '\n' }
if (diagnostics.length > 0) process.stderr.write(ts.formatDiagnostics(diagnostics, host))
process.exitCode = diagnostics.some(({ category }) => category === ts.DiagnosticCategory.Error) ? 1 : 0
