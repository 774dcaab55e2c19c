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
  overTime: 'Neighbouring frames help',
  retime: 'Result',
  retimes: { factor: 'Slower, same rate', rate: 'Same length, another rate' },
  rate: 'Rate',
  fps: (rate: string): string => `${rate} fps`,
  factor: 'Times as long',
  encoding: 'File',
  encodings: { 'prores-422-hq': 'ProRes 422 HQ', 'prores-4444': 'ProRes 4444', 'h264': 'H.264' },
  place: 'Result',
  places: {
    'clip': 'On a track above', 'take': 'As a take of the clip: grade and transitions stay',
    'external-matte': 'With the source, for its grade’s nodes',
    'media': 'In place of the media: effects and grade stay', 'proxy': 'In the proxy’s place',
  },
  /** What a run will do, said before it. */
  plans: {
    clip: (handles: number): string => `It comes onto a track above, ${handles === 0 ? 'without handles'
      : `with ${handles} more ${handles === 1 ? 'frame' : 'frames'} before and after`}.`,
    take: 'It comes as a take of the clip: grade, effects and transitions stay, and the first take can be chosen again.',
    matte: 'All of the media is worked on, and its gray matte goes with it for the nodes of its grade.',
    media: 'All of the media is worked on, and the clip plays the result; effects and grade stay.',
    proxy: 'All of the media is worked on, and the result becomes its proxy.',
  },
  handles: 'Handles',
  frames: (count: number): string => count === 1 ? '1 frame' : `${count} frames`,
  estimate: 'How long?',
  still: 'See the frame',
  stillOf: 'What the host shows at its playhead',
  removeAll: 'Remove all of Firstpass from this timeline',
}
