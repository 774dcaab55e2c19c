import { spawnSync } from 'node:child_process'
import { appendFileSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { factsOfProbe, probeArguments } from './model/probe'
import { renderArguments } from './model/render-file'
import type { MediaFacts, Surroundings } from './model/surroundings'

/** A picture of one pixel. */
const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64',
)

const isFolder = (path: string): boolean => existsSync(path) && statSync(path).isDirectory()

export interface NodeSurroundings {
  /** Media that is not really there. */
  media?: Record<string, MediaFacts>
  /** ffprobe, for files that are. */
  probe?: string
}

/** Node's files; media that a test only pretends is there beside those that ffprobe knows. */
export function nodeSurroundings({ media = {}, probe }: NodeSurroundings = {}): Surroundings {
  const probed = (path: string): MediaFacts | undefined => {
    if (probe === undefined || !existsSync(path)) return undefined
    return factsOfProbe(path, spawnSync(probe, [...probeArguments, path], { encoding: 'utf8' }).stdout)
  }
  return {
    mediaOf: (path) => media[path] ?? probed(path),
    fileExists: (path) => media[path] !== undefined || (existsSync(path) && !isFolder(path)),
    folderExists: isFolder,
    readText: (path) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined),
    writeText: (path, parts) => {
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, '')
      for (const part of parts) appendFileSync(path, part)
    },
    listFiles: (folder) => (isFolder(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : []),
    renderFile: (file) => {
      const { source, to, facts } = file
      if (media[source] === undefined) spawnSync('ffmpeg', renderArguments(file))
      else {
        media[to] = facts
        if (existsSync(source)) copyFileSync(source, to)
      }
    },
    writeStill: (path) => { writeFileSync(path, pixel) },
  }
}
