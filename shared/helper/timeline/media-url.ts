import { failure } from '#protocol'

/** `C:\...`, `\\server\share\...`, or with slashes. */
const DRIVE = /^[A-Za-z]:[\\/]/
const UNC = /^\\\\[^\\/]+[\\/]/

export const isWindowsPath = (path: string): boolean => DRIVE.test(path) || UNC.test(path)

/** The last part of a path of either system. */
export const baseName = (path: string): string => path.split(isWindowsPath(path) ? /[\\/]/ : '/').findLast((part) => part !== '') ?? path

function encodePart(part: string): string {
  try {
    return encodeURIComponent(part).replace(/[!'()*]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`)
  } catch (error) {
    throw failure('TIMELINE_INVALID', { reason: 'a path holds half a character' }, error)
  }
}

/** A bare name: in the folder of the timeline's own file. */
export const isBareName = (path: string): boolean =>
  !isWindowsPath(path) && !path.includes('/') && path !== '.' && path !== '..' && path !== ''

/** The host part and the escaped path: `['', '/C:/a%20b']`, `['server', '/share/x']`. */
function splitUrl(path: string): [string, string] {
  if (!isWindowsPath(path)) {
    if (!path.startsWith('/')) throw failure('TIMELINE_INVALID', { reason: `the path ${path} is not absolute` })
    return ['', path.split('/').map(encodePart).join('/')]
  }
  const parts = path.split(/[\\/]/)
  if (DRIVE.test(path)) return ['', `/${[parts[0], ...parts.slice(1).map(encodePart)].join('/')}`]
  return [parts[2] ?? '', `/${parts.slice(3).map(encodePart).join('/')}`]
}

/**
 * RFC 8089: `file:///a%20b%23.mov`, `file:///C:/a.mov`, `file://server/share/a.mov`; of a bare name a relative reference
 * (RFC 3986, 4.2), `./a.mov`. @throws TIMELINE_INVALID
 */
export function fileUrl(path: string): string {
  if (isBareName(path)) return `./${encodePart(path)}`
  const [host, rest] = splitUrl(path)
  return `file://${host}${rest}`
}

/**
 * As Premiere writes them: always `localhost`, a drive's colon escaped, a server after two slashes. It knows no relative ones: a
 * bare name is one of the root's, and it asks where that lies. @throws TIMELINE_INVALID
 */
export function premiereUrl(path: string): string {
  if (isBareName(path)) return `file://localhost/${encodePart(path)}`
  const [host, rest] = splitUrl(path)
  if (host !== '') return `file://localhost//${host}${rest}`
  return `file://localhost${rest.replace(/^\/([A-Za-z]):\//, '/$1%3a/')}`
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // A path that was never escaped, with a % of its own.
    return text
  }
}

/** The path that a URL of any of these shapes names; text that is no file URL is a path already. */
export function pathFromUrl(url: string): string {
  if (url.startsWith('./')) return decode(url.slice(2))
  const match = /^file:(?:\/\/([^/]*))?(\/.*)$/i.exec(url)
  if (match === null) return url
  const host = match[1] ?? ''
  const path = decode(match[2] ?? '')
  if (/^\/[A-Za-z]:[\\/]/.test(path)) return path.slice(1).replaceAll('/', '\\')
  if (host !== '' && host.toLowerCase() !== 'localhost') return `\\\\${decode(host)}${path.replaceAll('/', '\\')}`
  return path.startsWith('//') ? path.replaceAll('/', '\\') : path
}

/** True for files that hold one picture; timelines of some formats do not say. */
export const isStillPath = (path: string): boolean => /\.(png|jpe?g|tiff?|webp|avif|psd|psb|bmp|gif|exr|dpx|tga)$/i.test(path)
