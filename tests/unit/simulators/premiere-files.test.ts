import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TICKS_PER_SECOND } from '../../simulators/premiere'
import { probeFile } from '../../simulators/premiere/probe-file'
import { itWithProgram } from '../../support/available'

const folder = mkdtempSync(join(tmpdir(), 'firstpass-probe-'))
afterAll(() => { rmSync(folder, { recursive: true, force: true }) })

/** @param how what ffmpeg is asked for before the file's name */
function write(name: string, ...how: string[]): string {
  const path = join(folder, name)
  execFileSync('ffmpeg', ['-v', 'error', '-y', ...how, path], { stdio: ['ignore', 'pipe', 'inherit'] })
  return path
}

const picture = (rate: string): string[] => ['-f', 'lavfi', '-i', `testsrc=size=32x18:rate=${rate}`]

describe('a file that a simulated Premiere is given', () => {
  itWithProgram('ffmpeg')('is as long as it has frames, at the rate that it has, with sound or without', () => {
    const silent = write('silent.mov', ...picture('24000/1001'), '-frames:v', '7', '-c:v', 'prores')
    expect(probeFile(silent)).toMatchObject({
      duration: 7n * 10594584000n, frameTicks: 10594584000n, width: 32, height: 18, hasVideo: true, hasAudio: false,
      isStill: false,
    })
    const loud = write('loud.mov', ...picture('25'), '-f', 'lavfi', '-i', 'sine=sample_rate=48000', '-t', '0.4', '-c:v', 'prores')
    expect(probeFile(loud)).toMatchObject({ duration: TICKS_PER_SECOND * 10n / 25n, hasAudio: true })
  })

  itWithProgram('ffmpeg')('is a still, or captions, or nothing', () => {
    expect(probeFile(write('a.png', ...picture('25'), '-frames:v', '1'))).toMatchObject({ isStill: true, width: 32 })
    writeFileSync(join(folder, 'a.srt'), '1\n00:00:00,000 --> 00:00:01,000\nhi\n')
    expect(probeFile(join(folder, 'a.srt'))).toMatchObject({ isCaptions: true, hasVideo: false })
    writeFileSync(join(folder, 'a.mov'), 'no film')
    expect([probeFile(join(folder, 'a.mov')), probeFile(join(folder, 'none.mov'))]).toEqual([undefined, undefined])
  })
})
