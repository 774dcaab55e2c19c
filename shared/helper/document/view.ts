import fs from 'node:fs'
import path from 'node:path'
import {
  type Bounds, channelCount, type Channels, failure, pixelBytes, type PictureHeader, plainHeader, rowBytes, type ViewOptions,
} from '#protocol'
import type { PictureFile, Task } from '#helper/tasks/task'
import { asWriteFailure } from './atomic-file'
import { writeAll } from './byte-sink'
import { asDecodeFailure } from './decode'
import { profileSpace } from './icc'
import { checkRoom } from './limits'
import { bytesOf } from './picture-copy'
import { bandRows, copyScaled, newSamples, rowRanges, withRows } from './picture-rows'
import { sharp, streamed } from './sharp-setup'
import { readMetadata, readVipsHeader, VIPS_HEADER_BYTES, vipsHeader, vipsTrailer } from './vips-file'

const channelsOf: Readonly<Record<number, Channels>> = { 1: 'gray', 2: 'gray-alpha', 3: 'rgb', 4: 'rgb-alpha' }

/** Task `view`: see protocol/tasks/view.ts. */
export const viewTask: Task<ViewOptions> = async (context, { region, maxPx }) => {
  const started = performance.now()
  const { folder, inputs } = context.order
  const { picture, metadata } = inputs
  if (!picture) throw failure('INPUT_MISSING', { task: 'view', input: 'picture' })
  const bounds = cut(region, picture.header)
  const isColour = picture.header.channels.startsWith('rgb')
  const { icc } = readMetadata(metadata ?? picture)
  const profile = icc !== undefined && isColour && profileSpace(icc) === 'RGB' ? icc : undefined
  context.progress('shrinking', 0, 1)
  const source = path.join(folder, 'source.v')
  const file = path.join(folder, 'view.v')
  copyRegion(picture, bounds, { file: source, icc: profile, check: () => context.progress('shrinking', 0, 1) })
  try {
    const small = sharp(source, streamed).resize({ width: maxPx, height: maxPx, fit: 'inside', withoutEnlargement: true })
    const converted = profile === undefined ? small : small.withIccProfile('srgb')
    await converted.toColourspace(isColour ? 'srgb' : 'b-w').toFile(file)
  } catch (error) {
    throw asDecodeFailure(error, file)
  } finally {
    fs.rmSync(source, { force: true })
  }
  const { width, height, bands } = readVipsHeader(file)
  const header = plainHeader({ width, height }, channelsOf[bands] ?? 'rgb', 'u8')
  return {
    results: { view: { entry: { kind: 'picture', header, bytes: pixelBytes(header) }, file, offset: VIPS_HEADER_BYTES } },
    timings: { totalMs: performance.now() - started, inferMs: 0 }, notes: [], facts: { region: bounds },
  }
}

function cut(region: Bounds | undefined, { width, height }: PictureHeader): Bounds {
  const { left, top, right, bottom } = region ?? { left: 0, top: 0, right: width, bottom: height }
  const bounds = {
    left: Math.max(0, left), top: Math.max(0, top), right: Math.min(width, right), bottom: Math.min(height, bottom),
  }
  if (bounds.right > bounds.left && bounds.bottom > bounds.top) return bounds
  throw failure('BOX_OUTSIDE', { box: [left, top, right - left, bottom - top].join(','), size: `${width} x ${height}` })
}

/** The region as libvips reads it: results of other tasks are raw, and floating point is rounded to 16 bits. */
function copyRegion(
  picture: PictureFile, bounds: Bounds, to: { file: string; icc: Buffer | undefined; check(): void },
): void {
  const { header } = picture
  const size = { width: bounds.right - bounds.left, height: bounds.bottom - bounds.top }
  const target = plainHeader(size, header.channels, header.sample === 'u8' ? 'u8' : 'u16')
  checkRoom(path.dirname(to.file), pixelBytes(target))
  const step = channelCount(header.channels)
  const perRow = size.width * step
  const descriptor = fs.openSync(to.file, 'w')
  try {
    let position = writeAll(descriptor, vipsHeader(target), 0)
    for (const { top, count } of rowRanges(size.height, bandRows(rowBytes(header)))) {
      to.check()
      const out = newSamples(target.sample, count * perRow)
      withRows(picture, { top: bounds.top + top, count }, (samples) => {
        for (let row = 0; row < count; row++) {
          copyScaled(samples, out.subarray(row * perRow), {
            from: (row * header.width + bounds.left) * step, step: 1, length: perRow, sourceMax: header.max, outMax: target.max,
          })
        }
      })
      position += writeAll(descriptor, bytesOf(out), position)
    }
    writeAll(descriptor, vipsTrailer(to.icc === undefined ? {} : { icc: to.icc }), position)
  } catch (error) {
    throw asWriteFailure(error, to.file)
  } finally {
    fs.closeSync(descriptor)
  }
}
