import { asFailure, type Encoding, encodingSchema, type Media } from '#protocol'
import { kindOf } from './encodings'
import { findFfmpeg, listEncoders, type Surroundings } from './find-ffmpeg'

/** What reads and writes clips on this machine. */
export async function describeMedia(around?: Surroundings): Promise<Media> {
  try {
    const programs = await findFfmpeg(around)
    const has = await listEncoders(programs)
    const needs = encodingSchema.options.map((encoding: Encoding) => ({ encoding, encoder: kindOf(encoding).encoder }))
    const lacks = needs.filter(({ encoder }) => !has.has(encoder))
    return { ffmpeg: { path: programs.ffmpeg, version: programs.version }, lacks }
  } catch (thrown) {
    return { lacks: [], error: asFailure(thrown).toJSON() }
  }
}
