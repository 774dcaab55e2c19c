'use strict'

/** Preloaded into a helper and all its workers: notes every address that any of them connects to. */
const fs = require('node:fs')
const net = require('node:net')

const connect = net.Socket.prototype.connect
net.Socket.prototype.connect = function (...given) {
  const [options] = Array.isArray(given[0]) ? given[0] : given
  const target = typeof options === 'object' ? options.path ?? options.host ?? 'localhost' : given[1] ?? 'localhost'
  fs.appendFileSync(process.env.TEST_CONNECTIONS, `${target}\n`)
  return connect.apply(this, given)
}
