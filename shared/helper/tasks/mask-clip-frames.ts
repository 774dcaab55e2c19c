import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { failure, type MaskClipOptions, type PictureHeader, plainHeader } from '#protocol'
import { cutOut } from '#helper/pipeline/cut-out'
import { copyPicture } from '#helper/pipeline/copy-picture'
import type { KeptWindows } from '#helper/pipeline/kept-windows'
import { calmMatte } from '#helper/pipeline/matte-calm'
import { JUDGED_BY } from '#helper/pipeline/matte-motion'
import { isUniform, wholeOf } from '#helper/pipeline/matte-plane'
import { enlargeMatte, type LevelRoom, refineByColour } from '#helper/pipeline/matte-refine'
import { packState, type State, unpackState } from '#helper/pipeline/packed-state'
import { openBand, type PictureFile } from '#helper/pipeline/picture-file'
import { reserveResult, writeResult } from '#helper/pipeline/result-file'
import type { FrameStep } from './clip-work'
import { ownFrame } from './clip-work'
import { edgeSteps } from './mask'
import { FrameMarks, type MarkState } from './mask-clip-marks'
import type { Sights } from './mask-clip-sights'

/** Colours are learnt from a picture reduced to this many pixels: 640 x 360 of a frame of 1080 rows. */
const LEVEL_PIXELS = 230_400

/** Frames on either side that a matte is steadied by: at the network's size, then at its own; and all that it needs after it. */
export interface Reach {
  plane: number
  full: number
  ahead: number
}

/** By `steady`: measured best at 50 (tests/eval/mask-clip.ts). */
export function reachOf(steady: number): Reach {
  if (steady === 0) return { plane: 0, full: 0, ahead: 0 }
  const [plane, full] = steady < 30 ? [1, 0] : steady < 75 ? [3, 1] : [5, 2]
  return { plane, full, ahead: plane + full + JUDGED_BY }
}

interface Making {
  folder: string
  options: MaskClipOptions
  sights: Sights
  reach: Reach
  /** Frames of the range. */
  frames: number
  isAlive: (stage: string, done: number) => void
}

/** Makes the frames of a mask one after another: looks ahead, brings mattes to full size, steadies them, writes the result. */
export class MaskFrames {
  private readonly mattes = new Map<number, PictureFile>()
  private readonly files = new Map<string, PictureFile>()
  private nextMatte = 0
  private marks = new FrameMarks()
  /** The windows of the job, in which the mattes' files stay open too. */
  private kept: KeptWindows | undefined
  private readonly room: LevelRoom = {}

  /** One after the last frame that may be looked at. */
  private end: number

  constructor(private readonly making: Making) {
    this.end = making.frames
  }

  async render(step: FrameStep): Promise<void> {
    const { sights, reach, options } = this.making
    const { source } = step
    this.kept = step.target.kept
    const isNext = source >= sights.earliest && source <= sights.next && source <= this.nextMatte && source < this.end
    if (!isNext) this.jump(source)
    await this.lookAhead(step)
    const own = this.calm(source)
    const final = await this.finishEdges(own)
    if (options.form === 'luma') copyPicture(final, step.target, () => undefined)
    else cutOut(ownFrame(step), final, step.target, !options.decontaminate)
    this.mark(step)
    if (final !== own) rmSync(final.file)
    for (const frame of this.mattes.keys()) if (frame < source + 1 - reach.full) this.mattes.delete(frame)
    sights.forget(source + 1 - reach.full - reach.plane)
  }

  /** A frame on its own, out of order, as an estimate asks for it: nothing around it is looked at. */
  private jump(source: number): void {
    this.making.sights.restart(source)
    this.mattes.clear()
    this.nextMatte = source
    this.end = source + 1
  }

  /** Looks at frames that were not there before, and makes the mattes that this frame's is steadied by. */
  private async lookAhead({ source, at }: FrameStep): Promise<void> {
    const { sights, reach, isAlive } = this.making
    for (let { next } = sights; next < Math.min(this.end, source + 1 + reach.ahead); next = sights.next) {
      isAlive('frames', source)
      await sights.look(pictureOf(at(next - source), next))
    }
    for (; this.nextMatte < Math.min(this.end, source + 1 + reach.full); this.nextMatte++) {
      isAlive('frames', source)
      const frame = this.nextMatte
      this.mattes.set(frame, this.makeMatte(frame, pictureOf(at(frame - source), frame)))
    }
  }

  private makeMatte(frame: number, picture: PictureFile): PictureFile {
    const { sights, reach, options } = this.making
    const { room } = this
    const plane = { ...sights.size, values: sights.steady(frame, reach.plane) }
    const region = wholeOf(picture.header)
    const target = this.fileOf(String(frame % (2 * reach.full + 1)), matteHeader(picture.header))
    if (isUniform(plane)) fillWith(target, plane.values[0] as number)
    else if (!options.refine) enlargeMatte(plane, target, region, () => undefined)
    else refineByColour(plane, { picture, target, region, keep: false, mostLevelPixels: LEVEL_PIXELS, room }, () => undefined)
    return target
  }

  /** Files are written again and again: making a new one costs more than a frame's matte. */
  private fileOf(name: string, header: PictureHeader): PictureFile {
    const file = join(this.making.folder, `matte-${name}.v`)
    const made = this.files.get(file) ?? reserveResult(file, header)
    this.files.set(file, made)
    return this.kept === undefined ? made : { ...made, kept: this.kept }
  }

  /** The frame's matte, settled, and steadied by those beside it. */
  private calm(frame: number): PictureFile {
    const { sights, reach } = this.making
    const own = this.mattes.get(frame) as PictureFile
    const around = sights.around(frame, reach.full)
    const rows = { top: 0, height: own.header.height }
    const bands = around.map((each) => openBand(this.mattes.get(each.frame) as PictureFile, rows))
    const from = openBand(own, rows)
    const calmed = this.fileOf('calm', own.header)
    const to = openBand(calmed, rows, true)
    calmMatte({ own: from.raster, to: to.raster, max: own.header.max, coarse: sights.size },
      around.map(({ way }, i) => ({ way, matte: (bands[i] as typeof from).raster })))
    for (const band of [from, to, ...bands]) band.close()
    return calmed
  }

  private async finishEdges(matte: PictureFile): Promise<PictureFile> {
    const { options, folder } = this.making
    let last = matte
    for (const [i, step] of edgeSteps(options).entries()) {
      const before = last
      last = await writeResult(join(folder, `matte-edge-${i}.v`), matte.header, (target) => step(before, target, () => undefined))
      if (before !== matte) rmSync(before.file)
    }
    return last
  }

  private mark({ source, mark }: FrameStep): void {
    const { plane, what, startsShot } = this.making.sights.at(source)
    let [covered, undecided] = [0, 0]
    for (let i = 0; i < plane.length; i++) {
      const alpha = plane[i] as number
      covered += alpha
      undecided += 4 * alpha * (1 - alpha)
    }
    this.marks.look(source, {
      what, startsShot, share: covered / plane.length, doubt: undecided / Math.max(1, covered + undecided),
    }, mark)
  }

  /** No frame is asked for after this. */
  close(): void {
    for (const { file } of this.files.values()) rmSync(file, { force: true })
    this.files.clear()
    this.mattes.clear()
  }

  save(): Buffer {
    const { sights } = this.making
    const { facts, planes } = sights.save()
    const kept = [...this.mattes].map(([frame, matte]) => {
      const band = openBand(matte, { top: 0, height: matte.header.height })
      const { buffer, byteOffset, byteLength } = band.raster.data
      planes[`matte-${frame}`] = Uint8Array.from(new Uint8Array(buffer, byteOffset, byteLength))
      band.close()
      return { frame, header: matte.header }
    })
    return packState({ facts: { sights: facts, kept, nextMatte: this.nextMatte, marks: this.marks.state }, planes })
  }

  load(state: Buffer): void {
    const { facts, planes } = unpackState(state)
    const { sights, kept, nextMatte, marks } = facts as SavedFrames
    this.making.sights.load({ facts: sights, planes })
    this.nextMatte = nextMatte
    this.marks = new FrameMarks(marks)
    this.mattes.clear()
    for (const { frame, header } of kept) this.mattes.set(frame, this.restore(frame, header, planes))
  }

  private restore(frame: number, header: PictureHeader, planes: State['planes']): PictureFile {
    const target = this.fileOf(String(frame % (2 * this.making.reach.full + 1)), header)
    const band = openBand(target, { top: 0, height: header.height }, true)
    const { buffer, byteOffset, byteLength } = band.raster.data
    new Uint8Array(buffer, byteOffset, byteLength).set(planes[`matte-${frame}`] as Uint8Array)
    band.close()
    return target
  }
}

interface SavedFrames {
  sights: unknown
  kept: { frame: number; header: PictureHeader }[]
  nextMatte: number
  marks: MarkState
}

function pictureOf(picture: PictureFile | undefined, frame: number): PictureFile {
  if (picture === undefined) throw failure('INTERNAL_ERROR', { reason: `source frame ${frame} is not there` })
  return picture
}

/** Gray, as deep as the frame. */
export const matteHeader = (frame: PictureHeader): PictureHeader =>
  ({ ...plainHeader(frame, 'gray', frame.sample === 'u8' ? 'u8' : 'u16'), ...(frame.sample === 'u16' ? { max: frame.max } : {}) })

function fillWith(target: PictureFile, value: number): void {
  const band = openBand(target, { top: 0, height: target.header.height }, true)
  band.raster.data.fill(Math.round(value * target.header.max))
  band.close()
}
