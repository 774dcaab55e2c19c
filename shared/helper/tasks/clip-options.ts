import type { Encoding, FrameRange } from '#protocol'

/** What every task on a clip takes, after the queue has granted its paths (protocol/tasks/clip-options.ts). */
export interface ClipOptions {
  path?: string | undefined
  name?: string | undefined
  output?: string | undefined
  overwrite: boolean
  range?: FrameRange | undefined
  estimate: boolean
  sound?: boolean | undefined
  encoding: Encoding
}
