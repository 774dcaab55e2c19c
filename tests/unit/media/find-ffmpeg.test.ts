import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { checkEncoding } from '#helper/media/encodings'
import { describeMedia } from '#helper/media/describe-media'
import { findFfmpeg, type Surroundings } from '#helper/media/find-ffmpeg'
import { describeClips as describeFinding } from '#helper/server/checkup/describe-machine'
import { itWithProgram, program } from '../../support/available'
import { jobFolder } from '../../support/run-task'

const folder = jobFolder()
const around = (more: Partial<Surroundings>): Surroundings =>
  ({ env: { PATH: '' }, platform: process.platform, arch: process.arch, packages: join(folder, 'none'), ...more })

/** A folder with programs that answer as ffmpeg does. */
function pretend(name: string, answers: { version?: string; filters?: string; encoders?: string }): string {
  const place = join(folder, name)
  mkdirSync(place, { recursive: true })
  const filters = answers.filters ?? 'bwdif fps lutrgb mergeplanes zscale'
  const version = answers.version ?? 'ffmpeg version 9.9 by us'
  const lines = { '-version': version, '-filters': spell(filters), '-encoders': spell(answers.encoders ?? '') }
  for (const each of ['ffmpeg', 'ffprobe']) {
    const file = join(place, each)
    writeFileSync(file, `#!${process.execPath}\nconsole.log((${JSON.stringify(lines)})[process.argv.at(-1)])\n`)
    chmodSync(file, 0o755)
  }
  return place
}

/** As both lists look: flags, a name, what it is. */
const spell = (names: string): string =>
  names.split(' ').map((name) => ` ${name.startsWith('lib') ? 'V....D' : '...'} ${name}   V->V   It.`).join('\n')

describe('ffmpeg is found', () => {
  it('by the setting first: a program, one of another name, or a folder', async () => {
    const set = pretend('set', {})
    const path = pretend('path', { version: 'ffmpeg version 1.0' })
    const env = (named: string): Surroundings => around({ env: { PATH: path, FIRSTPASS_FFMPEG: named } })
    expect(await findFfmpeg(env(set))).toEqual({ ffmpeg: join(set, 'ffmpeg'), ffprobe: join(set, 'ffprobe'), version: '9.9' })
    expect(await findFfmpeg(env(join(set, 'ffmpeg')))).toMatchObject({ version: '9.9' })
    symlinkSync(join(set, 'ffmpeg'), join(set, 'ffmpeg-9'))
    const other = { ffmpeg: join(set, 'ffmpeg-9'), ffprobe: join(set, 'ffprobe') }
    expect(await findFfmpeg(env(other.ffmpeg))).toMatchObject(other)
    expect(await findFfmpeg(env(''))).toMatchObject({ version: '1.0' })
  })

  it('then where the user chose, and nowhere else', async () => {
    const [set, chosen, path] = [pretend('set', {}), pretend('chosen', { version: 'ffmpeg version 5' }), pretend('path', {})]
    const version = async (env: Surroundings['env'], place: string): Promise<string> =>
      await findFfmpeg(around({ env, chosen: place })).then((found) => found.version, (error: Error) => error.message)
    expect(await version({ PATH: path }, chosen)).toBe('5')
    expect(await version({ PATH: path }, join(chosen, 'ffmpeg'))).toBe('5')
    expect(await version({ PATH: path, FIRSTPASS_FFMPEG: set }, chosen)).toBe('9.9')
    expect(await version({ PATH: path }, '')).toBe('9.9')
    for (const place of [join(folder, 'absent'), 'chosen', `/${chosen}`, '\\\\server\\share\\ffmpeg.exe']) {
      expect(await version({ PATH: path }, place)).toMatch(/the settings name .* where ffmpeg and ffprobe are not/)
    }
  })

  it('nothing that is chosen is run unless it is called ffmpeg', async () => {
    const place = pretend('posing', {})
    symlinkSync(join(place, 'ffmpeg'), join(place, 'anything'))
    await expect(findFfmpeg(around({ chosen: join(place, 'anything') }))).rejects.toMatchObject({ code: 'FFMPEG_MISSING' })
  })

  it('on PATH, in a folder that has both programs', async () => {
    const path = pretend('both', {})
    const env = { PATH: `relative:${join(folder, 'absent')}:${path}` }
    expect(await findFfmpeg(around({ env }))).toMatchObject({ ffmpeg: join(path, 'ffmpeg') })
  })

  it('else among the packages of a source checkout, whose files need not be executable', async () => {
    const packages = join(folder, 'packages')
    for (const each of ['ffmpeg', 'ffprobe']) {
      const place = pretend(`packages/@${each}-installer/${process.platform}-${process.arch}`, {})
      chmodSync(join(place, each), 0o644)
    }
    expect((await findFfmpeg(around({ packages }))).ffmpeg.startsWith(packages)).toBe(true)
  })

  it('or missed, with the package to install on each system', async () => {
    const message = async (more: Partial<Surroundings>): Promise<string> =>
      await findFfmpeg(around(more)).then(() => 'found', (error: Error & { code: string }) => `${error.code} ${error.message}`)
    expect(await message({ platform: 'linux' })).toMatch(/^FFMPEG_MISSING.*apt install ffmpeg/)
    expect(await message({ platform: 'darwin' })).toMatch(/^FFMPEG_MISSING.*brew install ffmpeg/)
    expect(await message({ platform: 'win32' })).toMatch(/^FFMPEG_MISSING.*winget install/)
    expect(await message({ env: { PATH: '', FIRSTPASS_FFMPEG: '/no/such/ffmpeg' } })).toMatch(/^FFMPEG_MISSING.*\/no\/such\/ffmpeg/)
    const other = pretend('other', { version: 'some other program' })
    expect(await message({ env: { PATH: other } })).toMatch(/^FFMPEG_MISSING.*is not ffmpeg/)
  })

  it('incomplete, with what it lacks', async () => {
    const poor = pretend('poor', { filters: 'bwdif fps lutrgb mergeplanes' })
    await expect(findFfmpeg(around({ env: { PATH: poor } }))).rejects.toMatchObject({ code: 'FFMPEG_INCOMPLETE', message: expect.stringMatching(/filter zscale/) as string })
    const path = pretend('few', { encoders: 'libx264' })
    const media = await describeMedia(around({ env: { PATH: path } }))
    expect(media.lacks.map(({ encoding }) => encoding)).toEqual(['prores-4444', 'prores-422-hq', 'ffv1', 'png'])
    const programs = await findFfmpeg(around({ env: { PATH: path } }))
    await checkEncoding(programs, 'h264')
    await expect(checkEncoding(programs, 'ffv1')).rejects.toMatchObject({ code: 'FFMPEG_INCOMPLETE', message: expect.stringMatching(/encoder ffv1.*ffv1 needs/) as string })
    expect(describeFinding(media)).toMatchObject({ what: 'clips', state: 'warn', text: expect.stringMatching(/can't write prores-4444 \(encoder prores_ks\)/) as string })
    expect(describeFinding(await describeMedia(around({})))).toMatchObject({ state: 'warn', text: expect.stringMatching(/install/i) as string })
  })

  itWithProgram('ffmpeg', 'ffprobe')('complete in what this system has', async () => {
    const media = await describeMedia(around({ env: { PATH: dirname(program('ffmpeg')!) } }))
    expect(media.lacks).toEqual([])
    expect(describeFinding(media)).toMatchObject({ what: 'clips', state: 'ok' })
    expect(describeFinding(media).text).toContain(program('ffmpeg'))
  })
})
