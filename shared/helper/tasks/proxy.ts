import fs from 'node:fs'
import path from 'node:path'
import { failure, type ProxyOptions } from '#protocol'
import { lastLine } from '#helper/media/ffmpeg-process'
import { findFfmpeg, listEncoders, type MediaPrograms } from '#helper/media/find-ffmpeg'
import { measureFile } from '#helper/media/measure-file'
import { probeClip } from '#helper/media/probe'
import { proxyCommand, type ProxyEncoder, proxySize } from '#helper/media/proxy-command'
import { runProgram } from '#helper/media/run-program'
import { withName } from './named-failure'
import type { Task, TaskContext } from './task'
import { timed, type Untimed } from './work-done'

type GrantedProxy = ProxyOptions & { path: string }

const LIMIT_MS = 3_600_000

/** Task `proxy`: see protocol/tasks/proxy.ts. */
export const proxyTask: Task<GrantedProxy> = (context, options) => timed(async () => {
  try {
    return await makeProxy(context, options)
  } catch (thrown) {
    throw withName(thrown, options)
  }
})

async function makeProxy(context: TaskContext, options: GrantedProxy): Promise<Untimed> {
  const programs = await findFfmpeg()
  const info = await probeClip(programs, options.path, () => context.progress('reading', 0, 1))
  const encoder = await chooseEncoder(programs)
  const size = proxySize(info, options.maxPx)
  const name = encoder === 'libx264' ? 'result.mp4' : 'result.webm'
  const file = path.join(context.order.folder, name)
  let frames = 0
  const watch = (said: string): void => {
    frames = Number([...said.matchAll(/^frame=\s*(\d+)/gm)].at(-1)?.[1] ?? frames)
    context.progress('encoding', Math.min(frames, info.frames), info.frames)
  }
  const command = proxyCommand({ path: options.path, info, ...size, encoder, output: file })
  const answer = await runProgram(programs.ffmpeg, command, { limitMs: LIMIT_MS, limitBytes: 100_000_000, watch })
  if (answer.status !== 0 || !fs.existsSync(file)) {
    throw failure('MEDIA_UNREADABLE', { path: options.path, reason: lastLine(answer.stderr) ?? 'ffmpeg gives no reason' })
  }
  return {
    results: { file: { entry: { kind: 'file', path: name, ...await measureFile(file) }, file } },
    notes: info.source.notes, facts: { frames, rate: info.rate, ...size }, inferMs: 0,
  }
}

/** VP9 plays in every browser, H.264 in most. */
async function chooseEncoder(programs: MediaPrograms): Promise<ProxyEncoder> {
  const has = await listEncoders(programs)
  const encoder = (['libvpx-vp9', 'libx264'] as const).find((name) => has.has(name))
  if (encoder !== undefined) return encoder
  throw failure('FFMPEG_INCOMPLETE', { program: programs.ffmpeg, part: 'encoder libvpx-vp9 or libx264', purpose: 'a preview' })
}
