import fs from 'node:fs'
import path from 'node:path'
import { failure } from '#protocol'
import { kindOf } from '#helper/media/encodings'
import { chunkList, joinCommand } from '#helper/media/join-command'
import { type Measured, settleFile } from '#helper/media/measure-file'
import type { OpenMedia } from './clip-media'
import type { PartFolder } from './clip-part'
import type { ClipWork } from './clip-work'
import type { ClipJob } from './clip-run'

interface Join {
  media: OpenMedia
  job: Pick<ClipJob, 'clip' | 'options'>
  work: ClipWork
  part: PartFolder
  attempt: string
  kind: 'file' | 'folder'
}

/** Makes one file of the chunks (one folder, for png) inside their folder; the chunks stay. */
export async function joinChunks(join: Join): Promise<Measured & { file: string }> {
  const { media, part, attempt, kind, work } = join
  media.progress('join', 0, work.frames)
  if (kind === 'file') return joinFiles(join)
  const file = part.file(`joined.${attempt}`)
  fs.mkdirSync(file)
  for (const [index, chunk] of part.whole.entries()) {
    media.progress('join', index, part.whole.length)
    linkFrames(part.file(chunk.name), file)
  }
  return { file, ...await settleFile(file) }
}

async function joinFiles({ media, job, work, part, attempt }: Join): Promise<Measured & { file: string }> {
  const { clip, options } = job
  if (options.encoding === 'png') throw failure('INTERNAL_ERROR', { reason: 'pictures are not joined' })
  const file = part.file(`joined.${attempt}.${kindOf(options.encoding).extension}`)
  const list = part.file(`chunks.${attempt}.txt`)
  fs.writeFileSync(list, chunkList(part.whole, work.rate))
  const isSameTime = work.frames === clip.frames && work.rate.num * clip.info.rate.den === work.rate.den * clip.info.rate.num
  const args = joinCommand({
    list, source: clip.path, info: clip.info, range: { in: clip.first, out: clip.first + clip.frames }, rate: work.rate,
    frames: work.frames, encoding: options.encoding, keepsAudio: isSameTime && options.sound !== false, output: file,
  })
  const tell = (frames: number): void => {
    try {
      media.progress('join', Math.min(frames, work.frames), work.frames)
    } catch (thrown) {
      media.process.interrupt(thrown)
    }
  }
  const run = { step: 'join', path: clip.name, folder: part.path, args, frames: work.frames, file } as const
  return { file, ...await media.process.run(run, tell) }
}

/** Linked where there are links: the chunk stays as it is, whatever happens next. */
function linkFrames(from: string, to: string): void {
  for (const name of fs.readdirSync(from)) {
    try {
      fs.linkSync(path.join(from, name), path.join(to, name))
    } catch {
      fs.copyFileSync(path.join(from, name), path.join(to, name))
    }
  }
}
