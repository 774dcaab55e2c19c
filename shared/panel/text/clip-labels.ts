/** The words on the controls of a panel of clips. */
export const clipLabels = {
  files: 'Every result is a file of its own in a folder “Firstpass”, beside the project or the source; none is ever removed.',
  matte: 'Matte',
  mattes: { alpha: 'Cut out, with alpha', luma: 'Matte, gray' },
  steady: 'Steadiness',
  decontaminate: 'Clean the edge’s colours',
  log: 'Footage',
  byFile: 'As its file says',
  logs: {
    none: 'As displays show it', applelog: 'Apple Log', clog: 'Canon Log', clog2: 'Canon Log 2', clog3: 'Canon Log 3',
    dlog: 'DJI D-Log', flog: 'Fujifilm F-Log', flog2: 'Fujifilm F-Log2', log3g10: 'RED Log3G10', logc3: 'ARRI LogC3',
    logc4: 'ARRI LogC4', nlog: 'Nikon N-Log', slog2: 'Sony S-Log2', slog3: 'Sony S-Log3', vlog: 'Panasonic V-Log',
  },
  overTime: 'Use neighbouring frames',
  retime: 'Result',
  retimes: { factor: 'Slower, same rate', rate: 'Same length, another rate' },
  rate: 'Rate',
  fps: (rate: string): string => `${rate} fps`,
  factor: 'Times as long',
  encoding: 'File',
  encodings: { 'prores-422-hq': 'ProRes 422 HQ', 'prores-4444': 'ProRes 4444', 'h264': 'H.264' },
  place: 'Result',
  places: {
    'clip': 'On a track above', 'take': 'As a take of the clip', 'external-matte': 'As the source’s matte',
    'media': 'In the media’s place', 'proxy': 'In the proxy’s place', 'fusion': 'In Fusion, on the clip',
    'timeline-copy': 'On a copy of the timeline',
  },
  look: 'Frames',
  looks: { source: 'As the media has them', graded: 'As graded, rendered first' },
  /** What a run will do, said before it. */
  plans: {
    clip: (handles: number): string => `The result comes onto a track above the clip, which stays as it is; ${handles === 0
      ? 'without handles' : `with handles of ${handles} ${handles === 1 ? 'frame' : 'frames'}`}.`,
    take: 'It comes as a take of the clip: grade, effects and transitions stay, and the first take can be chosen again.',
    matte: 'All of the media is worked on, and its gray matte goes with it for the nodes of its grade.',
    fusion: 'A Fusion composition on the clip cuts it by a gray matte, whose pictures its Loader reads; go on from there.',
    copy: 'The timeline is copied, and the result comes onto a track above the clip in the copy; yours stays as it is.',
    media: 'All of the media is worked on, and the clip plays the result; effects and grade stay.',
    proxy: 'All of the media is worked on, and the result becomes its proxy.',
  },
  handles: 'Handles',
  frames: (count: number): string => count === 1 ? '1 frame' : `${count} frames`,
  estimate: 'How long?',
  still: 'See the frame',
  stillOf: 'What the host shows at its playhead',
  earlier: 'Of an earlier session',
  removeAll: 'Remove all of Firstpass',
  /** Before a run, at most; after it, exactly. */
  undoBefore: (steps: number): string =>
    steps > 1 ? `Up to ${steps} undos take it back; so does “Remove”.` : clipLabels.undo(steps),
  undo: (steps: number): string => steps === 0 ? 'No undo takes it back; “Remove” does.'
    : steps === 1 ? 'One undo takes it back.' : `${steps} undos take it back.`,
  moments: (count: number): string => count === 1 ? 'One frame to check' : `${count} frames to check`,
  moreMoments: (count: number): string => `and ${count} more, as markers on the clip`,
}
