import { factsOf } from './model/probe'
import type { SceneMaking } from './model/scene'
import { tellTimecode } from './model/timecode'
import type { MediaFacts } from './model/surroundings'

const clip = (frames: number, more: Partial<MediaFacts> = {}): MediaFacts =>
  factsOf('video', { frames, width: 1920, height: 1080, audioChannels: 2, ...more })

/** The clip that tests work on: 240 frames at 24, its timecode from 10:00:00:00. */
export const heroFile = '/footage/hero.mov'
export const skyFile = '/footage/sky.mov'
/** 25 frames a second on a timeline of 24: what is placed is floored (V5, V13). */
export const trainFile = '/footage/train.mov'

/**
 * A project at 24 with one timeline from 01:00:00:00 (86400): on track 1 frames 24..120 of the hero at 0, graded, with a
 * transition at its end, then 48 frames of the sky; on track 2, which is locked, a title's picture; sound below.
 */
export function readyScene(): SceneMaking {
  const hero = { media: heroFile, at: 0, from: 24, to: 120 }
  return {
    project: 'Feature', rate: '24', volumes: ['/footage'], lutFolder: '/luts',
    media: [
      { path: heroFile, facts: clip(240, { startFrame: 864000 }) },
      { path: skyFile, facts: clip(96, { audioChannels: 0 }) },
      { path: trainFile, facts: clip(250, { rate: { num: 25, den: 1 }, audioChannels: 0 }) },
      { path: '/footage/title.png', facts: factsOf('still', { width: 1920, height: 1080, hasAlpha: true }) },
    ],
    timelines: [{
      name: 'Reel 1', playhead: 30,
      tracks: [
        { type: 'video', clips: [
          { ...hero, look: 'warm', fadeOut: 12 }, { media: skyFile, at: 96, from: 0, to: 48, look: 'cold' },
        ] },
        { type: 'video', name: 'Titles', isLocked: true, clips: [{ media: '/footage/title.png', at: 200, from: 0, to: 24 }] },
        { type: 'audio', clips: [hero] },
      ],
    }],
  }
}

/** A timeline at 29.97 drop-frame, from 01:00:00;00. */
export const dropFrameScene = (): SceneMaking => ({
  ...readyScene(), rate: '29.97 DF',
  timelines: [{ name: 'Broadcast', playhead: 1800, tracks: [{ type: 'video', clips: [] }, { type: 'audio', clips: [] }] }],
})

export const timecodeAt24 = (frame: number): string => tellTimecode(frame, { num: 24, den: 1 }, false)
