import { join } from 'node:path'
import { upscaleOptionsSchema } from '#protocol'
import { findModel } from '#helper/models/catalogue'
import { upscale } from '#helper/tasks/upscale'
import type { Row } from '../../native/bench/main'
import { inFolder, loadForBench, makePicture, runPaired } from './paired'

/** Upscale x2 of 2 MP (a quarter of it, if quick), warm, against its own tiles bare. */
export async function benchUpscale({ quick }: { quick: boolean }): Promise<Row[]> {
  const { manifest } = await findModel('upscale', undefined, { policy: 'permissive', scale: 2 })
  const model = await loadForBench(manifest)
  return inFolder(async (folder) => {
    const picture = quick ? makePicture(join(folder, 'in'), 864, 576) : makePicture(join(folder, 'in'), 1728, 1152)
    const options = upscaleOptionsSchema.parse({ scale: 2 })
    await runPaired(upscale, options, { model, picture: makePicture(join(folder, 'warm'), 64, 64) })
    const { taskMs, bareMs } = await runPaired(upscale, options, { model, picture })
    const what = `upscale x2 of ${quick ? '0.5' : '2'} MP, ${manifest.id}, warm`
    return [{ what, measured: taskMs, floor: bareMs, ratio: taskMs / bareMs, goal: '<= 1.10 x its tiles bare' }]
  })
}
