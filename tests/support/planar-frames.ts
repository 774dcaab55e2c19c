import { encodedPlanes } from '#helper/media/encode-command'
import { kernels, type Raster } from '#native'
import { channelCount, pixelBytes } from '#protocol'

/** Raw frames as the encoder of `encodeCommand` takes them. */
export function planarFrames(made: Parameters<typeof encodedPlanes>[0], raw: Buffer): Buffer {
  const planes = encodedPlanes(made)
  if (!planes) return raw
  const { header } = made
  const bytes = pixelBytes(header)
  const parts: Buffer[] = []
  for (let at = 0; at < raw.length; at += bytes) {
    const { buffer } = Uint8Array.from(raw.subarray(at, at + bytes))
    const data = header.sample === 'u8' ? new Uint8Array(buffer) : new Uint16Array(buffer)
    const { width, height } = header
    const source: Raster = { data, width, height, channels: channelCount(header.channels), top: 0, fullHeight: height }
    for (const mix of planes) {
      const plane = new Uint16Array(width * height)
      kernels().mixChannels(source, plane, mix)
      parts.push(Buffer.from(plane.buffer))
    }
  }
  return Buffer.concat(parts)
}
