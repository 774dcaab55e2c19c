/// <reference lib="dom" />
import { execFileSync } from 'node:child_process'
import type { Page } from 'playwright-core'

/** Frames that say their number: eight bars, black for 0 and white for 1, the highest bit at the left. */
export const BITS = 8

export interface NumberedClip {
  file: string
  frames: number
  /** "25", "30000/1001". */
  rate?: string
  size?: { width: number; height: number }
  /** What of the encoder; VP9 in small groups where left out. */
  encoder?: readonly string[]
  /** Before the output's name, such as -timecode. */
  more?: readonly string[]
}

/** Makes such a clip with ffmpeg. */
export function makeNumberedClip({ file, frames, rate = '25', size, encoder, more = [] }: NumberedClip): void {
  const { width, height } = size ?? { width: 160, height: 96 }
  const raw = Buffer.alloc(width * height * frames)
  for (let frame = 0; frame < frames; frame++) {
    for (let x = 0; x < width; x++) {
      const bit = BITS - 1 - Math.floor(x * BITS / width)
      if ((frame >> bit) % 2 === 1) for (let y = 0; y < height; y++) raw[(frame * height + y) * width + x] = 255
    }
  }
  const how = encoder ?? ['-c:v', 'libvpx-vp9', '-b:v', '500k', '-deadline', 'realtime', '-cpu-used', '8', '-g', '12']
  execFileSync('ffmpeg', [
    '-v', 'error', '-f', 'rawvideo', '-pix_fmt', 'gray', '-s', `${width}x${height}`, '-r', rate, '-i', '-',
    '-pix_fmt', 'yuv420p', ...how, ...more, '-y', file,
  ], { input: raw, maxBuffer: 1e9 })
}

/** The number that a video element shows now; -1 where it shows none. */
export function readNumber(page: Page, video: string): Promise<number> {
  return page.evaluate(([selector, bits]) => {
    const element = document.querySelector<HTMLVideoElement>(selector as string)
    if (!element || element.readyState < 2) return -1
    const canvas = document.createElement('canvas')
    canvas.width = bits as number
    canvas.height = 1
    const context = canvas.getContext('2d')!
    const { videoWidth, videoHeight } = element
    let number = 0
    for (let bit = 0; bit < (bits as number); bit++) {
      const x = (bit + 0.5) * videoWidth / (bits as number)
      context.drawImage(element, x - 2, videoHeight / 2 - 2, 4, 4, 0, 0, 1, 1)
      number = number * 2 + (context.getImageData(0, 0, 1, 1).data[1]! > 127 ? 1 : 0)
    }
    return number
  }, [video, BITS] as const)
}
