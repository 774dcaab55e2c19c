import { execFile } from 'node:child_process'
import { copyFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { guards } from '#helper/media/input-args'
import { FirstpassError } from '#protocol'
import { itWithProgram } from '../../support/available'
import { ffmpeg, probed, readNumbers } from '../../support/read-numbers'
import { makeNumberedClip } from '../../support/numbered-clip'
import { jobFolder } from '../../support/run-task'

const folder = jobFolder()
const it = itWithProgram('ffmpeg', 'ffprobe')
const picture = ['-f', 'lavfi', '-i', 'testsrc=s=64x48:r=25:d=0.4']
const sound = ['-f', 'lavfi', '-i', 'sine=d=0.4']

async function refusal(path: string): Promise<string> {
  try {
    return `accepted: ${JSON.stringify((await probed(path)).info)}`
  } catch (thrown) {
    if (!(thrown instanceof FirstpassError)) throw thrown
    return `${thrown.code} ${thrown.message}`
  }
}

function written(name: string, content: string | Buffer): string {
  const file = join(folder, name)
  writeFileSync(file, content)
  return file
}

function made(name: string, ...args: string[]): string {
  const file = join(folder, name)
  ffmpeg(...args, '-y', file)
  return file
}

describe('what is no clip', () => {
  it('is refused by its content, whatever its name', async () => {
    expect(await refusal(written('empty.mov', ''))).toMatch(/^FILE_EMPTY/)
    expect(await refusal(written('text.mov', 'Dear diary,\nno film here.\n'))).toMatch(/^MEDIA_UNREADABLE.*text/)
    expect(await refusal(written('noise.mov', Buffer.from(Array.from({ length: 4000 }, (_, at) => (at * 7919) % 256)))))
      .toMatch(/^MEDIA_UNREADABLE/)
    expect(await refusal(made('still.png', ...picture, '-frames:v', '1'))).toMatch(/^MEDIA_UNREADABLE.*still picture/)
    expect(await refusal(made('still.jpg', ...picture, '-frames:v', '1'))).toMatch(/^MEDIA_UNREADABLE.*still picture/)
    expect(await refusal(made('sound.m4a', ...sound))).toMatch(/^MEDIA_UNREADABLE.*sound only/)
    expect(await refusal(made('sound.wav', ...sound))).toMatch(/^MEDIA_UNREADABLE/)
    expect(await refusal(join(folder, 'absent.mov'))).toMatch(/^FILE_MISSING/)
  })

  it('is refused as sound where its picture is the cover', async () => {
    const cover = made('cover.png', ...picture, '-frames:v', '1')
    const both = [...sound, '-i', cover, '-map', '0', '-map', '1']
    const file = made('covered.m4a', ...both, '-c:v', 'png', '-disposition:v:0', 'attached_pic')
    expect(await refusal(file)).toMatch(/^MEDIA_UNREADABLE.*sound only/)
  })

  it('is told as cut off where its index is missing', async () => {
    const file = made('cut.mov', ...picture, '-c:v', 'mpeg4')
    truncateSync(file, Math.floor(readFileSync(file).length / 2))
    expect(await refusal(file)).toMatch(/^MEDIA_UNREADABLE.*index is missing/)
  })

  it('is refused as camera raw with the way out', async () => {
    const file = made('raw.mov', ...picture, '-c:v', 'mjpeg', '-tag:v', 'jpeg')
    const tagged = (name: string, tag: string): string => written(
      name, Buffer.from(readFileSync(file).toString('latin1').replaceAll('jpeg', tag), 'latin1'),
    )
    expect(await refusal(tagged('braw.mov', 'brxq'))).toMatch(/^MEDIA_RAW.*Blackmagic RAW/)
    expect(await refusal(tagged('aprn.mov', 'aprn'))).toMatch(/^MEDIA_RAW.*ProRes RAW/)
    expect(await refusal(written('a.r3d', Buffer.concat([Buffer.from([0, 0, 1, 0]), Buffer.from('RED2'), Buffer.alloc(500)]))))
      .toMatch(/^MEDIA_RAW.*R3D/)
    expect(await refusal(written('a.ari', Buffer.concat([Buffer.from('ARRI'), Buffer.alloc(500)])))).toMatch(/^MEDIA_RAW.*ARRIRAW/)
    expect(await refusal(written('a.dng', Buffer.concat([Buffer.from('II*\0'), Buffer.alloc(500)])))).toMatch(/^MEDIA_RAW.*CinemaDNG/)
    const thrown = await probed(join(folder, 'braw.mov')).catch((error: FirstpassError) => error)
    expect((thrown as FirstpassError).hint).toMatch(/ProRes or DNxHR/)
  })

  it('opens no other file and no address', async () => {
    const secret = made('secret.ts', ...picture, '-c:v', 'mpeg2video')
    let asked = 0
    const server = createServer((_request, response) => {
      asked += 1
      response.end()
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as AddressInfo
    const list = (target: string): string => `#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:9,\n${target}\n#EXT-X-ENDLIST\n`
    const address = `http://127.0.0.1:${port}/x.ts`
    const hidden = (target: string): Buffer => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(list(target))])
    const texts: [string, string | Buffer][] = [
      ['list.m3u8', list(secret)], ['list.mov', list(address)], ['bom.m3u8', hidden(secret)], ['bom2.m3u8', hidden(address)],
      ['list.ffconcat', `ffconcat version 1.0\nfile '${secret}'\n`],
      ['list.sdp', `v=0\nm=video ${port} RTP/AVP 33\n`],
      ['list.mpd', `<?xml version="1.0"?><MPD><Period><BaseURL>${address}</BaseURL></Period></MPD>`],
      ['late.m3u8', `\0${list(address)}`],
    ]
    for (const [name, text] of texts) expect(await refusal(written(name, text))).toMatch(/^MEDIA_UNREADABLE/)
    const read = async (name: string, ...guarded: string[]): Promise<string> => {
      const args = ['-v', 'error', ...guarded, '-i', join(folder, name), '-f', 'null', '-']
      return await promisify(execFile)('ffmpeg', args).then(() => 'read', String)
    }
    expect(await read('list.mov', ...guards)).toMatch(/whitelist/)
    expect(await read('list.m3u8', ...guards)).toMatch(/whitelist/)
    expect(await read('list.ffconcat', ...guards)).toMatch(/whitelist/)
    expect(asked).toBe(0)
    // They would be read, and asked for, otherwise.
    expect(await read('list.m3u8')).toBe('read')
    written('list2.m3u8', list(address))
    expect(await read('list2.m3u8', '-protocol_whitelist', 'file,http,tcp')).not.toBe('read')
    expect(asked).toBeGreaterThan(0)
    server.close()
  })

  it('is refused for its size before any of it is allocated', async () => {
    const file = made('small.mov', ...picture, '-c:v', 'rawvideo', '-pix_fmt', 'yuv420p', '-tag:v', 'I420')
    const bytes = readFileSync(file)
    const at = bytes.indexOf('I420', bytes.indexOf('stsd'))
    bytes.writeUInt16BE(65_000, at + 28)
    bytes.writeUInt16BE(65_000, at + 30)
    expect(await refusal(written('huge.mov', bytes))).toMatch(/^MEDIA_(TOO_LARGE|UNREADABLE)/)
  })
})

describe('an odd clip', () => {
  it('is read under any name', async () => {
    const plain = join(folder, 'plain.mov')
    makeNumberedClip({ file: plain, frames: 5, encoder: ['-c:v', 'mpeg4', '-q:v', '2'] })
    for (const name of ['-i', 'http:x', '100%d%%', 'two\nlines', 'quote\'"', ' space ', 'concat:a|b', 'ü']) {
      const file = join(folder, `${name}.mov`)
      copyFileSync(plain, file)
      expect(readNumbers(await probed(file), 1, 3)).toEqual([1, 2, 3])
    }
  })

  it('is counted without a duration, and where its container counts wrongly', async () => {
    const file = join(folder, 'piped.mkv')
    writeFileSync(file, ffmpeg(...picture, '-c:v', 'ffv1', '-f', 'matroska', 'pipe:1'))
    expect((await probed(file)).info).toMatchObject({ frames: 10, rate: { num: 25, den: 1 } })
    const cut = made('cut.ts', ...picture, '-c:v', 'mpeg2video')
    truncateSync(cut, Math.floor(readFileSync(cut).length * 0.6 / 188) * 188)
    const { info } = await probed(cut)
    expect(info.frames).toBeGreaterThan(2)
    expect(info.frames).toBeLessThan(10)
  })
})
