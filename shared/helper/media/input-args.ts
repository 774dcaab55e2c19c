/**
 * The containers that are read, by ffmpeg's names. Playlists (hls, concat, dash), folders of pictures, devices and generators are
 * not among them: a file never makes ffmpeg open another one.
 */
const FORMATS = [
  'mov', 'matroska', 'avi', 'mxf', 'mpegts', 'mpeg', 'mpegvideo', 'flv', 'asf', 'nut', 'ogg', 'gxf', 'dv', 'ivf', 'obu',
  'yuv4mpegpipe', 'gif', 'h264', 'hevc', 'm4v',
].join(',')

/** Larger pictures are refused by the decoder before they are allocated. */
export const MAX_PIXELS = 268_435_456

/**
 * A file to read, whatever its name or content: only files are opened, only of these formats. `file:` keeps a name with a colon
 * from being taken for a protocol, one with a dash for an option.
 */
export const guards: readonly string[] = ['-protocol_whitelist', 'file', '-format_whitelist', FORMATS]
export const fileUrl = (path: string): string => `file:${path}`

/** Before everything else: no banner, no keyboard, only errors. */
export const quiet: readonly string[] = ['-hide_banner', '-nostdin', '-loglevel', 'error']
