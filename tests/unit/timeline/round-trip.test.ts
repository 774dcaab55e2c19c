import type { Rate, Timeline, TimelineFormat } from '#protocol'
import { readTimeline, writeTimeline } from '#helper/timeline/formats'
import { assembly, overlay, rates, retimed } from './fixtures'

const formats = ['otio', 'fcpxml', 'xml', 'edl', 'mlt'] as const

function thereAndBack(timeline: Timeline, format: TimelineFormat): Timeline {
  const { text } = writeTimeline(timeline, format)
  return readTimeline(text, format, { file: `x.${format}` }).timeline
}

/** All of a timeline but what the format has no word for. */
const held: Record<'otio' | 'fcpxml' | 'mlt', (timeline: Timeline) => Timeline> = {
  otio: (timeline) => timeline,
  mlt: (timeline) => timeline,
  fcpxml: (timeline) => ({ ...timeline, markers: timeline.markers.map((marker) => ({ ...marker, colour: 'red' })) }),
}

const dropFrame = { frame: 107_892, isDropFrame: true }
const hour = (nominal: number): { frame: number; isDropFrame: boolean } => ({ frame: nominal * 3600, isDropFrame: false })
const shapes: [string, Rate, { frame: number; isDropFrame: boolean } | undefined][] = [
  ['23.976', rates.film, hour(24)], ['24', rates.cinema, undefined], ['25', rates.pal, hour(25)],
  ['29.97 drop-frame', rates.ntsc, dropFrame], ['29.97', rates.ntsc, hour(30)],
  ['59.94 drop-frame', rates.ntsc60, { frame: 215_784, isDropFrame: true }], ['12.5', rates.half, hour(13)],
  ['15', rates.fifteen, hour(15)], ['119.88', rates.ntsc120, hour(120)], ['1000/33', rates.odd, hour(30)],
]

describe('a timeline written and read again', () => {
  describe.each(['otio', 'fcpxml', 'mlt'] as const)('as %s', (format) => {
    it.each(shapes)('is the same at %s', (_name, rate, start) => {
      const timeline = overlay({ rate, ...(start === undefined ? {} : { start }) })
      expect(thereAndBack(timeline, format)).toEqual(held[format](timeline))
    })

    it('keeps gaps, other rates, timecodes of the media, mono links, stills and every letter', () => {
      expect(thereAndBack(assembly(), format)).toEqual(held[format](assembly()))
    })

    it('keeps a bare name', () => {
      const timeline = overlay({ rate: rates.pal, path: 'shot #1: 100%.mov' })
      expect(thereAndBack(timeline, format)).toEqual(held[format](timeline))
    })

    it('keeps speeds', () => {
      expect(thereAndBack(retimed(), format)).toEqual(held[format](retimed()))
    })
  })

  describe('as xml', () => {
    const known = shapes.filter(([name]) => !['12.5', '1000/33'].includes(name))
    it.each(known)('is the same at %s', (_name, rate, start) => {
      const timeline = overlay({ rate, ...(start === undefined ? {} : { start }) })
      expect(thereAndBack(timeline, 'xml')).toEqual(timeline)
    })

    it('keeps gaps, other rates, timecodes of the media, mono links, stills and every letter', () => {
      expect(thereAndBack(assembly(), 'xml')).toEqual(assembly())
    })

    it('keeps speeds', () => {
      expect(thereAndBack(retimed(), 'xml')).toEqual(retimed())
    })

    it('counts 12.5 in frames of 25, exactly', () => {
      const back = thereAndBack(overlay({ rate: rates.half, start: { frame: 13 * 60, isDropFrame: false } }), 'xml')
      expect(back.rate).toEqual(rates.pal)
      expect(back.tracks[1]?.clips[0]?.record).toEqual({ in: 80, out: 180 })
      expect(back.markers[0]).toMatchObject({ frame: 110, frames: 6 })
      const { notes } = writeTimeline(overlay({ rate: rates.half }), 'xml')
      expect(notes.join(' ')).toContain('no rate of 25/2; the sequence is 25/1')
    })

    it('says that 1000/33 becomes the nearest it has', () => {
      const { notes } = writeTimeline(overlay({ rate: rates.odd }), 'xml')
      expect(notes[0]).toBe('xmeml has no rate of 1000/33; the sequence is 30/1.')
    })
  })

  it.each(formats)('is not broken by line ends, tabs and characters that no file can hold in %s', (format) => {
    const name = 'a\tb\nc'
    const back = thereAndBack(overlay({ rate: rates.pal, name }), format)
    expect(back.name.replace(/\s/g, ' ')).toBe('a b c')
    const { text } = writeTimeline(overlay({ rate: rates.pal, name: 'x\u0000\ud800y' }), format)
    expect(text).not.toContain('\u0000')
  })
})

describe('an EDL', () => {
  const labelled = shapes.filter(([name]) => name !== '119.88')
  it.each(labelled)('places the result by timecode at %s, and reads it back', (_name, rate, start) => {
    const timeline = overlay({ rate, ...(start === undefined ? {} : { start }) })
    const back = thereAndBack(timeline, 'edl')
    expect(back).toMatchObject({ name: timeline.name, rate, start: timeline.start })
    expect(back.tracks.map(({ kind, clips }) => [kind, clips.map(({ record }) => record)]))
      .toEqual([['video', [{ in: 40, out: 90 }]], ['audio', [{ in: 0, out: 300 }]]])
    expect(back.media.map(({ path }) => path).sort()).toEqual(['/clips/shot-subject.mov', '/clips/shot.mov'])
    expect(back.markers).toEqual([{ frame: 55, frames: 1, name: '0.82: the edge is in doubt', note: '', colour: 'red' }])
  })

  it('holds one video track and says which was left out', () => {
    const { notes } = writeTimeline(overlay({ rate: rates.pal }), 'edl')
    expect(notes).toContain('An EDL has one video track: V2 is written, V1 left out.')
  })

  it('refuses what its labels have no digits for, and what ends after midnight', () => {
    expect(() => writeTimeline(overlay({ rate: rates.ntsc120 }), 'edl')).toThrow('120 frames a second')
    const late = { frame: 25 * 3600 * 24 - 100, isDropFrame: false }
    expect(() => writeTimeline(overlay({ rate: rates.pal, start: late }), 'edl')).toThrow('midnight')
  })

  it('keeps speeds by M2 lines', () => {
    const { text } = writeTimeline(retimed(), 'edl')
    expect(text.split('\n').filter((line) => line.startsWith('M2'))).toEqual([
      'M2   RUN      012.0                00:00:06:04', 'M2   RUN      048.0                00:00:10:08',
    ])
    const [track] = thereAndBack(retimed(), 'edl').tracks
    expect(track?.clips.map(({ speed, record }) => [speed, record])).toEqual([
      [{ num: 50, den: 100 }, { in: 0, out: 100 }], [{ num: 100, den: 50 }, { in: 100, out: 150 }],
    ])
  })
})
