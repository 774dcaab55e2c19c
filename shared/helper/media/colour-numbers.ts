/** The numbers of ITU-T H.273 by ffprobe's names. */
export const primariesNumbers: Readonly<Record<string, number>> = {
  bt709: 1, bt470m: 4, bt470bg: 5, smpte170m: 6, smpte240m: 7, film: 8, bt2020: 9, smpte428: 10, smpte431: 11, smpte432: 12,
  ebu3213: 22, 'jedec-p22': 22,
}

export const transferNumbers: Readonly<Record<string, number>> = {
  bt709: 1, bt470m: 4, bt470bg: 5, smpte170m: 6, smpte240m: 7, linear: 8, log100: 9, log316: 10, 'iec61966-2-4': 11,
  bt1361e: 12, 'iec61966-2-1': 13, 'bt2020-10': 14, 'bt2020-12': 15, smpte2084: 16, smpte428: 17, 'arib-std-b67': 18,
}

export const matrixNumbers: Readonly<Record<string, number>> = {
  bt709: 1, fcc: 4, bt470bg: 5, smpte170m: 6, smpte240m: 7, ycgco: 8, bt2020nc: 9, bt2020c: 10, smpte2085: 11,
  'chroma-derived-nc': 12, 'chroma-derived-c': 13, ictcp: 14,
}

/** For what has no number, or no name. */
export const UNSAID = 2
