import { extname } from 'node:path'

/** Containers of clips; those of raw footage too, so that the helper says what to do with them. */
const clips = [
  '.mov', '.mp4', '.m4v', '.mkv', '.webm', '.avi', '.mxf', '.mts', '.m2ts', '.ts', '.mpg', '.mpeg', '.wmv', '.flv', '.ogv',
  '.3gp', '.dv', '.y4m', '.braw', '.r3d', '.crm', '.ari',
]

/** A file that moves: by its name alone, since nothing has been opened yet. */
export const isClipPath = (path: string): boolean => clips.includes(extname(path).toLowerCase())
