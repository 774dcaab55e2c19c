import { join } from 'node:path'
import { denoiseOptionsSchema } from '#protocol'
import { findModel } from '#helper/models/catalogue'
import { denoise } from '#helper/tasks/denoise'
import type { Row } from '../../native/bench/main'
import { inFolder, loadForBench, makePicture, runPaired } from './paired'

/** Denoise of 24 MP (6 MP, if quick) with the model and the automatic level, warm, against its own tiles bare. */
export async function benchDenoise({ quick }: { quick: boolean }): Promise<Row[]> {
  const { manifest } = await findModel('denoise', undefined, { policy: 'permissive' })
  const model = await loadForBench(manifest)
  return inFolder(async (folder) => {
    const picture = quick ? makePicture(join(folder, 'in'), 3000, 2000) : makePicture(join(folder, 'in'), 6000, 4000)
    const options = denoiseOptionsSchema.parse({})
    await runPaired(denoise, options, { model, picture: makePicture(join(folder, 'warm'), 64, 64) })
    const { taskMs, bareMs } = await runPaired(denoise, options, { model, picture })
    const what = `denoise of ${quick ? 6 : 24} MP, ${manifest.id}, warm`
    return [{ what, measured: taskMs, floor: bareMs, ratio: taskMs / bareMs, goal: '<= 1.10 x its tiles bare' }]
  })
}
