import { convertFrame, type Rate, type Timeline, type TimelineInput, timelineSchema } from '#protocol'

export const rates = {
  film: { num: 24_000, den: 1001 }, cinema: { num: 24, den: 1 }, pal: { num: 25, den: 1 },
  ntsc: { num: 30_000, den: 1001 }, ntsc60: { num: 60_000, den: 1001 }, ntsc120: { num: 120_000, den: 1001 },
  half: { num: 25, den: 2 }, fifteen: { num: 15, den: 1 },
  odd: { num: 1000, den: 33 },
} satisfies Record<string, Rate>

const hd = { width: 1920, height: 1080, pixelAspect: { num: 1, den: 1 } }
const stereo = [{ channels: 2, sampleRate: 48_000 }]

export interface Shape {
  rate: Rate
  /** Frames of the timecode that the source begins at. */
  start?: { frame: number; isDropFrame: boolean }
  path?: string
  name?: string
}

/**
 * What the command line writes: the original with its sound on V1 and A1, the result of a range of it on V2, a marker.
 * 300 frames, the result of 40 to 90.
 */
export function overlay({ rate, start, path = '/clips/shot.mov', name = 'shot' }: Shape): Timeline {
  const clock = start === undefined ? {} : { start }
  const resultClock = start === undefined ? {} : { start: { ...start, frame: start.frame + 40 } }
  return timelineSchema.parse({
    name,
    rate,
    ...clock,
    picture: hd,
    media: [
      { id: 'm1', name: 'shot.mov', path, rate, frames: 300, ...clock, picture: hd, audio: stereo },
      {
        id: 'm2', name: 'shot-subject.mov', path: '/clips/shot-subject.mov', rate, frames: 50, ...resultClock, picture: hd,
        hasAlpha: true,
      },
    ],
    tracks: [
      {
        kind: 'video',
        name: 'V1',
        clips: [{ name, media: 'm1', source: { in: 0, out: 300 }, record: { in: 0, out: 300 }, link: 'link-1' }],
      },
      {
        kind: 'video',
        name: 'V2',
        clips: [{ name: 'matte', media: 'm2', source: { in: 0, out: 50 }, record: { in: 40, out: 90 } }],
      },
      {
        kind: 'audio',
        name: 'A1',
        clips: [{
          name, media: 'm1', source: { in: 0, out: 300 }, record: { in: 0, out: 300 }, link: 'link-1',
          sound: { stream: 0, channels: [0, 1] },
        }],
      },
    ],
    markers: [{ frame: 55, frames: 3, name: '0.82', note: 'the edge is in doubt', colour: 'red' }],
  } satisfies TimelineInput)
}

/**
 * Two clips of a media with a timecode of its own, a gap, another rate, mono streams that are linked, a still, and words with
 * everything that files trip over.
 */
export function assembly(): Timeline {
  const rate = rates.pal
  const taken = convertFrame(50, { from: rate, to: rates.ntsc })
  return timelineSchema.parse({
    name: 'Folge 7 <"Ära" & Co>',
    rate,
    start: { frame: 90_000, isDropFrame: false },
    picture: hd,
    media: [
      { id: 'm1', name: 'A001 #1 100%.mov', path: '/Rohschnitt/Tag 1 & 2/A001 #1 100%.mov', rate, frames: 1000,
        start: { frame: 1_234_567, isDropFrame: false }, picture: hd,
        audio: [{ channels: 1, sampleRate: 48_000 }, { channels: 1, sampleRate: 48_000 }] },
      { id: 'm2', name: 'übersicht.mov', path: 'C:\\Media\\Übersicht\\übersicht.mov', rate: rates.ntsc, frames: 900,
        start: { frame: 107_892, isDropFrame: true }, picture: { ...hd, width: 1280, height: 720 } },
      { id: 'm3', name: 'card.png', path: '\\\\server\\share\\stills\\card.png', rate, frames: 1, picture: hd, hasAlpha: true,
        isStill: true },
    ],
    tracks: [
      { kind: 'video', name: 'V1', clips: [
        { name: 'eins', media: 'm1', source: { in: 100, out: 175 }, record: { in: 0, out: 75 }, link: 'link-1' },
        { name: 'zwei <ü>', media: 'm1', source: { in: 500, out: 510 }, record: { in: 100, out: 110 } },
        { name: 'drei', media: 'm2', source: { in: 30, out: 30 + taken }, record: { in: 110, out: 160 } },
      ] },
      { kind: 'video', name: 'V2', clips: [
        { name: 'Titel "1"', media: 'm3', source: { in: 0, out: 1 }, record: { in: 20, out: 60 } },
      ] },
      { kind: 'audio', name: 'A1', clips: [
        { name: 'eins', media: 'm1', source: { in: 100, out: 175 }, record: { in: 0, out: 75 }, link: 'link-1',
          sound: { stream: 0, channels: [0] } },
      ] },
      { kind: 'audio', name: 'A2', clips: [
        { name: 'eins', media: 'm1', source: { in: 100, out: 175 }, record: { in: 0, out: 75 }, link: 'link-1',
          sound: { stream: 1, channels: [0] } },
      ] },
    ],
    markers: [
      { frame: 10, colour: 'green', name: 'Blick & Schärfe', note: 'a < b' },
      { frame: 85, name: 'in the gap' }, { frame: 120, frames: 5, name: 'late' },
    ],
  } satisfies TimelineInput)
}

/** Half speed of one media, then twice of it. */
export function retimed(): Timeline {
  return timelineSchema.parse({
    name: 'speeds',
    rate: rates.film,
    picture: hd,
    media: [{
      id: 'm1', name: 'run.mov', path: '/clips/run.mov', rate: rates.film, frames: 400, picture: hd,
      start: { frame: 48, isDropFrame: false },
    }],
    tracks: [{ kind: 'video', name: 'V1', clips: [
      { name: 'slow', media: 'm1', source: { in: 100, out: 150 }, record: { in: 0, out: 100 }, speed: { num: 1, den: 2 } },
      { name: 'fast', media: 'm1', source: { in: 200, out: 300 }, record: { in: 100, out: 150 }, speed: { num: 2, den: 1 } },
    ] }],
  } satisfies TimelineInput)
}
