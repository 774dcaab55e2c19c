import { copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { openBand, type PictureFile } from '#helper/pipeline/picture-file'
import { writeResult } from '#helper/pipeline/result-file'
import type { ClipCredits, ClipSource, FrameStep, FrameWork } from '#helper/tasks/clip-work'
import type { ClipInfo, Marker, PictureHeader } from '#protocol'

let count = 0

/** A clip as ffmpeg would tell of it: 25 frames per second, progressive, no sound, unless `info` says otherwise. */
export function clipSource(frames: readonly PictureFile[], info: Partial<ClipInfo> = {}, first = 0): ClipSource {
  const { header } = frames[0] as PictureFile
  const known: ClipInfo = {
    container: 'mov', codec: 'ffv1', width: header.width, height: header.height,
    pixelAspect: { num: 1, den: 1 }, rate: { num: 25, den: 1 }, frames: first + frames.length, isVariableRate: false,
    rotation: 0, scan: 'progressive', colour: { range: 'limited', primaries: 'bt709', transfer: 'bt709', matrix: 'bt709' },
    depth: header.sample === 'u8' ? 8 : 10, hasAlpha: header.alpha === 'straight', audio: [],
  }
  return {
    info: { ...known, ...info }, frames: frames.length, first, header,
    peek: async (frame) => frames[frame] as PictureFile,
  }
}

export interface Drive {
  /** Made frames lie here; a folder of the test's own (jobFolder of run-task.ts). */
  folder: string
  /** The job is broken off before each of these frames of the output: another work goes on with what was saved. */
  breaks?: readonly number[]
}

export interface Driven {
  frames: PictureFile[]
  markers: Marker[]
  credits: ClipCredits
}

/**
 * Runs a FrameWork over frames as a clip job does, without ffmpeg. Its rules are checked on the way: frames are asked for
 * within before..after, none is used after `render` returns (their files are gone then), targets hold rubbish before.
 */
export async function driveClip(plan: () => FrameWork, frames: readonly PictureFile[], drive: Drive): Promise<Driven> {
  let work = plan()
  const made: PictureFile[] = []
  const markers: Marker[] = []
  for (let index = 0, before = 0; index < work.frames; index++) {
    if (drive.breaks?.includes(index)) work = goOn(work, plan())
    const source = work.sourceOf(index)
    if (source < before || source >= frames.length) throw new Error(`output frame ${index} is made around ${source}`)
    before = source
    const lent: string[] = []
    const step = { index, source, mark: (score: number, reason: string) => markers.push({ frame: source, score, reason }) }
    const at = (offset: number): PictureFile | undefined => lend({ work, frames, source, offset, folder: drive.folder, lent })
    made.push(await render(work, { ...step, at }, join(drive.folder, `made-${count++}.v`)))
    for (const file of lent) rmSync(file)
  }
  return { frames: made, markers, credits: work.finish() }
}

function goOn(earlier: FrameWork, work: FrameWork): FrameWork {
  const state = earlier.save?.()
  if (state) work.load?.(Buffer.from(state))
  return work
}

async function render(work: FrameWork, step: Omit<FrameStep, 'target'>, file: string): Promise<PictureFile> {
  return writeResult(file, work.header, async (target) => {
    spoil(target, work.header)
    await work.render({ ...step, target })
  })
}

function spoil(target: PictureFile, { height, max }: PictureHeader): void {
  const band = openBand(target, { top: 0, height }, true)
  band.raster.data.fill(max * 0.7)
  band.close()
}

interface Loan {
  work: FrameWork
  frames: readonly PictureFile[]
  source: number
  offset: number
  folder: string
  lent: string[]
}

function lend({ work, frames, source, offset, folder, lent }: Loan): PictureFile | undefined {
  if (offset < -work.before || offset > work.after) throw new Error(`a frame ${offset} from its own was asked for`)
  const frame = frames[source + offset]
  if (!frame) return undefined
  const file = join(folder, `lent-${count++}.v`)
  copyFileSync(frame.file, file)
  lent.push(file)
  return { ...frame, file }
}
