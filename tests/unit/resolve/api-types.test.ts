import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import ts from 'typescript'

const root = resolve(__dirname, '../../..')
const { publishTypes } = jest.requireActual<{ publishTypes(file: string): void }>(join(root, 'plugins/resolve/api/publish.js'))

/** What a script does at once, and a Workflow Integration awaits. */
const sample = `
import type { Awaitable, AwaitableResolve, ClipInfo, Maybe, Resolve, TimelineItem } from './resolve'

export function inLua(resolve: Resolve): Maybe<number> {
  const timeline = resolve.GetProjectManager()?.GetCurrentProject()?.GetCurrentTimeline()
  const opacity: Maybe<number> = timeline?.GetCurrentVideoItem()?.GetProperty('Opacity')
  // @ts-expect-error no such property
  timeline?.GetCurrentVideoItem()?.SetProperty('Blur', 1)
  // @ts-expect-error a wrong value for this one
  timeline?.GetCurrentVideoItem()?.SetProperty('FlipX', 1)
  // @ts-expect-error nothing may come instead
  timeline.GetName()
  // @ts-expect-error not in all versions
  resolve.IsStudio()
  return opacity
}

export async function inStudio(resolve: AwaitableResolve): Promise<Maybe<Awaitable<TimelineItem>>> {
  // @ts-expect-error it may be a promise
  resolve.GetProjectManager()?.GetCurrentProject()
  const project = await (await resolve.GetProjectManager())?.GetCurrentProject()
  const pool = await project?.GetMediaPool()
  const [item] = (await pool?.ImportMedia(['a.mov'])) ?? []
  if (item === undefined) return undefined
  const made = await pool?.AppendToTimeline([{ mediaPoolItem: item, trackIndex: 2, recordFrame: 86400 }])
  const text: Maybe<string> = await item.GetClipProperty('FPS')
  return text === '24' ? made?.[0] : undefined
}

export const range = (clip: ClipInfo): number => (clip.endFrame ?? 0) - (clip.startFrame ?? 0)
`

describe('the published types of Resolve', () => {
  let folder = ''
  beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'resolve-types-')) })
  afterEach(() => { rmSync(folder, { recursive: true }) })

  it('are one file without imports that strict TypeScript takes, in both projections', () => {
    const types = join(folder, 'resolve.d.ts')
    publishTypes(types)
    writeFileSync(join(folder, 'sample.ts'), sample)
    const program = ts.createProgram([join(folder, 'sample.ts')], {
      strict: true, noEmit: true, noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true, types: [],
      lib: ['lib.es2022.d.ts'], target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ES2022,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
    })
    const problems = ts.getPreEmitDiagnostics(program).map(({ messageText, start, file }) =>
      `${file?.fileName}:${start}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`)
    expect(problems).toEqual([])
    const text = readFileSync(types, 'utf8')
    expect(text).not.toMatch(/^import/m)
    expect(text.match(/^export (interface|type) /gm)!.length).toBeGreaterThan(25)
  })
})
