import { type GrantedOpen, pixelBytes, type PictureHeader } from '#protocol'
import { withName } from '#helper/tasks/named-failure'
import type { PictureFile, Task, WorkResult } from '#helper/tasks/task'
import { decodeFile, type Decoded } from './decode'
import { identifyFile } from './input-file'
import { makeProxy } from './proxy'
import { decodePsd } from './psd-decode'
import { jobOf } from './xmp'

/** Task `open`: see protocol/tasks/open.ts. */
export const openTask: Task<GrantedOpen> = async (context, options) => {
  try {
    return await open(context, options)
  } catch (thrown) {
    throw withName(thrown, options)
  }
}

const open: Task<GrantedOpen> = async (context, options) => {
  const started = performance.now()
  const { folder } = context.order
  const format = identifyFile(options.path)
  context.progress('decoding', 0, 2)
  const decoded = format === 'psd' ? await decodePsd(layerOf(options), folder)
    : await decodeFile({ path: options.path, format }, folder)
  if (format !== 'psd' && options.layer !== undefined) decoded.notes.push('Only a PSD has layers; the whole picture was opened.')
  context.progress('decoding', 1, 2)
  const proxy = await makeProxy(decoded, folder)
  context.progress('decoding', 2, 2)
  return {
    results: {
      picture: asResult(decoded.picture), proxy: asResult(proxy),
      ...(decoded.mask ? { mask: asResult(decoded.mask) } : {}),
    },
    timings: { totalMs: performance.now() - started, inferMs: 0 },
    notes: decoded.notes,
    facts: describeFacts(format, decoded),
  }
}

const layerOf = (options: GrantedOpen): { path: string; layer?: string } =>
  options.layer === undefined ? { path: options.path } : { path: options.path, layer: options.layer }

function asResult(picture: PictureFile): WorkResult {
  const { file, offset, header } = picture
  return { entry: { kind: 'picture', header, bytes: pixelBytes(header) }, file, offset }
}

const depths: Readonly<Record<PictureHeader['sample'], number>> = { u8: 8, u16: 16, f32: 32 }

function describeFacts(format: string, decoded: Decoded): Record<string, unknown> {
  const { header } = decoded.picture
  const job = decoded.metadata.xmp === undefined ? undefined : jobOf(decoded.metadata.xmp)
  return {
    format,
    width: header.width,
    height: header.height,
    channels: header.channels,
    depth: depths[header.sample],
    profile: header.colour.profileName,
    orientation: decoded.orientation,
    ...(decoded.layers === undefined ? {} : {
      layers: decoded.layers.map(({ name }) => name), layerStates: decoded.layers, isPlain: decoded.isPlain === true,
    }),
    ...(job === undefined ? {} : { job }),
  }
}
