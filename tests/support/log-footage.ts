import { viewFrame } from '#helper/pipeline/frame-sight'
import type { PictureFile } from '#helper/pipeline/picture-file'
import { type LogCurve, viewLog } from '#helper/pipeline/viewing-curve'
import { shapeOf } from '#helper/tasks/mask'
import type { LoadedModel } from '#helper/tasks/task'
import { plainHeader } from '#protocol'
import { toFile } from './run-task'

const STEPS = 1023

/** For each value on 0..255 that a display shows, the 10-bit code value with which a camera would have recorded it. */
export function encodingOf(curve: LogCurve): Uint16Array {
  const shown = Float32Array.from({ length: STEPS + 1 }, (_, i) => i / STEPS)
  viewLog(shown, curve)
  return Uint16Array.from({ length: 256 }, (_, value) => shown.findIndex((each, i) => each >= value / 255 || i === STEPS))
}

interface Footage {
  /** Interleaved RGB as a display shows it. */
  frame: Uint8Array
  script: { width: number; height: number }
  curve: LogCurve
  model: LoadedModel
  folder: string
}

/** The same picture as a display shows it, and as a camera records it: how well a network's mattes agree (IoU). */
export async function logIoU({ frame, script, curve, model, folder }: Footage): Promise<{ curved: number; bare: number }> {
  const codes = encodingOf(curve)
  const recorded = toFile(folder, plainHeader(script, 'rgb', 'u16'),
    Uint16Array.from(frame, (value) => Math.round((codes[value]! * 65_535) / STEPS)))
  const shown = toFile(folder, plainHeader(script, 'rgb', 'u8'), frame)
  const see = async (picture: PictureFile, log: LogCurve | undefined): Promise<Float32Array> =>
    (await viewFrame({ session: model.session, shape: shapeOf(model.manifest), log }, picture)).plane
  const truth = await see(shown, undefined)
  return { curved: overlap(truth, await see(recorded, curve)), bare: overlap(truth, await see(recorded, undefined)) }
}

function overlap(one: Float32Array, other: Float32Array): number {
  let [both, either] = [0, 0]
  one.forEach((value, i) => {
    if (value > 0.5 && other[i]! > 0.5) both++
    if (value > 0.5 || other[i]! > 0.5) either++
  })
  return both / Math.max(1, either)
}
