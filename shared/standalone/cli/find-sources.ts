import { type Stats, readdirSync, statSync } from 'node:fs'
import { extname, join, parse, resolve } from 'node:path'
import { type FirstpassError, failure } from '#protocol'
import { isClipPath } from './clip-path'

const readable = ['.jpg', '.jpeg', '.png', '.tif', '.tiff', '.webp', '.avif', '.psd', '.psb']

/** Names that this program gave to results of its own; skipped in folders while their source stands beside them. */
const ownResult = /^(.+)-(subject|denoised|upscaled-[1234]x|slow-[\d.]+x|[\d.]+fps)$/

export interface Sources {
  files: string[]
  /** Arguments that lead to nothing; the others still run. */
  failures: { path: string; error: FirstpassError }[]
}

/** Files as they are named, folders as the pictures and clips in them (not deeper), in natural order, each once. */
export function findSources(args: readonly string[]): Sources {
  const found = new Set<string>()
  const failures: Sources['failures'] = []
  for (const arg of args) {
    const path = resolve(arg)
    const stats = look(path)
    if (stats === undefined) failures.push({ path: arg, error: failure('FILE_MISSING', { path: arg }) })
    else if (!stats.isDirectory()) found.add(path)
    else {
      const inside = sourcesIn(path)
      if (inside.length === 0) {
        const reason = 'the folder holds no pictures and no clips'
        failures.push({ path: arg, error: failure('FILE_UNSUPPORTED', { path: arg, reason }) })
      }
      for (const file of inside) found.add(file)
    }
  }
  return { files: [...found], failures }
}

function look(path: string): Stats | undefined {
  try {
    return statSync(path)
  } catch {
    return undefined
  }
}

function sourcesIn(folder: string): string[] {
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .filter((name) => readable.includes(extname(name).toLowerCase()) || isClipPath(name))
  const stems = new Set(names.flatMap((name) => [parse(name).name, name]))
  const sources = names.filter((name) => {
    const source = ownResult.exec(parse(name).name)?.[1]
    return source === undefined || !stems.has(source)
  })
  const order = new Intl.Collator('en', { numeric: true })
  return sources.sort((a, b) => order.compare(a, b)).map((name) => join(folder, name))
}
