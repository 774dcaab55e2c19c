import fs from 'node:fs'
import path from 'node:path'
import { decodeCommand } from '#helper/media/decode-command'
import { MediaProcess } from '#helper/media/media-process'
import type { PictureFile } from '#helper/pipeline/picture-file'
import type { Clip } from './clip-source'
import type { ClipSource } from './clip-work'
import type { TaskContext } from './task'

/** A cancel is noticed within this time, whatever is waited for. */
const LOOK_MS = 100

/** Waits for something that can't be stopped, no longer than until the job is cancelled. */
export async function untilCancelled<T>(context: TaskContext, stage: string, waited: Promise<T>): Promise<T> {
  const look = (): void => context.progress(stage, 0, 1)
  look()
  let timer: NodeJS.Timeout | undefined
  try {
    return await Promise.race([waited, new Promise<never>((_resolve, reject) => {
      timer = setInterval(() => tryOr(look, reject), LOOK_MS)
    })])
  } finally {
    clearInterval(timer)
    waited.catch(() => undefined)
  }
}

function tryOr(act: () => void, refuse: (reason: unknown) => void): void {
  try {
    act()
  } catch (thrown) {
    refuse(thrown)
  }
}

/** A media process, and how far the job is: for the look at a cancel while nothing else happens. */
export interface OpenMedia {
  process: MediaProcess
  /** As `TaskContext.progress`. */
  progress(stage: string, done: number, total: number): void
}

interface MediaJob {
  programs: { ffmpeg: string }
}

/** Lets `use` work with a media process, which ends with it, its rings and other scratch too. */
export async function openMedia<T>(context: TaskContext, job: MediaJob, use: (media: OpenMedia) => Promise<T>): Promise<T> {
  const process = new MediaProcess({ ffmpeg: job.programs.ffmpeg })
  let latest: [string, number, number] = ['read', 0, 1]
  const timer = setInterval(() => tryOr(() => context.progress(...latest), (reason) => process.interrupt(reason)), LOOK_MS)
  try {
    return await use({
      process,
      progress: (...step) => {
        latest = step
        context.progress(...step)
      },
    })
  } finally {
    clearInterval(timer)
    await process.end()
    for (const name of fs.readdirSync(context.order.folder).filter((each) => isScratch(each))) {
      fs.rmSync(path.join(context.order.folder, name), { force: true })
    }
  }
}

const isScratch = (name: string): boolean => /^(source|target)\.ring$|^peek-\d+$/.test(name)

/** The clip as a task sees it. */
export function sourceOf(media: MediaProcess, clip: Clip, folder: string): ClipSource {
  const { info, frames, first, header, path: file, name } = clip
  return {
    info, frames, first, header,
    peek: async (frame): Promise<PictureFile> => {
      const output = path.join(folder, `peek-${frame}`)
      const args = decodeCommand({ path: file, info, first: first + frame, frames: 1, header })
      await media.run({ step: 'decode', path: name, args, output })
      return { file: output, offset: 0, header }
    },
  }
}
