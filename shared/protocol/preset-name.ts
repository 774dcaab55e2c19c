import { failure } from './errors'

/** What no file may be called on one system or another: the name of a preset is its file's too. */
const FORBIDDEN = /[\\/:*?"<>|\u0000-\u001f\u007f\ud800-\udfff]|^[. ]|[. ]$|^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[\d¹²³]) *(\.|$)/iu

/** @throws OPTION_INVALID where a preset of this name can't be a file */
export function checkPresetName(name: string): void {
  if (name.length > 0 && name.length <= 80 && !FORBIDDEN.test(name)) return
  throw failure('OPTION_INVALID', { option: 'preset', reason: `"${name.slice(0, 100)}" can't be the name of a file` })
}
