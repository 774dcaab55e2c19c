import { readTimeline, writeTimeline } from '#helper/timeline/formats'
import { fileUrl, pathFromUrl, premiereUrl } from '#helper/timeline/media-url'
import { readXml } from '#helper/timeline/read-xml'
import { childrenOf, descendantsOf, escapeXml, textAt, type XmlElement } from '#helper/timeline/xml'
import type { Timeline, TimelineFormat } from '#protocol'
import { assembly, overlay, rates, retimed } from './fixtures'

const timelines: [string, Timeline][] = [
  ['an overlay', overlay({ rate: rates.ntsc, start: { frame: 107_892, isDropFrame: true } })], ['an assembly', assembly()],
  ['speeds', retimed()],
]

/** The order that Apple's DTD of FCPXML 1.10 demands of children, as far as we write them. */
const order: Record<string, string[]> = {
  fcpxml: ['resources', 'library'], resources: ['format', 'asset'], library: ['event'], event: ['project'], project: ['sequence'],
  sequence: ['spine'], asset: ['media-rep', 'metadata'],
  'asset-clip': ['conform-rate', 'timeMap', 'video', 'asset-clip', 'marker', 'audio-channel-source'],
  gap: ['video', 'asset-clip', 'marker'], video: ['video', 'asset-clip', 'marker'],
}

describe.each(timelines)('FCPXML of %s', (_name, timeline) => {
  const root = readXml(writeTimeline(timeline, 'fcpxml').text)
  const all = (name: string): XmlElement[] => descendantsOf(root, name)

  it('has children where the DTD has them, and no attributes it lacks', () => {
    const misplaced = Object.entries(order).flatMap(([name, wanted]) => [root, ...all(name)].filter((each) => each.name === name)
      .flatMap(({ children }) => {
        const places = children.map((child) => wanted.indexOf(child.name))
        return places.some((place, index) => place < Math.max(...places.slice(0, index + 1), 0)) ? [name] : []
      }))
    // Videos and clips may mix; those are the anchored items.
    expect(misplaced.filter((name) => !['spine'].includes(name))).toEqual([])
    for (const still of all('video')) expect(Object.keys(still.attributes)).not.toContain('srcEnable')
    expect(all('sequence')[0]?.attributes).toMatchObject({ audioRate: '48k' })
  })

  it('has times that are whole frames of the sequence, in seconds', () => {
    const [frame] = all('format').map(({ attributes }) => attributes.frameDuration)
    const [, num = '', den = '1'] = /^(\d+)(?:\/(\d+))?s$/.exec(frame ?? '') ?? []
    const isWhole = (time: string): boolean => {
      const [, n = '', d = '1'] = /^(\d+)(?:\/(\d+))?s$/.exec(time) ?? []
      return (BigInt(n) * BigInt(den)) % (BigInt(d) * BigInt(num)) === 0n
    }
    const timed = [...all('asset-clip'), ...all('gap'), ...all('video'), ...all('sequence')]
    const durations = timed.map(({ attributes }) => attributes.duration)
    const offsets = childrenOf(all('spine')[0], 'asset-clip').map(({ attributes }) => attributes.offset)
    expect([...durations, ...offsets].filter((time) => !isWhole(time ?? ''))).toEqual([])
  })

  it('names only resources that are there, each id once', () => {
    const ids = [...all('format'), ...all('asset')].map(({ attributes }) => attributes.id)
    expect(new Set(ids).size).toBe(ids.length)
    const named = [...all('asset-clip'), ...all('video'), ...all('sequence'), ...all('asset')]
      .flatMap(({ attributes }) => [attributes.ref, attributes.format].filter((each) => each !== undefined))
    expect(named.filter((each) => !ids.includes(each))).toEqual([])
  })
})

describe.each(timelines)('xmeml of %s', (_name, timeline) => {
  const root = readXml(writeTimeline(timeline, 'xml').text)
  const all = (name: string): XmlElement[] => descendantsOf(root, name)

  it('says each file once and whole, and names clip items that are there', () => {
    const files = all('file')
    const whole = files.filter(({ children }) => children.length > 0).map(({ attributes }) => attributes.id)
    expect(new Set(whole).size).toBe(whole.length)
    expect(files.filter(({ attributes }) => !whole.includes(attributes.id))).toEqual([])
    const ids = all('clipitem').map(({ attributes }) => attributes.id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(all('linkclipref').filter(({ text }) => !ids.includes(text))).toEqual([])
  })

  it('shows as many frames as it takes, in places that do not overlap', () => {
    for (const track of all('track')) {
      let end = 0
      for (const item of childrenOf(track, 'clipitem')) {
        expect(Number(textAt(item, 'start'))).toBeGreaterThanOrEqual(end)
        end = Number(textAt(item, 'end'))
        const ticks = BigInt(textAt(item, 'pproTicksOut') ?? 0) - BigInt(textAt(item, 'pproTicksIn') ?? 0)
        expect(ticks).toBe((BigInt(end - Number(textAt(item, 'start'))) * 254_016_000_000n * BigInt(timeline.rate.den))
          / BigInt(timeline.rate.num))
      }
    }
  })
})

test('an xmeml\'s alpha is straight, its stereo lies on two exploded tracks that are linked', () => {
  const root = readXml(writeTimeline(overlay({ rate: rates.pal }), 'xml').text)
  expect(descendantsOf(root, 'alphatype').map(({ text }) => text)).toEqual(['none', 'straight'])
  const audio = descendantsOf(root, 'track').filter(({ attributes }) => attributes.premiereTrackType !== undefined)
  expect(audio.map(({ attributes }) => [attributes.premiereTrackType, attributes.currentExplodedTrackIndex])).toEqual([
    ['Stereo', '0'], ['Stereo', '1'],
  ])
  expect(descendantsOf(root, 'sourcetrack').map((track) => textAt(track, 'trackindex'))).toEqual(['1', '2'])
  const [first] = descendantsOf(root, 'clipitem')
  const links = descendantsOf(first ?? root, 'linkclipref').map(({ text }) => text)
  expect(links).toEqual(['clipitem-v1-1', 'clipitem-a1-1', 'clipitem-a2-1'])
})

test('OTIO has the schemas and fields of the reference implementation', () => {
  const document = JSON.parse(writeTimeline(assembly(), 'otio').text) as Record<string, unknown>
  const fields: Record<string, Set<string>> = {}
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    const { OTIO_SCHEMA: schema } = value as { OTIO_SCHEMA?: string }
    if (schema !== undefined) fields[schema] = new Set(Object.keys(value).sort())
    for (const each of Object.values(value)) walk(each)
  }
  walk(document)
  const item = ['OTIO_SCHEMA', 'effects', 'enabled', 'markers', 'metadata', 'name', 'source_range']
  expect(Object.fromEntries(Object.entries(fields).map(([name, keys]) => [name, [...keys]]))).toEqual({
    'Timeline.1': ['OTIO_SCHEMA', 'global_start_time', 'metadata', 'name', 'tracks'],
    'Stack.1': [...item, 'children'].sort(),
    'Track.1': [...item, 'children', 'kind'].sort(),
    'Clip.2': [...item, 'media_references', 'active_media_reference_key'].sort(),
    'Gap.1': item,
    'ExternalReference.1': ['OTIO_SCHEMA', 'available_image_bounds', 'available_range', 'metadata', 'name', 'target_url'],
    'Marker.2': ['OTIO_SCHEMA', 'color', 'comment', 'marked_range', 'metadata', 'name'],
    'TimeRange.1': ['OTIO_SCHEMA', 'duration', 'start_time'],
    'RationalTime.1': ['OTIO_SCHEMA', 'rate', 'value'],
  })
})

test('paths become URLs and paths again, on either system', () => {
  const paths: [string, string, string][] = [
    ['/a b/c#1%?.mov', 'file:///a%20b/c%231%25%3F.mov', 'file://localhost/a%20b/c%231%25%3F.mov'],
    ['/ü/x\'y.mov', 'file:///%C3%BC/x%27y.mov', 'file://localhost/%C3%BC/x%27y.mov'],
    ['C:\\Media\\a b.mov', 'file:///C:/Media/a%20b.mov', 'file://localhost/C%3a/Media/a%20b.mov'],
    ['\\\\server\\share\\x.mov', 'file://server/share/x.mov', 'file://localhost//server/share/x.mov'],
  ]
  for (const [path, url, premiere] of paths) {
    expect([fileUrl(path), premiereUrl(path)]).toEqual([url, premiere])
    expect([pathFromUrl(url), pathFromUrl(premiere)]).toEqual([path, path])
  }
  expect(pathFromUrl('/plain/100%.mov')).toBe('/plain/100%.mov')
  expect(() => fileUrl('a/relative.mov')).toThrow('is not absolute')
  expect(() => fileUrl('..')).toThrow('is not absolute')
})

test('a bare name is one beside the timeline; Premiere asks for it', () => {
  for (const name of ['a b#1.mov', 'a:b.mov', '100%.mov']) {
    expect(fileUrl(name)).toBe(`./${encodeURIComponent(name)}`)
    expect(pathFromUrl(fileUrl(name))).toBe(name)
  }
  expect(premiereUrl('a b.mov')).toBe('file://localhost/a%20b.mov')
})

describe('hostile files', () => {
  it('make no lists as long as they say', () => {
    const range = { start_time: { value: 0, rate: 25 }, duration: { value: 10, rate: 25 } }
    const sounds = [{ 'Source Channel ID': 0, 'Source Track ID': 1e9 }, { 'Source Channel ID': 1e11, 'Source Track ID': 0 }]
    for (const channel of sounds) {
      const clip = {
        OTIO_SCHEMA: 'Clip.2', name: 'c', source_range: range, metadata: { Resolve_OTIO: { Channels: [channel] } },
        media_references: { DEFAULT_MEDIA: { OTIO_SCHEMA: 'ExternalReference.1', target_url: 'file:///a.mov' } },
      }
      const track = { OTIO_SCHEMA: 'Track.1', kind: 'Audio', children: [clip] }
      const text = JSON.stringify({ OTIO_SCHEMA: 'Timeline.1', tracks: { OTIO_SCHEMA: 'Stack.1', children: [track] } })
      expect(() => readTimeline(text, 'otio', { file: 'a.otio' })).toThrow(/has no such channel/)
    }
  })

  const bombs: [TimelineFormat, string, string][] = [
    ['fcpxml', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', 'not XML'],
    ['fcpxml', '', 'one root'],
    ['fcpxml', '<fcpxml><format id="r" frameDuration="1/0s"/><sequence format="r"><spine/></sequence></fcpxml>', 'is no time'],
    ['xml', '<xmeml>&b;</xmeml>', 'entity &b; is unknown'],
    ['xml', '<xmeml a="1" a="2"/>', 'broken'],
    ['mlt', '<mlt><mlt></mlt>', 'not closed'],
    ['mlt', '<a>'.repeat(200), 'too deep'],
    ['mlt', '<mlt><profile/><tractor/></mlt>', ''],
    ['otio', '{"OTIO_SCHEMA": "Clip.2"}', 'is no Timeline'],
    ['otio', 'nonsense', 'JSON'],
    ['edl', 'TITLE: x\nFCM: NON-DROP FRAME\n', 'rate'],
  ]
  it.each(bombs)('a %s: %s', (format, text, reason) => {
    expect(() => readTimeline(text, format, { file: `x.${format}` })).toThrow(reason)
    expect(() => readTimeline(text, format, { file: `x.${format}` })).toThrow('can\'t be read as a timeline')
  })

  it('timelines that contradict themselves are not written', () => {
    const broken = (change: (timeline: Timeline) => void): () => unknown => {
      const timeline = overlay({ rate: rates.pal })
      change(timeline)
      return () => writeTimeline(timeline, 'otio')
    }
    const first = (timeline: Timeline): Timeline['tracks'][number]['clips'][number] => timeline.tracks[0]?.clips[0] as never
    expect(broken((timeline) => { first(timeline).media = 'gone' })).toThrow('media gone, which is not there')
    expect(broken((timeline) => { first(timeline).source.out = 301 })).toThrow('ends after its media')
    expect(broken((timeline) => { first(timeline).record.out = 200 })).toThrow('another duration than it shows')
    expect(broken((timeline) => { first(timeline).record = { in: 5, out: 5 } })).toThrow('is empty')
    expect(broken((timeline) => { timeline.start.isDropFrame = true })).toThrow('no drop-frame')
    const twice = broken((timeline) => { timeline.tracks[0]?.clips.push(first(timeline)) })
    expect(twice).toThrow('begins before the one before it ends')
  })

  it('text of any kind is escaped', () => {
    expect(escapeXml('a<b>&"\'\n\u0001\ufffe')).toBe('a&lt;b&gt;&amp;&quot;&apos;&#10;')
  })
})
