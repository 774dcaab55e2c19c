import * as path from 'node:path'
import { failure, type SettingsChange, type SettingsView } from '#protocol'
import { checkChosen, chooseFfmpeg, type Surroundings } from '#helper/media/find-ffmpeg'
import type { LoginItem } from '#setup'
import { folderBytes } from './folder-size'
import type { UserSettingsFile } from './user-settings'

export interface SettingsParts {
  file: UserSettingsFile
  dataFolder: string
  modelFolder: string
  /** Undefined where Firstpass is not installed. Asked anew each time: the user may change it in the system. */
  loginItem(): LoginItem | undefined
  /** Where a program that the user names is looked for. */
  around: Surroundings
}

/** What the user sees and changes of the helper as a whole. */
export class SettingsDesk {
  constructor(private readonly parts: SettingsParts) {
    chooseFfmpeg(parts.file.get().ffmpeg)
  }

  async view(): Promise<SettingsView> {
    const { file, dataFolder, modelFolder, loginItem } = this.parts
    const [modelBytes, jobBytes] = await Promise.all([folderBytes(modelFolder), folderBytes(path.join(dataFolder, 'jobs'))])
    const startsAtLogin = loginItem()?.isOn() ?? null
    return { settings: file.get(), startsAtLogin, dataFolder, modelFolder, modelBytes, jobBytes }
  }

  /**
   * All of it or nothing, but for what the system refuses at its end.
   * @throws FFMPEG_MISSING, FFMPEG_INCOMPLETE, LOGIN_UNAVAILABLE
   */
  async change({ startsAtLogin, ffmpeg, provider, licence }: SettingsChange): Promise<SettingsView> {
    const login = this.parts.loginItem()
    if (startsAtLogin !== undefined && !login) throw failure('LOGIN_UNAVAILABLE', {})
    const place = ffmpeg?.trim()
    if (place !== undefined && place !== '') await checkChosen(place, this.parts.around)
    const settings = this.parts.file.change({
      ...(place === undefined ? {} : { ffmpeg: place }), ...(provider === undefined ? {} : { provider }),
      ...(licence === undefined ? {} : { licence }),
    })
    chooseFfmpeg(settings.ffmpeg)
    if (startsAtLogin !== undefined) login?.set(startsAtLogin)
    return this.view()
  }
}
