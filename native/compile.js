'use strict'

const path = require('node:path')
const { BuildSystem } = require('cmake-js')

// cmake-js looks for `binary.napi_versions` beside CMakeLists.txt, but this project has one package.json only, at its root.
// Without it, it would download the runtime's headers instead of taking those of node-api-headers.
const system = new BuildSystem({ directory: __dirname, out: path.join(__dirname, '../build/native'), preferNinja: true })
system.options.isNodeApi = true

system.compile().catch(() => {
  process.exitCode = 1
})
