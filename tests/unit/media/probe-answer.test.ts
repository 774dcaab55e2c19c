import type { Rate } from '#protocol'
import { measurePace } from '#helper/media/frame-times'
import { logEncodingOf } from '#helper/media/log-encoding'
import { answerSchema, framesSchema, type Frame, readPackets, readUs, type Stream } from '#helper/media/probe-answer'
import { colourOf, depthOf, hasAlphaPlane, ratesOf, rotationOf, scanOf, startOf } from '#helper/media/picture-facts'
import { nearestRate, readRatio } from '#helper/media/rational'
import { seededNumbers } from '../../support/run-task'

const stream = (more: Partial<Stream> = {}): Stream => ({ index: 0, codec_type: 'video', codec_name: 'h264', ...more })
const rate = (num: number, den = 1): Rate => ({ num, den })

describe('the parser of ffprobe\'s answers', () => {
  it('knows the bits of a sample by the names of pixel formats', () => {
    const bits = {
      yuv420p: 8, yuvj422p: 8, yuv422p10le: 10, yuva444p12le: 12, yuv444p16le: 16, gbrp: 8, gbrp10le: 10, gbrap16le: 16,
      rgb24: 8, rgb48le: 16, rgba64be: 16, gray: 8, gray10le: 10, gray12le: 12, gray16le: 16, ya8: 8, ya16le: 16, nv12: 8,
      p010le: 10, p016le: 16, uyvy422: 8, x2rgb10le: 10, yuv420p9le: 10, yuv420p14le: 16, pal8: 8,
      yuyv422: 8, gbrpf32le: 16, xyz12le: 16, nv20le: 10, p210le: 10,
    }
    expect(Object.fromEntries(Object.keys(bits).map((name) => [name, depthOf(name, undefined)]))).toEqual(bits)
    expect(depthOf('rgb48le', '12')).toBe(12)
  })

  it('knows alpha by the names of pixel formats', () => {
    const have = ['yuva420p', 'rgba', 'bgra', 'argb', 'abgr', 'gbrap12le', 'ya8', 'rgba64le', 'pal8']
    const lack = ['yuv420p', 'rgb24', 'gray', '0rgb', 'bgr0', 'yuyv422']
    expect([...have, ...lack].filter((name) => hasAlphaPlane(name, stream()))).toEqual(have)
    expect(hasAlphaPlane('yuv420p', stream({ tags: { ALPHA_MODE: '1' } }))).toBe(true)
  })

  it('reads labels of every kind once, and none that can\'t be', () => {
    const start = (timecode: string, fps: Rate, track?: string): unknown => {
      const label = { index: 1, codec_tag_string: 'tmcd', tags: { timecode } }
      const data = track === undefined ? [] : [stream({ ...label, avg_frame_rate: track })]
      const picture = stream(track === undefined ? { tags: { TIMECODE: timecode } } : {})
      return startOf({ streams: [picture, ...data], format: {} }, picture, fps)
    }
    expect(start('00:01:00;02', rate(30_000, 1001))).toEqual({ frame: 1800, isDropFrame: true })
    expect(start('00:01:00.02', rate(30_000, 1001))).toEqual({ frame: 1800, isDropFrame: true })
    expect(start('00:01:00:02', rate(30_000, 1001))).toEqual({ frame: 1802, isDropFrame: false })
    expect(start('01:00:00:00', rate(50), '25/1')).toEqual({ frame: 180_000, isDropFrame: false })
    // There is no drop-frame of 25, and no label :00 in the minutes that drop it.
    expect(start('00:01:00;02', rate(25))).toEqual({ frame: 1502, isDropFrame: false })
    for (const wrong of ['00:01:00;00', '25:00:00:00', '00:00:00:30', 'later', '', '-1:00:00:00', '00:00:61:00']) {
      expect({ wrong, start: start(wrong, rate(30_000, 1001)) }).toEqual({ wrong, start: undefined })
    }
  })

  it('takes what the decoder says of fields over what the container says', () => {
    const frame = (interlaced: number, top: number): Frame => ({ interlaced_frame: interlaced, top_field_first: top })
    expect(scanOf(stream({ field_order: 'tt' }), [frame(0, 0), frame(0, 0)])).toBe('progressive')
    expect(scanOf(stream({ field_order: 'progressive' }), [frame(1, 1), frame(1, 1)])).toBe('top-first')
    expect(scanOf(stream({ field_order: 'progressive' }), [frame(1, 0)])).toBe('bottom-first')
    expect(['tt', 'bb', 'tb', 'bt', 'unknown'].map((order) => scanOf(stream({ field_order: order }), [])))
      .toEqual(['top-first', 'bottom-first', 'bottom-first', 'top-first', 'progressive'])
  })

  it('turns the way a player does', () => {
    const turned = (rotation: number): number => rotationOf(stream({ side_data_list: [{ rotation }] }))
    expect([0, -90, 90, 180, -180, 270, 359, -89.6].map(turned)).toEqual([0, 90, 270, 180, 180, 90, 0, 90])
    expect(rotationOf(stream({ tags: { rotate: '90' } }))).toBe(90)
    expect(rotationOf(stream({ tags: { rotate: 'up' } }))).toBe(0)
  })

  it('says a log encoding only where a camera\'s tag does', () => {
    const log = (tags: Record<string, string>): string | undefined => logEncodingOf({ streams: [], format: { tags } }, stream())
    expect(log({ 'com.arri.camera.ColorGammaSxS': 'LOG-C' })).toBe('logc3')
    expect(log({ 'com.apple.proapps.customgamma': 'com.apple.gamma.S-Log3' })).toBe('slog3')
    expect(log({ 'com.panasonic.Semi-Pro.metadata.xml': '<x><Gamma>V-LOG</Gamma></x>' })).toBe('vlog')
    expect(log({ CaptureGammaEquation: 'Canon Log 3' })).toBe('clog3')
    expect(log({ comment: 'graded from S-Log3', title: 'V-Log test' })).toBeUndefined()
    expect(log({ 'com.apple.proapps.customgamma': 'rec709' })).toBeUndefined()
  })

  it('reads ratios and times, and nothing else', () => {
    expect(readRatio('30000/1001')).toEqual(rate(30_000, 1001))
    expect(readRatio('50/2')).toEqual(rate(25))
    expect(readRatio('4:3')).toEqual(rate(4, 3))
    const wrong = ['0/0', '1/0', '0', '-1/2', 'N/A', '', '1e3', '1/2/3', undefined]
    expect(wrong.map(readRatio).filter((found) => found !== undefined)).toEqual([])
    const large = readRatio('999999999999999/999999999999998')!
    expect(Math.max(large.num, large.den)).toBeLessThanOrEqual(1e9)
    expect([readUs('1.5'), readUs('-0.080000'), readUs('N/A'), readUs('1e9'), readUs(''), readUs('99999999999')])
      .toEqual([1_500_000, -80_000, undefined, undefined, undefined, undefined])
    expect(nearestRate(23.976, 0.0004)).toEqual(rate(24_000, 1001))
    expect(nearestRate(17.3, 0.0004)).toEqual(rate(173, 10))
  })
})

describe('the pace of frames', () => {
  const times = (count: number, at: (frame: number) => number): number[] =>
    Array.from({ length: count }, (_, frame) => Math.round(at(frame)))

  it('is constant on a clock of milliseconds, and at any offset', () => {
    for (const fps of [rate(24_000, 1001), rate(25), rate(30_000, 1001), rate(60_000, 1001), rate(120), rate(25, 2)]) {
      const stored = times(500, (frame) => Math.round((frame * fps.den * 1000) / fps.num) * 1000 + 77_000)
      expect(measurePace(stored.reverse(), undefined, [fps])).toEqual({ rate: fps, frames: 500, isVariableRate: false })
    }
  })

  it('varies where a frame is shown twice as long; a telecine is the film that it shows', () => {
    const held = times(100, (frame) => (frame + (frame >= 50 ? 1 : 0)) * 40_000)
    expect(measurePace(held, 40_000, [rate(25)])).toEqual({ rate: rate(25), frames: 101, isVariableRate: true })
    // 2:3 pulldown by flags: frames last 3 and 2 fields of 60 a second in turn.
    const pulled = times(100, (frame) => (Math.floor(frame / 2) * 5 + (frame % 2) * 3) * 16_683.3)
    const film = { rate: rate(24_000, 1001), frames: 100, isVariableRate: false }
    expect(measurePace(pulled, undefined, [rate(30_000, 1001)])).toEqual(film)
  })

  it('counts one frame as one', () => {
    expect(measurePace([5000], 40_000, [rate(25)])).toEqual({ rate: rate(25), frames: 1, isVariableRate: false })
  })
})

describe('whatever ffprobe says', () => {
  const SEED = Number(process.env.FIRSTPASS_TEST_SEED ?? 5)
  const random = seededNumbers(SEED)
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!
  const texts = [
    '', '0', '-1', 'N/A', '0/0', '1/0', '30000/1001', '4:3', '999999999999999999', '1e400', 'NaN', '00:00:00:00', '25:61:61;99',
    'yuv420p10le', 'tt', '\u0000', 'constructor', '__proto__', 'x'.repeat(5000), '-0.000001', 'tv', 'bt709', 'S-Log3',
  ] as const
  const keys = ['timecode', 'rotate', 'alpha_mode', '__proto__', 'gamma', 'TIMECODE'] as const
  const text = (): string => pick(texts)
  const maybe = <T>(value: () => T): T | undefined => (random() < 0.7 ? value() : undefined)
  const number = (): number => pick([0, 1, -1, 0.5, 1e308, 2 ** 53, 90, -90, 25])
  const tags = (): Record<string, string> => Object.fromEntries([0, 1, 2].map(() => [pick(keys), text()]))

  /** JSON drops what is undefined, as ffprobe leaves it out. */
  const anyStream = (index: number): unknown => ({
    index, codec_type: pick(['video', 'audio', 'data']), codec_name: maybe(text), sample_rate: maybe(text), tags: maybe(tags),
    codec_tag_string: pick(['tmcd', 'avc1', text()]),
    width: maybe(number), height: maybe(number), pix_fmt: maybe(text), sample_aspect_ratio: maybe(text), field_order: maybe(text),
    color_range: maybe(text), color_space: maybe(text), r_frame_rate: maybe(text), avg_frame_rate: maybe(text),
    nb_frames: maybe(text), bits_per_raw_sample: maybe(text), duration: maybe(text), channels: maybe(number),
    side_data_list: maybe(() => [{ rotation: number() }, {}]), disposition: maybe(() => ({ attached_pic: number() })),
  })

  it(`is read or left alone, never thrown at and never believed beyond reason (seed ${SEED})`, () => {
    for (let round = 0; round < 2000; round++) {
      const said = { streams: [anyStream(0), anyStream(1)], format: { tags: maybe(tags), start_time: maybe(text) } }
      const json = JSON.parse(JSON.stringify(said)) as unknown
      const answer = answerSchema.parse(json)
      const [picture] = answer.streams
      const format = picture!.pix_fmt ?? 'yuv420p'
      expect([8, 10, 12, 16]).toContain(depthOf(format, picture!.bits_per_raw_sample))
      expect([0, 90, 180, 270]).toContain(rotationOf(picture!))
      expect(['progressive', 'top-first', 'bottom-first']).toContain(scanOf(picture!, []))
      const colour = colourOf(picture!, undefined)
      expect(Object.values(colour).every((value) => value.length > 0 && value.length <= 100)).toBe(true)
      for (const found of ratesOf(picture!)) {
        expect(Number.isInteger(found.num) && found.num > 0 && found.num <= 1e9 && found.den > 0 && found.den <= 1e9).toBe(true)
        const start = startOf(answer, picture!, found)
        if (start) expect(Number.isSafeInteger(start.frame) && start.frame >= 0).toBe(true)
      }
      hasAlphaPlane(format, picture!)
      logEncodingOf(answer, picture!)
    }
  })

  it(`counts any list of packets (seed ${SEED})`, () => {
    for (let round = 0; round < 500; round++) {
      const line = (): string => [text(), text(), pick(['K_', '__', 'KD', ''])].slice(0, pick([1, 2, 3])).join(',')
      const lines = Array.from({ length: Math.floor(random() * 20) }, line)
      const packets = readPackets(lines.join('\n'))
      expect(packets.timesUs.every(Number.isSafeInteger)).toBe(true)
      if (packets.timesUs.length === 0) continue
      const pace = measurePace(packets.timesUs, packets.lastUs, [rate(25)])
      expect(Number.isSafeInteger(pace.frames) && pace.frames >= 1 && pace.rate.num > 0 && pace.rate.den > 0).toBe(true)
    }
    expect(framesSchema.safeParse({ frames: [{ pts_time: 5 }] }).success).toBe(false)
  })
})
