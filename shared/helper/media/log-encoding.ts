import type { ProbeAnswer, Stream } from './probe-answer'

/** Only tags that cameras write on how light was encoded: a comment that says "log" is no evidence. */
const telling = /gamma|transfer|color_?space|colou?r-?primaries|log-?curve|semi-pro\.metadata\.xml/i

const curves: readonly (readonly [RegExp, string])[] = [
  [/s-?log-?3/i, 'slog3'], [/s-?log-?2/i, 'slog2'],
  [/v-?log/i, 'vlog'],
  [/(?:c-?log|canon ?log) ?-?3/i, 'clog3'], [/(?:c-?log|canon ?log) ?-?2/i, 'clog2'], [/c-?log|canon ?log/i, 'clog'],
  [/log-?c ?4/i, 'logc4'], [/log-?c/i, 'logc3'],
  [/d-?log/i, 'dlog'], [/f-?log ?-?2/i, 'flog2'], [/f-?log/i, 'flog'], [/n-?log/i, 'nlog'],
  [/log3g10/i, 'log3g10'], [/apple[ .]?log|com\.apple\.log/i, 'applelog'],
]

/** The camera's log encoding, where the file really says so. */
export function logEncodingOf({ streams, format }: ProbeAnswer, picture: Stream): string | undefined {
  const data = streams.filter(({ codec_type: type }) => type === 'data')
  const all = [picture, format, ...data].flatMap(({ tags }) => Object.entries(tags ?? {}))
  const said = all.filter(([key]) => telling.test(key)).map(([, value]) => value)
  return curves.find(([pattern]) => said.some((value) => pattern.test(value)))?.[1]
}
