import { pixelBytes } from '#protocol'
import type { PictureFile } from '#helper/pipeline/picture-file'
import type { LoadedModel, WorkDone, WorkResult } from './task'

export function asResult({ file, offset, header }: PictureFile): WorkResult {
  return { entry: { kind: 'picture', header, bytes: pixelBytes(header) }, file, offset }
}

/** What a result says about the model that made it. */
export function credit({ manifest, session }: LoadedModel): Required<Pick<WorkDone, 'model' | 'provider'>> {
  return {
    model: { id: manifest.id, sha256: manifest.built.sha256, licence: manifest.licence },
    provider: session.provider,
  }
}

/** What a task knows before its time is taken. */
export type Untimed = Omit<WorkDone, 'timings'> & { inferMs: number }

/** Runs `work` and completes what it returns with the time it took. */
export async function timed(work: () => Promise<Untimed>): Promise<WorkDone> {
  const startedMs = performance.now()
  const { inferMs, ...done } = await work()
  return { ...done, timings: { totalMs: performance.now() - startedMs, inferMs } }
}
