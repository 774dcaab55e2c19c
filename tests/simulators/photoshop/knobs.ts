/**
 * What differs between versions of the host and between reports on it (hosts.md parts A, F, G), and how much a test lets
 * a plugin use. The defaults are the worse of what was reported, so that code that passes here passes there.
 */
export interface Knobs {
  /** P1, G1: imaging reads need a modal scope. */
  readsNeedModal: boolean
  /** P3: the scope's n-th host call (from 1) is preceded by the user pressing Esc. */
  cancelAtCall: number | undefined
  /** P5, A2.3: reading a smart object's or a text's pixels fails. */
  readsPlacedPixels: boolean
  /** P5: pixels that are opaque where they were asked for come without alpha. */
  dropsOpaqueAlpha: boolean
  /** P7, G2: putLayerMask on a layer without a mask. */
  maskWithoutMask: 'creates' | 'rejects'
  /** P7: a block of zeros comes out white. */
  zeroBlockTurnsWhite: boolean
  /** P7: masks in Lab documents are refused. */
  labMaskRejects: boolean
  /** P7: what getLayerMask gives in a document of 16 or 32 bits. */
  maskDepth: 'document' | 8
  /** P9: live image data above this many bytes fails; decisions.md has the panel's limit. */
  memoryLimitBytes: number
  /** P10, A5.1: what is placed is fitted to the canvas ("Resize Image During Place"). */
  placeFitsCanvas: boolean
  /** P10: what the host's own Select Subject finds. */
  subject: 'middle' | 'nothing'
  /** A played step of a plugin's runs in a modal scope of the host's own; its documentation only says what it is given. */
  playsModally: boolean
  /** P12, A2.3: asking a document of 16 bits for 8 fails with "Code: -1". */
  refusesEightOfSixteen: boolean
  /** P12, A2.3: reading a CMYK document kills the host. */
  cmykCrashes: boolean
  /** S9: failures without a number are thrown as strings. */
  throwsStrings: boolean
  /** P2: how many turns of the event loop stand for a second of `timeOut`. */
  turnsPerSecond: number
}

export const worstKnobs: Knobs = {
  readsNeedModal: true,
  cancelAtCall: undefined,
  readsPlacedPixels: false,
  dropsOpaqueAlpha: false,
  maskWithoutMask: 'rejects',
  zeroBlockTurnsWhite: false,
  labMaskRejects: false,
  maskDepth: 'document',
  memoryLimitBytes: 128 * 1024 * 1024,
  placeFitsCanvas: true,
  subject: 'middle',
  playsModally: true,
  refusesEightOfSixteen: true,
  cmykCrashes: false,
  throwsStrings: false,
  turnsPerSecond: 10,
}
