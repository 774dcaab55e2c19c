import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import path from 'node:path'

/** Writes a file and the folders above it. */
export function put(file: string, text = '', mode = 0o644): string {
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, text)
  chmodSync(file, mode)
  return file
}

/** An unpacked archive in the layout of the real one, of which nothing works but `--version`. */
export function pretendArchive(folder: string, version: string): string {
  const at = (name: string): string => path.join(folder, name)
  put(at('runtime/node'), '#!/bin/sh\ncat "$(dirname "$0")/../app/version"\n', 0o755)
  put(at('app/version'), version)
  put(at('app/package.json'), JSON.stringify({ name: 'firstpass', version }))
  put(at('app/bin/firstpass.js'), '// the command line')
  put(at('app/build/shared/helper/main.js'), '// the helper')
  put(at('plugins/firstpass.lua'), `-- script of ${version}`)
  put(at('plugins/resolve/com.firstpass.resolve/main.js'), `// plugin of ${version}`)
  put(at('plugins/firstpass-photoshop.ccx'), 'zip')
  put(at('licences/LIST.txt'), 'licences')
  put(at('models/u2netp-0123456789abcdef.onnx'), 'weights')
  return folder
}

/** Everything below a folder: its path, what it is, and what is in it. */
export function snapshot(folder: string, below = ''): string[] {
  return readdirSync(path.join(folder, below)).sort().flatMap((name) => {
    const where = path.join(below, name)
    const full = path.join(folder, where)
    const stat = lstatSync(full)
    if (stat.isSymbolicLink()) return [`${where} -> ${readlinkSync(full)}`]
    if (stat.isDirectory()) return [`${where}/`, ...snapshot(folder, where)]
    return [`${where} ${createHash('sha256').update(readFileSync(full)).digest('hex').slice(0, 16)}`]
  })
}
