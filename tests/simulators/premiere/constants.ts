/**
 * R13: what the constants are at run time, which is not what the types' enums count up to (hosts.md C3). Where a value was
 * seen it is that one; the others are as little like a count from 0 as they may well be.
 */
export const constants = {
  AudioTrackEvent: { TRACK_CHANGED: 'trackChanged', INFO_CHANGED: 'trackInfoChanged', LOCK_CHANGED: 'trackLockChanged' },
  VideoTrackEvent: { TRACK_CHANGED: 'trackChanged', INFO_CHANGED: 'trackInfoChanged', LOCK_CHANGED: 'trackLockChanged' },
  ContentType: { ANY: 10, SEQUENCE: 11, MEDIA: 12 },
  ExportType: {
    QUEUE_TO_AME: 'com.adobe.mezzanine.export.queue.ame', QUEUE_TO_APP: 'com.adobe.mezzanine.export.queue.batch',
    IMMEDIATELY: 'com.adobe.mezzanine.export.immediately',
  },
  AAFExportAudioFormat: { AIFF: 0, WAV: 1 },
  InterpolationMode: { BEZIER: 5, HOLD: 4, LINEAR: 0, TIME: 6, TIME_TRANSITION_END: 7, TIME_TRANSITION_START: 8 },
  MarkerColor: { GREEN: 0, RED: 1, MAGNETA: 2, ORANGE: 3, YELLOW: 4, BLUE: 6, CYAN: 7 },
  MediaType: { ANY: 'any-media', DATA: 'data-media', VIDEO: 'video-media', AUDIO: 'audio-media' },
  ProjectEvent: {
    OPENED: 'projectOpened', CLOSED: 'projectClosed', DIRTY: 'projectDirty', ACTIVATED: 'projectActivated',
    PROJECT_ITEM_SELECTION_CHANGED: 'projectItemSelectionChanged',
  },
  ProjectItemColorLabel: {
    VIOLET: 0, IRIS: 2, LAVENDER: 3, CERULEAN: 4, FOREST: 5, ROSE: 6, MANGO: 7, PURPLE: 8, BLUE: 9, TEAL: 10, MAGENTA: 11,
    TAN: 12, GREEN: 13, BROWN: 14, YELLOW: 15,
  },
  PropertyType: { PERSISTENT: 1, NON_PERSISTENT: 2 },
  SequenceEvent: { ACTIVATED: 'sequenceActivated', CLOSED: 'sequenceClosed', SELECTION_CHANGED: 'sequenceSelectionChanged' },
  TrackItemType: { EMPTY: 10, CLIP: 1, TRANSITION: 2, PREVIEW: 3, FEEDBACK: 4 },
  EncoderEvent: {
    RENDER_COMPLETE: 'renderComplete', RENDER_ERROR: 'renderError', RENDER_CANCEL: 'renderCancel', RENDER_QUEUE: 'renderQueue',
    RENDER_PROGRESS: 'renderProgress',
  },
} as const

/** Of a footage's alpha; no two hosts were seen to number them alike. */
export const alphaUsage = {
  ALPHACHANNEL_NONE: 40, ALPHACHANNEL_STRAIGHT: 41, ALPHACHANNEL_PREMULTIPLIED: 42, ALPHACHANNEL_IGNORE: 43,
} as const

export const itemTypes = { TYPE_CLIP: 1, TYPE_BIN: 2, TYPE_ROOT: 3, TYPE_FILE: 4, TYPE_STYLE: 5, TYPE_COMPOUND: 6 } as const
