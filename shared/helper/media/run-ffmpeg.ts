import fs from 'node:fs'
import { asTruncated, FfmpegProcess, type Around } from './ffmpeg-process'
import { settleFile } from './measure-file'
import type { Run } from './media-messages'
import { ProgressLines, progressArgs } from './progress-lines'

/** One ffmpeg from its start to its end, told of as `ran`. @throws why it failed */
export async function runFfmpeg(run: Run, around: Around): Promise<void> {
  await (run.output === undefined ? runWatched(run, around) : runInto(run.output, run, around))
  const measured = run.file === undefined ? { bytes: 0, sha256: '' } : await settleFile(run.file)
  around.say({ type: 'ran', id: run.id, ...measured })
}

async function runWatched({ id, step, path, args, frames, folder }: Run, around: Around): Promise<void> {
  const launch = { program: around.program, args: [...progressArgs, ...args], step, path, takesFrames: false, folder }
  const ffmpeg = new FfmpegProcess(launch, around)
  const progress = new ProgressLines(ffmpeg.stdout, (done) => {
    ffmpeg.live()
    around.say({ type: 'progress', id, frames: done })
  })
  const failed = await ffmpeg.ended
  const isShort = frames !== undefined && progress.frames !== frames
  const fault = failed ?? (isShort ? ffmpeg.describe('it ends early') : undefined)
  if (fault) throw step === 'filter' ? asTruncated(fault, { path, frames: progress.frames }) : fault
}

async function runInto(output: string, { step, path, args }: Run, around: Around): Promise<void> {
  const descriptor = fs.openSync(output, 'w')
  try {
    const launch = { program: around.program, args, step, path, takesFrames: false, output: descriptor }
    const failed = await new FfmpegProcess(launch, around).ended
    if (failed) throw failed
  } finally {
    fs.closeSync(descriptor)
  }
}
