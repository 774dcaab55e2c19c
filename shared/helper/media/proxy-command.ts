import { colourSteps } from './colour-args'
import { openArgs, pickFilters, steadyArgs } from './decode-command'
import { fileUrl, quiet } from './input-args'
import type { MediaInfo } from './media-info'

interface Proxy {
  path: string
  info: MediaInfo
  /** Of the result, both even. */
  width: number
  height: number
  /** What this ffmpeg has. */
  encoder: ProxyEncoder
  output: string
}

export type ProxyEncoder = 'libvpx-vp9' | 'libx264'

/** Small enough for `maxPx`, as shown with square pixels, even as both encoders need. */
export function proxySize({ width, height, pixelAspect }: MediaInfo, maxPx: number): { width: number; height: number } {
  const shown = { width: (width * pixelAspect.num) / pixelAspect.den, height }
  const scale = Math.min(1, maxPx / Math.max(shown.width, shown.height))
  const even = (length: number): number => Math.min(maxPx - (maxPx % 2), Math.max(2, Math.round((length * scale) / 2) * 2))
  return { width: even(shown.width), height: even(shown.height) }
}

/** A key frame every half second or so, for stepping back; quality for looking. */
const encoderArgs: Readonly<Record<ProxyEncoder, readonly string[]>> = {
  'libvpx-vp9': [
    '-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-row-mt', '1', '-crf', '30', '-b:v', '0', '-g', '12',
    '-f', 'webm',
  ],
  libx264: [
    '-c:v', 'libx264', '-preset', 'veryfast', '-crf', '20', '-bf', '0', '-g', '12', '-movflags', '+faststart', '-f', 'mp4',
  ],
}

const CELL_PX = 8

/** ffmpeg's arguments for a small copy that browsers play: each frame, no sound, on a checkerboard where it is transparent. */
export function proxyCommand({ path, info, width, height, encoder, output }: Proxy): string[] {
  const { rate, hasAlpha, source } = info
  const frames = [...pickFilters({ info, first: 0 }), ...colourSteps(info, { width, height })].join(',')
  const under = [
    `color=s=${width}x${height}:r=${rate.num}/${rate.den}`, 'trim=end_frame=1', 'format=gray',
    `geq=lum='if(mod(floor(X/${CELL_PX})+floor(Y/${CELL_PX}),2),170,110)'`, 'mergeplanes=0x000000:gbrp',
    'loop=loop=-1:size=1:start=0', `settb=${rate.den}/${rate.num}`, 'setpts=N',
  ].join(',')
  const toYuv = 'zscale=matrixin=0:rangein=full:matrix=1:range=limited:filter=bilinear,format=yuv420p'
  const tags = 'setsar=1,setparams=range=limited:color_primaries=bt709:color_trc=bt709:colorspace=bt709'
  const graph = hasAlpha
    ? `${under}[under];[0:${source.stream}]${frames}[over];[under][over]overlay=shortest=1:format=gbrp,${toYuv},${tags}[out]`
    : `[0:${source.stream}]${frames},${toYuv},${tags}[out]`
  return [
    ...quiet, '-nostats', '-progress', 'pipe:1', ...openArgs({ path, info, first: 0 }), '-filter_complex', graph, '-map', '[out]',
    '-frames:v', String(info.frames), ...steadyArgs(rate), '-an', '-map_metadata', '-1', ...encoderArgs[encoder],
    '-y', fileUrl(output),
  ]
}
