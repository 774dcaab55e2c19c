import type { HostCall } from './machine'

/**
 * R16: in what a Premiere may differ from another. Reports contradict each other (hosts.md C4, part G), so every one of them
 * can be chosen.
 */
export interface Knobs {
  version: string
  /** R1: an action must be made inside `lockedAccess`, inside the transaction's callback, or inside both. */
  creation: 'lock' | 'transaction' | 'both'
  /** R3: fails where it is true: counts transactions from 1. */
  failsTransaction: (count: number, label: string) => boolean
  /** R5: from 0 to 500 ms. */
  importDelayMs: number
  /** R5: it says that it imports, and nothing comes. */
  importsNothing: boolean
  /** R6: a placed clip goes where it was asked for, or near one hour. */
  placement: 'exact' | 'ignores-time' | 'throws'
  /** R6: in and out points of an item are kept as they are given, or on whole frames of its media. */
  itemPoints: 'exact' | 'media-frames'
  /** R6: inserting above the last track makes a new one, or lands on the last. */
  insertAbove: 'new-track' | 'last-track'
  /** C3: what overwriting on a track that is none comes to; nothing is promised. */
  overwriteBeyond: 'fails' | 'last-track'
  /** R6, G20: what the index -1 of an audio track means. */
  audioMinusOne: 'no-audio' | 'throws' | 'first-track'
  /** R6: what an edit of a locked track comes to. */
  lockedTrack: 'fails' | 'does-nothing'
  /** How large a new clip is: its own size, or as large as the frame (a preference of the user's). */
  newClipScale: 'own' | 'frame'
  /** R8 */
  negativeSeconds: 'throws' | 'works'
  /** G14: TickTime.TIME_ZERO is no parameter for an action. */
  timeZeroIsInvalid: boolean
  /** R9: which handles an edit makes stale: of what it edited, or of everything on a timeline. */
  stale: 'edited' | 'all'
  /** R10 */
  frameDelayMs: number
  frameExtension: 'single' | 'double'
  frameFormats: readonly string[]
  /** R10: true where nothing was written, false where it was. */
  frameAnswerIsWrong: boolean
  /** R12, G16: properties of a project item. */
  clipProperties: 'work' | 'throw'
  /** R12: what a media's path is said to be. */
  mediaPath: 'path' | 'empty' | 'null'
  /** R13: the place of Motion among a clip's own effects; Opacity has the other. */
  motionIndex: 0 | 1
  /** R13, G15: an action or keyframe that is awaited is spoilt. */
  awaitSpoils: boolean
  /** R14 */
  transcript: 'works' | 'throws'
  /** What in and out points are that were never set: the sequence's ends, or far before its beginning. */
  unsetInOut: 'ends' | 'negative'
  /** What a cast of something else gives. */
  wrongCast: 'null' | 'throws'
  /** S9 */
  throwsStrings: boolean
  /** Before every call of a plugin's, for tests that act in between. */
  beforeCall: ((call: HostCall) => void) | undefined
}

const common = {
  failsTransaction: () => false, importsNothing: false, insertAbove: 'new-track', overwriteBeyond: 'fails',
  itemPoints: 'exact', newClipScale: 'own', negativeSeconds: 'throws', mediaPath: 'path', beforeCall: undefined,
  frameFormats: ['bmp', 'dpx', 'gif', 'jpg', 'exr', 'png', 'tga', 'tif'],
} as const

/** R16: hosts that were reported, and one that has the worst of all that does not shut a plugin out. */
export const profiles = {
  '26.2.2-broken': {
    ...common, version: '26.2.2', creation: 'transaction', importDelayMs: 25, placement: 'ignores-time', audioMinusOne: 'throws',
    lockedTrack: 'fails', timeZeroIsInvalid: true, stale: 'edited', frameDelayMs: 15, frameExtension: 'single',
    frameFormats: ['jpg'], frameAnswerIsWrong: true, clipProperties: 'work', motionIndex: 1, awaitSpoils: true,
    transcript: 'throws', unsetInOut: 'ends', wrongCast: 'null', throwsStrings: true,
  },
  '26.3.0-win': {
    ...common, version: '26.3.0', creation: 'lock', importDelayMs: 5, placement: 'exact', audioMinusOne: 'no-audio',
    lockedTrack: 'fails', timeZeroIsInvalid: false, stale: 'edited', frameDelayMs: 5, frameExtension: 'single',
    frameAnswerIsWrong: true, clipProperties: 'work', motionIndex: 1, awaitSpoils: false,
    transcript: 'works', unsetInOut: 'ends', wrongCast: 'null', throwsStrings: false,
  },
  'strict-26.3': {
    ...common, version: '26.3.0', creation: 'both', importDelayMs: 40, placement: 'exact', audioMinusOne: 'throws',
    lockedTrack: 'does-nothing', overwriteBeyond: 'last-track', itemPoints: 'media-frames',
    newClipScale: 'frame', timeZeroIsInvalid: true, stale: 'all', frameDelayMs: 40,
    frameExtension: 'single', frameAnswerIsWrong: true, clipProperties: 'throw', motionIndex: 0,
    awaitSpoils: true, transcript: 'throws', unsetInOut: 'negative', wrongCast: 'throws', throwsStrings: true,
  },
} as const satisfies Record<string, Knobs>

export type ProfileName = keyof typeof profiles
