import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** ImageMagick 6 in Debian's place, else the first on PATH (7 keeps the old names as links). */
const tool = (name: 'convert' | 'identify'): string => (existsSync(`/usr/bin/${name}`) ? `/usr/bin/${name}` : name)

function run(name: 'convert' | 'identify', args: string[]): Buffer {
  const done = spawnSync(tool(name), args, { timeout: 50_000, maxBuffer: 512 * 1024 * 1024 })
  if (done.status !== 0) throw new Error(`${name} ${args.join(' ')}: ${done.stderr?.toString() ?? String(done.error)}`)
  return done.stdout
}

export interface MagickPicture {
  width: number
  height: number
  left: number
  top: number
  depth: number
}

/** What ImageMagick sees in a file: of a PSD the merged picture, then the layers from the bottom to the top. */
export function identify(file: string): MagickPicture[] {
  return run('identify', ['-format', '%w %h %X %Y %z\n', file]).toString().trim().split('\n').map((line) => {
    const [width = 0, height = 0, left = 0, top = 0, depth = 0] = line.split(' ').map(Number)
    return { width, height, left, top, depth }
  })
}

/** Interleaved samples of one picture of a file, 0..65535, in ImageMagick's `map` of channels (RGB, RGBA, GRAY). */
export function readWithMagick(file: string, map: string, index = 0): Uint16Array {
  const bytes = run('convert', [`${file}[${index}]`, '-depth', '16', '-endian', 'LSB', `${map}:-`])
  return new Uint16Array(new Uint8Array(bytes).buffer)
}
