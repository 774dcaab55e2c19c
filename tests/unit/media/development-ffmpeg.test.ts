import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { encodeCommand } from '#helper/media/encode-command'
import { findFfmpeg } from '#helper/media/find-ffmpeg'
import { progressArgs } from '#helper/media/progress-lines'
import { probeClip } from '#helper/media/probe'
import { itWithFolder } from '../../support/available'
import { encodeFrames } from '../../support/encode-frames'
import { decodeFrames } from '../../support/read-numbers'
import { headerOf, jobFolder, paint } from '../../support/run-task'

const { platform, arch } = process
const packages = resolve(__dirname, '../../../node_modules')
const it = itWithFolder(...['@ffmpeg-installer', '@ffprobe-installer'].map((name) => join(packages, name, `${platform}-${arch}`)))

const folder = jobFolder()
const rate = { num: 25, den: 1 }

describe('the ffmpeg of the development packages, which is years older', () => {
  it('encodes frames as jobs ask for it, and counts them', async () => {
    const programs = await findFfmpeg({ env: { PATH: '' }, platform, arch, packages })
    const source = join(folder, 'source.mov')
    execFileSync(programs.ffmpeg, ['-v', 'error', '-f', 'lavfi', '-i', 'testsrc=s=64x48:r=25:d=0.08', '-c:v', 'ffv1', source])
    const info = await probeClip(programs, source)
    const header = headerOf(64, 48, { channels: 'rgb-alpha', sample: 'u16' })
    const raw = paint(header, (x, y, channel) => (channel === 3 ? x / 63 : 0.5 + 0.3 * Math.sin(x / 20 + y / 15 + channel)))
    const frames = Buffer.concat([Buffer.from(raw.buffer), Buffer.from(raw.buffer)])
    for (const encoding of ['prores-422-hq', 'ffv1', 'h264', 'png'] as const) {
      const file = join(folder, encoding === 'png' ? encoding : `${encoding}.mov`)
      if (encoding === 'png') mkdirSync(file)
      const args = [...progressArgs, ...encodeCommand({ header, rate, encoding, info, file })]
      const said = execFileSync(programs.ffmpeg, args, { input: frames, stdio: ['pipe', 'pipe', 'pipe'] }).toString()
      expect(said).toMatch(/^frame=\s*2$/m)
    }
    const path = join(folder, 'own.mov')
    await encodeFrames(programs, { header, rate, encoding: 'prores-4444', info, file: path }, frames)
    const made = { programs, path, info: await probeClip(programs, path) }
    const [first] = decodeFrames(made, { first: 0, frames: 1 }, header)
    let most = 0
    for (const [at, value] of raw.entries()) most = Math.max(most, Math.abs(first!.readUInt16LE(2 * at) - value))
    // What is cut out is quantised coarsely, and this fills the picture.
    expect(most).toBeLessThan(0.02 * 65_535)
  })
})
