import { toLua } from '../../simulators/resolve/lua-process'

/** A call on what an earlier one gave (0 is the root), or on an element of it. */
export interface Call {
  on: number
  at?: number
  call: string
  given?: unknown[]
}

/** Stands for what an earlier call gave. */
export const answer = (from: number, at?: number) => ({ from, at })
const isAnswer = (value: unknown): value is { from: number; at?: number } =>
  typeof value === 'object' && value !== null && 'from' in value

const mapDeep = (value: unknown, change: (each: unknown) => unknown): unknown => {
  if (isAnswer(value) || typeof value !== 'object' || value === null) return change(value)
  if (Array.isArray(value)) return value.map((each) => mapDeep(each, change))
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, mapDeep(each, change)]))
}

/** What calls gave, alike from both: lists by number from 1, handles by a word, nothing left out. */
export function tellGiven(value: unknown): unknown {
  if (typeof value === 'string') return /^\w+ \(0xid-/.test(value) ? 'handle' : value
  if (typeof value !== 'object' || value === null) return value
  if ('GetUniqueId' in value) return 'handle'
  const entries = Array.isArray(value) ? value.map((each, index) => [`${index + 1}`, each] as const) : Object.entries(value)
  const given = entries.filter(([name, each]) => name !== '__flags' && each !== null && each !== undefined)
  return Object.fromEntries(given.map(([name, each]) => [name, tellGiven(each)]))
}

/** Makes the calls in JavaScript, at once. @returns what each gave, in the words of `tellGiven` */
export function runInNode(root: object, calls: Call[]): unknown {
  const made: unknown[] = [root]
  const pick = (from: number, at?: number): unknown => (at === undefined ? made[from] : (made[from] as unknown[])[at])
  for (const { on, at, call, given = [] } of calls) {
    const target = pick(on, at) as Record<string, (...all: unknown[]) => unknown>
    const fill = (value: unknown): unknown => (isAnswer(value) ? pick(value.from, value.at) : value)
    made.push(target[call]!(...given.map((each) => mapDeep(each, fill))))
  }
  return tellGiven(made.slice(1))
}

function tellLua(value: unknown): string {
  if (isAnswer(value)) return `made[${value.from}]${value.at === undefined ? '' : `[${value.at + 1}]`}`
  if (typeof value !== 'object' || value === null) return toLua(value)
  if (Array.isArray(value)) return `{${value.map(tellLua).join(', ')}}`
  return `{${Object.entries(value).map(([name, each]) => `[${toLua(name)}] = ${tellLua(each)}`).join(', ')}}`
}

/** The same calls as a script, which returns what they gave. */
export function toScript(calls: Call[]): string {
  const lines = calls.map(({ on, at, call, given = [] }, index) =>
    `made[${index + 1}] = ${tellLua(answer(on, at))}:${call}(${given.map(tellLua).join(', ')})`)
  return ['local made = { [0] = resolve }', ...lines, 'made[0] = nil', 'return made'].join('\n')
}

/** A placement, a take, a composition, markers, a matte and things that fail. */
export const placement: Call[] = [
  { on: 0, call: 'GetProjectManager' },
  { on: 1, call: 'GetCurrentProject' },
  { on: 2, call: 'GetMediaPool' },
  { on: 2, call: 'GetCurrentTimeline' },
  { on: 3, call: 'GetRootFolder' },
  { on: 3, call: 'AddSubFolder', given: [answer(5), 'Firstpass'] },
  { on: 3, call: 'ImportMedia', given: [['/results/matte.mov']] },
  { on: 3, call: 'SetSelectedClip', given: [answer(7, 0)] },
  { on: 4, call: 'AddTrack', given: ['video'] },
  { on: 4, call: 'SetTrackName', given: ['video', 3, 'Firstpass'] },
  { on: 4, call: 'GetItemListInTrack', given: ['video', 1] },
  { on: 3, call: 'AppendToTimeline', given: [[
    { mediaPoolItem: answer(7, 0), startFrame: 4, endFrame: 100, mediaType: 1, trackIndex: 3, recordFrame: 86400 },
    { mediaPoolItem: answer(7, 0), startFrame: 0, endFrame: 10, mediaType: 1, trackIndex: 1, recordFrame: 86400 },
    { mediaPoolItem: answer(7, 0), startFrame: 0, endFrame: 10, mediaType: 1, trackIndex: 2, recordFrame: 86400 },
  ]] },
  { on: 4, call: 'GetItemListInTrack', given: ['video', 3] },
  { on: 11, at: 0, call: 'CopyGrades', given: [answer(13)] },
  { on: 13, at: 0, call: 'SetProperty', given: ['Opacity', 250] },
  { on: 13, at: 0, call: 'AddMarker', given: [3, 'Mint', 'Check', 'hair', 1, 'job-1'] },
  { on: 11, at: 1, call: 'AddTake', given: [answer(7, 0), 0, 48] },
  { on: 11, at: 0, call: 'AddFusionComp' },
  { on: 4, call: 'AddMarker', given: [0, 'Turquoise', 'No', '', 1] },
  { on: 4, call: 'SetCurrentTimecode', given: ['01:00:01:12'] },
  { on: 0, call: 'GetMediaStorage' },
  { on: 21, call: 'AddClipMattesToMediaPool', given: [answer(7, 0), ['/results/matte.mov']] },
  { on: 2, call: 'SetRenderSettings', given: [{ TargetDir: '/', CustomName: 'x' }] },
  { on: 4, call: 'DuplicateTimeline', given: ['Variant'] },
]

/** All else that a plugin may ask for. @param folder has `matte.comp` and `luts/a.cube`, and takes what is rendered */
export const everythingElse = (folder: string): Call[] => [
  ...placement.slice(0, 5),
  { on: 3, call: 'ImportMedia', given: [[{ FilePath: '/results/m_%04d.png', StartIndex: 1, EndIndex: 3 }]] },
  { on: 3, call: 'ImportMedia', given: [['/results/m_0002.png', '/results/m_0003.png']] },
  { on: 3, call: 'ImportMedia', given: [[{ FilePath: '/results/matte.mov', StartIndex: 0, EndIndex: 0 }]] },
  { on: 6, at: 0, call: 'GetClipProperty', given: ['Duration'] },
  { on: 4, call: 'GetItemListInTrack', given: ['video', 1] },
  { on: 10, at: 0, call: 'ImportFusionComp', given: [`${folder}/matte.comp`] },
  { on: 10, at: 0, call: 'LoadFusionCompByName', given: ['Composition 1'] },
  { on: 12, call: 'AddTool', given: ['Blur'] },
  { on: 13, call: 'SetInput', given: ['XBlurSize', 2.5] },
  { on: 13, call: 'GetInput', given: ['XBlurSize'] },
  { on: 12, call: 'GetToolList' },
  { on: 10, at: 0, call: 'RenameFusionCompByName', given: ['Composition 1', 'Firstpass'] },
  { on: 2, call: 'RefreshLUTList' },
  { on: 10, at: 0, call: 'GetNodeGraph' },
  { on: 19, call: 'SetLUT', given: [1, `${folder}/luts/a.cube`] },
  { on: 19, call: 'SetLUT', given: [2, 'a.cube'] },
  { on: 2, call: 'SetRenderSettings', given: [{ TargetDir: folder, CustomName: 'graded', MarkIn: 86400, MarkOut: 86410 }] },
  { on: 2, call: 'GetRenderCodecs', given: ['mov'] },
  { on: 2, call: 'SetCurrentRenderFormatAndCodec', given: ['mov', 'ProRes4444'] },
  { on: 2, call: 'AddRenderJob' },
  { on: 2, call: 'StartRendering', given: [[answer(25)]] },
  { on: 2, call: 'IsRenderingInProgress' },
  { on: 2, call: 'GetRenderJobStatus', given: [answer(25)] },
  { on: 2, call: 'IsRenderingInProgress' },
  { on: 2, call: 'IsRenderingInProgress' },
  { on: 2, call: 'GetRenderJobStatus', given: [answer(25)] },
  { on: 2, call: 'ExportCurrentFrameAsStill', given: [`${folder}/still.png`] },
  { on: 10, at: 0, call: 'GetProperty', given: ['ZoomX'] },
  { on: 10, at: 0, call: 'AddMarker', given: [7, 'Mint', 'Check', 'one "two"\nthree é', 2, 'job'] },
  { on: 10, at: 0, call: 'GetMarkers' },
  { on: 10, at: 0, call: 'GetLinkedItems' },
  { on: 2, call: 'GetRenderJobList' },
  { on: 10, at: 1, call: 'ImportFusionComp', given: [`${folder}/matte.comp`] },
  { on: 10, at: 1, call: 'GetFusionCompNameList' },
  { on: 10, at: 1, call: 'LoadFusionCompByName', given: ['Composition 1'] },
  { on: 40, call: 'FindTool', given: ['Matte'] },
  { on: 41, call: 'GetInput', given: ['Clip'] },
  { on: 40, call: 'FindTool', given: ['MediaIn1'] },
  { on: 43, call: 'GetInput', given: ['GlobalOut'] },
  { on: 10, at: 1, call: 'DeleteFusionCompByName', given: ['Composition 1'] },
  { on: 4, call: 'DeleteClips', given: [answer(10)] },
  { on: 4, call: 'GetEndFrame' },
  { on: 3, call: 'CreateEmptyTimeline', given: ['Empty'] },
  { on: 48, call: 'SetSetting', given: ['timelineFrameRate', '29.97 DF'] },
  { on: 48, call: 'SetStartTimecode', given: ['01:09:59;29'] },
  { on: 48, call: 'SetCurrentTimecode', given: ['01:10:00;00'] },
  { on: 48, call: 'GetCurrentTimecode' },
  { on: 48, call: 'GetStartFrame' },
  { on: 48, call: 'GetSetting', given: ['timelineFrameRate'] },
  { on: 3, call: 'SetSelectedClip', given: [answer(6, 0)] },
  { on: 3, call: 'AppendToTimeline', given: [[{ mediaPoolItem: answer(6, 0) }]] },
  { on: 48, call: 'GetItemListInTrack', given: ['video', 1] },
  { on: 57, at: 0, call: 'GetDuration' },
  { on: 3, call: 'DeleteTimelines', given: [[answer(48)]] },
  { on: 3, call: 'MoveClips', given: [answer(7), answer(5)] },
  { on: 5, call: 'GetClipList' },
  { on: 0, call: 'GetVersion' },
  { on: 4, call: 'GetSelectedClips' },
  { on: 4, call: 'NeverHeardOf', given: [1] },
]
