import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type PictureHeader, plainHeader, rowBytes } from '#protocol'
import { openWindow, reserveFile } from '#native'
import { LoadedNetwork } from '#helper/engine/session'
import { loadModelBytes } from '#helper/models/catalogue'
import type { Manifest } from '#helper/models/manifest'
import type { PictureFile } from '#helper/pipeline/picture-file'
import type { LoadedModel, Task, WorkDone } from '#helper/tasks/task'

export async function loadForBench(manifest: Manifest): Promise<LoadedModel> {
  const network = await LoadedNetwork.load(await loadModelBytes(manifest), manifest.id, 'cpu')
  return { manifest, session: network.handOut() }
}

export interface PairedTimes {
  /** The task without the bare runs. */
  taskMs: number
  /** The tiles once more: the same load of the machine falls on both. */
  bareMs: number
  done: WorkDone
}

/**
 * Runs a task and, right before each of its tiles, the network (and the edge refiner) alone on the same tensors. It is the same
 * session, since the threads of a second one would go on spinning beside the first.
 */
export async function runPaired<Options>(
  task: Task<Options>, options: Options,
  { model, refiner, ...inputs }: { model: LoadedModel; refiner?: LoadedModel; picture: PictureFile; proxy?: PictureFile },
): Promise<PairedTimes> {
  let bareMs = 0
  const runTwice = ({ manifest, session }: LoadedModel): LoadedModel => ({
    manifest,
    session: {
      ...session,
      run: async (inputs, outputs) => {
        const startedMs = performance.now()
        await session.run(inputs, outputs)
        bareMs += performance.now() - startedMs
        return session.run(inputs, outputs)
      },
    },
  })
  const folder = mkdtempSync(join(tmpdir(), 'firstpass-bench-'))
  try {
    const done = await task({
      order: {
        id: '0'.repeat(20), task: model.manifest.task, folder, options, inputs, provider: 'cpu',
        licence: 'permissive',
      },
      progress: () => undefined,
      model: async (wanted) => runTwice(wanted === 'refine' && refiner ? refiner : model),
    }, options)
    return { taskMs: done.timings.totalMs - bareMs, bareMs, done }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** An 8-bit RGB picture file of soft shapes with grain, made row by row. */
export function makePicture(file: string, width: number, height: number): PictureFile {
  const header: PictureHeader = plainHeader({ width, height }, 'rgb', 'u8')
  const bytes = rowBytes(header)
  reserveFile(file, bytes * height)
  const rows = Math.max(1, Math.floor((64 * 1024 * 1024) / bytes))
  const grain = Uint8Array.from({ length: 65_536 }, (_, i) => ((Math.imul(i + 1, 2_654_435_761) >>> 24) * 12) >> 8)
  for (let top = 0; top < height; top += rows) {
    const count = Math.min(rows, height - top)
    const window = openWindow(file, { offset: top * bytes, length: count * bytes, writable: true })
    const data = window.u8()
    for (let i = 0; i < data.length; i++) data[i] = 100 + ((i >> 9) & 63) + (grain[(i * 7 + (i >> 13)) & 65_535] as number)
    window.close()
  }
  return { file, offset: 0, header }
}

/** A folder for one measurement; gone afterwards. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'firstpass-bench-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
