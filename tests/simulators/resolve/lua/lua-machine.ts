import { factsOfProbe, probeArguments } from '../model/probe'
import { renderArguments } from '../model/render-file'
import type { MediaFacts, Surroundings } from '../model/surroundings'

ffi.cdef(`
  typedef struct { long seconds; long nanoseconds; } moment;
  int clock_gettime(int clock, moment *into);
  int usleep(unsigned int microseconds);
  int getpid(void);
  int access(const char *path, int mode);
`)

export const sleep = (seconds: number): void => { ffi.C.usleep(seconds * 1e6) }
/** Seconds of a clock that only goes forward. */
export function readClock(): number {
  const moment = ffi.new('moment')
  ffi.C.clock_gettime(1, moment)
  return tonumber(moment.seconds)! + tonumber(moment.nanoseconds)! / 1e9
}

export const processId = (): number => ffi.C.getpid()

export const isFolder = (path: string): boolean => ffi.C.access(`${path}/.`, 0) === 0
export const isFile = (path: string): boolean => ffi.C.access(path, 0) === 0 && !isFolder(path)

/** A picture of one pixel, as PNG. */
const pixel = [137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0, 1, 0, 0, 0, 1, 8, 6, 0, 0, 0, 31, 21, 196,
  137, 0, 0, 0, 13, 73, 68, 65, 84, 120, 218, 99, 100, 96, 248, 95, 15, 0, 2, 135, 1, 128, 235, 71, 186, 146, 0, 0, 0, 0, 73,
  69, 78, 68, 174, 66, 96, 130]

const inShell = (text: string): string => `'${text.split(`'`).join(`'\\''`)}'`

function outputOf(command: string): string {
  const [pipe] = io.popen(command, 'r')
  if (pipe === undefined) return ''
  const text = pipe.read('*a') ?? ''
  pipe.close()
  return text
}

export function readFile(path: string): string | undefined {
  const [file] = io.open(path, 'rb')
  const text = file?.read('*a')
  file?.close()
  return text
}

export function writeFile(path: string, parts: string[]): boolean {
  const [file] = io.open(path, 'wb')
  if (file === undefined) return false
  for (const part of parts) {
    file.write(part)
    file.flush()
    // Long enough that a reader meets the half of it.
    if (parts.length > 1) sleep(0.002)
  }
  file.close()
  return true
}

export interface LuaSurroundings {
  media: Record<string, MediaFacts>
  /** ffprobe; "" where files are not looked into. */
  probe: string
}

/** The files of the machine that luajit runs on, by Lua's own functions, which the sandboxed script has not. */
export function luaSurroundings({ media, probe }: LuaSurroundings): Surroundings {
  return {
    mediaOf(path) {
      if (media[path] !== undefined) return media[path]
      if (probe === '' || !isFile(path)) return undefined
      return factsOfProbe(path, outputOf([probe, ...probeArguments, path].map(inShell).join(' ')))
    },
    fileExists: (path) => media[path] !== undefined || isFile(path),
    folderExists: isFolder,
    readText: readFile,
    writeText: (path, parts) => { writeFile(path, parts) },
    listFiles: (folder) => outputOf(`find ${inShell(folder)} -type f -printf '%P\\n'`).split('\n').filter((name) => name !== ''),
    renderFile(file) {
      if (isFile(file.source)) outputOf(['ffmpeg', ...renderArguments(file)].map(inShell).join(' '))
    },
    writeStill: (path) => { writeFile(path, [string.char(...pixel)]) },
  }
}
