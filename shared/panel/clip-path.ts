import type { PlayedMedia } from '#host'
import { clipExtensions, type Encoding } from '#protocol'

/** Beside the project or the source: the folder that results go to. */
const OWN_FOLDER = 'Firstpass'

/** So much of the source's name is in the result's: no file system takes more than 255 bytes, and a letter has up to four. */
const MOST_LETTERS = 48

const isOfWindows = (path: string): boolean => /^([A-Za-z]:[\\/]|\\\\)/.test(path)

const separatorOf = (path: string): string => isOfWindows(path) ? '\\' : '/'

/** Of a path that `clipPath` made. */
export const folderOf = (path: string): string => path.slice(0, path.lastIndexOf(separatorOf(path)))

/**
 * Where a result goes: `Firstpass/shot-subject-3fa2c17e.mov` beside the project, or beside the source while the project was
 * never saved. The name is new every time, since hosts link and cache files by their paths.
 * @param unique letters and digits
 */
export function clipPath(
  { path: played, projectFolder, rendered }: Pick<PlayedMedia, 'path' | 'projectFolder' | 'rendered'>,
  { suffix, encoding, unique }: { suffix: string; encoding: Encoding; unique: string },
): string {
  const path = rendered?.of ?? played
  const cut = Math.max(path.lastIndexOf('/'), isOfWindows(path) ? path.lastIndexOf('\\') : -1)
  const place = projectFolder ?? path.slice(0, Math.max(0, cut))
  const separator = separatorOf(projectFolder ?? path)
  const parts = place.split(separator === '/' ? '/' : /[\\/]/)
  while (parts.length > 1 && parts.at(-1) === '') parts.pop()
  // What was made of a result lies beside it.
  if (parts.at(-1) !== OWN_FOLDER) parts.push(OWN_FOLDER)
  const stem = [...path.slice(cut + 1).replace(/(.)\.[A-Za-z0-9]{1,5}$/, '$1')].slice(0, MOST_LETTERS).join('')
  // Numbered pictures lie in a folder of that name.
  const extension = encoding === 'png' ? '' : `.${clipExtensions[encoding]}`
  return [...parts, `${stem}-${suffix}-${unique}${extension}`].join(separator)
}
