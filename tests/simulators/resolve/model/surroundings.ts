import type { FrameRate } from './rates'
import type { RenderedFile } from './render-file'

/** What a media file holds. */
export interface MediaFacts {
  kind: 'video' | 'audio' | 'still' | 'subtitle' | 'timeline'
  /** Of a still 1; of sound in frames of the project's rate. */
  frames: number
  rate: FrameRate
  width: number
  height: number
  /** Frames from midnight. */
  startFrame: number
  isDrop: boolean
  hasAlpha: boolean
  audioChannels: number
}

/** The machine that the application runs on; Node's in one projection, Lua's own in the other. */
export interface Surroundings {
  /** Undefined where there is no such file, or nothing that plays. */
  mediaOf(path: string): MediaFacts | undefined
  fileExists(path: string): boolean
  folderExists(path: string): boolean
  readText(path: string): string | undefined
  /** In as many writes as there are parts, between which others come. */
  writeText(path: string, parts: string[]): void
  /** Files below a folder, relative to it. */
  listFiles(folder: string): string[]
  renderFile(file: RenderedFile): void
  /** A picture, whatever it shows. */
  writeStill(path: string): void
}
