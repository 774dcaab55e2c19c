import type { Readable } from 'node:stream'

/**
 * Makes ffmpeg say on its standard output how many frames it has written, twice a second (which versions before 4.4 can't be
 * told) and at its end.
 */
export const progressArgs = ['-nostats', '-progress', 'pipe:1'] as const

/** What `-progress` prints: lines `frame=12`. */
export class ProgressLines {
  frames = 0
  private rest = ''

  constructor(stdout: Readable, onFrames: (frames: number) => void = () => undefined) {
    stdout.setEncoding('utf8').on('data', (text: string) => {
      const lines = (this.rest + text).split('\n')
      this.rest = lines.pop() ?? ''
      for (const line of lines) {
        const frames = /^frame=\s*(\d+)\s*$/.exec(line)?.[1]
        if (frames !== undefined) this.frames = Number(frames)
      }
      onFrames(this.frames)
    })
  }
}
