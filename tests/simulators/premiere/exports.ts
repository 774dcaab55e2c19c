import { writeFile } from 'node:fs'
import type * as official from '@adobe/premierepro'
import sharp from 'sharp'
import { constants } from './constants'
import { expose, ownOf } from './expose'
import { illegalType } from './host-error'
import { ClipItem } from './clip-items'
import type { Machine } from './machine'
import { SequenceHandle } from './sequences'
import { endOf } from './state'
import { ticksOf } from './time'

/** What was exported, and of what: no file of it is written. */
export interface Exported {
  what: 'sequence' | 'item' | 'file'
  path: string
  from: bigint
  to: bigint
}

/** A flat picture that is another at every moment. */
async function drawFrame(time: bigint, frame: { width: number; height: number; format: string }): Promise<Buffer> {
  const { width, height, format } = frame
  const shade = Number((time / 1_000_000n) % 200n)
  const picture = sharp({ create: { width, height, channels: 3, background: { r: shade, g: 90, b: 200 - shade } } })
  return await picture.toFormat(format === 'jpg' ? 'jpeg' : format === 'tif' ? 'tiff' : 'png').toBuffer()
}

/** R10: a base name and a folder, apart; anything else writes nothing, and what is answered is no help. */
export const exporterStatics = (machine: Machine, written: string[]): official.ExporterStatic => expose(machine, {
  exportSequenceFrame: async (...given: Parameters<official.ExporterStatic['exportSequenceFrame']>) => {
    const [sequence, time, name, folder, width, height] = given
    if (ownOf(SequenceHandle, sequence) === undefined || !(width > 0) || !(height > 0)) throw illegalType()
    if (typeof name !== 'string' || typeof folder !== 'string') throw illegalType()
    const ticks = ticksOf(time)
    const { frameFormats, frameExtension, frameDelayMs, frameAnswerIsWrong } = machine.knobs
    if (name.includes(':')) return false
    const format = name.split('.').at(-1) ?? ''
    if (/[\\/]/.test(name) || !frameFormats.includes(format)) return true
    const path = `${folder}/${name}${frameExtension === 'double' ? `.${format}` : ''}`
    setTimeout(() => {
      void drawFrame(ticks, { width, height, format }).then((bytes) => { writeFile(path, bytes, () => { written.push(path) }) })
    }, frameDelayMs)
    return !frameAnswerIsWrong
  },
}, { exportSequenceFrame: 6 })

const exportTypes = constants.ExportType

/** R11: at once means that the promise is the end; no event comes. A file's in and out are not looked at. */
export function encoderStatics(machine: Machine, exported: Exported[]): Partial<official.EncoderManagerStatic> {
  const encoder: Partial<official.EncoderManager> = {
    isAMEInstalled: true,
    exportSequence: async (...given) => {
      const [sequence, type, path = ''] = given
      const own = ownOf(SequenceHandle, sequence)
      if (own === undefined || !Object.values<unknown>(exportTypes).includes(type)) throw illegalType()
      const { state } = own
      exported.push({ what: 'sequence', path, from: state.in ?? 0n, to: state.out ?? endOf(state) })
      if ((type as unknown) !== exportTypes.IMMEDIATELY) machine.tell('encoder', constants.EncoderEvent.RENDER_COMPLETE, { path })
      return true
    },
    encodeProjectItem: async (item, path = '') => {
      const own = ownOf(ClipItem, item)
      if (own === undefined) throw illegalType()
      exported.push({ what: 'item', path, from: 0n, to: machine.factsOf(own.state.path)?.duration ?? 0n })
      return true
    },
    encodeFile: async (...given) => {
      const [source, path = ''] = given
      const facts = machine.factsOf(source)
      if (facts === undefined) return false
      exported.push({ what: 'file', path, from: 0n, to: facts.duration })
      return true
    },
  }
  return expose(machine, {
    getManager: () => encoder as official.EncoderManager,
    EXPORT_IMMEDIATELY: exportTypes.IMMEDIATELY, EXPORT_QUEUE_TO_AME: exportTypes.QUEUE_TO_AME,
    EXPORT_QUEUE_TO_APP: exportTypes.QUEUE_TO_APP, EVENT_RENDER_COMPLETE: constants.EncoderEvent.RENDER_COMPLETE,
  })
}
