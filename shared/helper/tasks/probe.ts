import type { ProbeOptions } from '#protocol'
import { findFfmpeg } from '#helper/media/find-ffmpeg'
import { clipInfoOf } from '#helper/media/media-info'
import { probeClip } from '#helper/media/probe'
import { withName } from './named-failure'
import type { Task } from './task'
import { timed } from './work-done'

/** As the codec process gets it: wherever the file came from, it has a path now. */
type GrantedProbe = ProbeOptions & { path: string }

/** Task `probe`: see protocol/tasks/probe.ts. */
export const probeTask: Task<GrantedProbe> = (context, options) => timed(async () => {
  const watch = (): void => context.progress('reading', 0, 1)
  watch()
  try {
    const info = await probeClip(await findFfmpeg(), options.path, watch)
    return { results: {}, notes: info.source.notes, facts: { clip: clipInfoOf(info) }, inferMs: 0 }
  } catch (thrown) {
    throw withName(thrown, options)
  }
})
