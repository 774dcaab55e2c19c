import { join } from 'node:path'
import { maskOptionsSchema, plainHeader, rowBytes } from '#protocol'
import { kernels, openWindow, type Raster, reserveFile } from '#native'
import { findModel } from '#helper/models/catalogue'
import type { PictureFile } from '#helper/pipeline/picture-file'
import { mask } from '#helper/tasks/mask'
import type { Row } from '../../native/bench/main'
import { garden } from '../support/backdrops'
import { type Composite, renderComposite } from '../support/composites'
import { inFolder, loadForBench, runPaired } from './paired'

const RUNS = 7

/** Mask of 24 MP (6 MP, if quick), warm, decoded picture and proxy in, full-size refined matte out, against its bare run. */
export async function benchMask({ quick }: { quick: boolean }): Promise<Row[]> {
  const { manifest } = await findModel('mask', undefined, { policy: 'permissive' })
  const model = await loadForBench(manifest)
  const refiner = await loadForBench((await findModel('refine', undefined, { policy: 'permissive' })).manifest)
  const size = quick ? { width: 3000, height: 2000 } : { width: 6000, height: 4000 }
  return inFolder(async (folder) => {
    const subject = renderComposite('fur', { width: 1500, height: 1000, seed: 1, backdrop: garden(750, 500, 2) })
    const picture = enlargedTo(subject, join(folder, 'picture'), size)
    const proxy = enlargedTo(subject, join(folder, 'proxy'), subject)
    const options = maskOptionsSchema.parse({})
    const times: { taskMs: number; bareMs: number }[] = []
    for (let run = 0; run < RUNS; run++) times.push(await runPaired(mask, options, { model, refiner, picture, proxy }))
    // Of the ratios the middle one: a disturbance of a single run falls on one side of it.
    const sorted = times.slice(1).sort((a, b) => a.taskMs / a.bareMs - b.taskMs / b.bareMs)
    const { taskMs, bareMs } = sorted[Math.floor(sorted.length / 2)]!
    const what = `mask of ${quick ? 6 : 24} MP, ${manifest.id}, refined, warm`
    return [{ what, measured: taskMs, floor: bareMs, ratio: taskMs / bareMs, goal: '<= 1.5 x its networks bare' }]
  })
}

function enlargedTo(subject: Composite, file: string, size: { width: number; height: number }): PictureFile {
  const header = plainHeader({ width: size.width, height: size.height }, 'rgb', 'u8')
  reserveFile(file, rowBytes(header) * header.height)
  const window = openWindow(file, { offset: 0, length: rowBytes(header) * header.height, writable: true })
  const raster = (data: Uint8Array, { width, height }: { width: number; height: number }): Raster =>
    ({ data, width, height, channels: 3, top: 0, fullHeight: height })
  const source = raster(subject.picture, subject)
  const target = raster(window.u8(), header)
  kernels().resize(source, target, { filter: 'bicubic', max: 255, alpha: false })
  window.close()
  return { file, offset: 0, header }
}
