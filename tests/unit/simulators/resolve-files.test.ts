import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openResolve } from '../../simulators/resolve'
import { closeLuaResolves, LuaResolve } from '../../simulators/resolve/lua-process'
import { readyScene } from '../../simulators/resolve/ready-scene'
import { itWithProgram, program } from '../../support/available'

let folder = ''
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'resolve-')) })
afterEach(() => {
  closeLuaResolves()
  rmSync(folder, { recursive: true })
})

/** A second of picture with alpha at 29.97, its timecode of frames that are dropped. */
function shootFilm(): string {
  const file = join(folder, `it's a film.mov`)
  const picture = ['-f', 'lavfi', '-i', 'testsrc=size=64x36:rate=30000/1001:duration=1']
  const how = ['-timecode', '01:01:00;02', '-c:v', 'prores_ks', '-profile:v', '4', '-pix_fmt', 'yuva444p10le']
  execFileSync('ffmpeg', ['-v', 'error', ...picture, ...how, file])
  return file
}

const names = ['Type', 'FPS', 'Frames', 'Start TC', 'Resolution', 'Alpha mode', 'Online Status'] as const
const expected = ['Video', '29.97', '30', '01:01:00;02', '64x36', 'Premultiplied', 'Online']

describe('files that are there, in a simulated Resolve', () => {
  itWithProgram('ffmpeg', 'ffprobe')('are looked into by ffprobe', async () => {
    const file = shootFilm()
    const { resolve } = openResolve({ profile: 'free-20', scene: readyScene(), probe: program('ffprobe')! })
    const pool = (await (await (await resolve.GetProjectManager())!.GetCurrentProject())!.GetMediaPool())!
    const [film] = (await pool.ImportMedia([file, join(folder, 'none.mov')]))!
    expect(await Promise.all(names.map((name) => film!.GetClipProperty(name)))).toEqual(expected)
  })

  itWithProgram('ffmpeg', 'ffprobe', 'luajit')('are looked into under luajit too', async () => {
    const file = shootFilm()
    const lua = new LuaResolve({ profile: 'free-21.1', scene: readyScene(), probe: program('ffprobe')! })
    const said = names.map((name) => `film:GetClipProperty('${name}')`).join(', ')
    expect(await lua.run(`
      local pool = resolve:GetProjectManager():GetCurrentProject():GetMediaPool()
      local film = pool:ImportMedia({ "${file}" })[1]
      return table.concat({ ${said} }, '|')`)).toBe(expected.join('|'))
  })

  it('a call whose answer is lost has happened all the same', async () => {
    const knobs = { deafTo: ['Timeline.AddTrack'] }
    const { resolve, timeline } = openResolve({ profile: 'free-20', scene: readyScene(), knobs })
    const line = (await (await (await resolve.GetProjectManager())!.GetCurrentProject())!.GetCurrentTimeline())!
    expect([await line.AddTrack('video'), timeline().tracks.video.length]).toEqual([null, 3])
  })
})
