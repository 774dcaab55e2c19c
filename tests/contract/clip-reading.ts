import type { Rate } from '#protocol'
import { codeOf } from './reading'
import {
  type ClipKind, type ClipScene, type ClipStage, isRatio, playedOf, readClip, type SceneClip, targetOf,
} from './clip-scene'
import { throughJson } from './scene'

export const rates: readonly (readonly [string, Rate])[] = [
  ['23.976', { num: 24000, den: 1001 }], ['24', { num: 24, den: 1 }], ['25', { num: 25, den: 1 }],
  ['29.97', { num: 30000, den: 1001 }], ['50', { num: 50, den: 1 }], ['59.94', { num: 60000, den: 1001 }],
]

const [, film] = rates[0]!

export const beach = (rate: Rate, more: Partial<SceneClip> = {}): SceneClip => ({
  name: 'beach.mov', track: 0, at: 120, frames: 48, from: 100, media: { path: '/footage/beach.mov', rate, frames: 400 },
  isSelected: true, ...more,
})

/** Something that a result may not touch: before, behind and above. */
export const around = (rate: Rate): SceneClip[] => [
  { name: 'before.mov', track: 0, at: 60, frames: 60, from: 0, media: { path: '/footage/before.mov', rate, frames: 200 } },
  { name: 'behind.mov', track: 0, at: 168, frames: 72, from: 10, media: { path: '/footage/behind.mov', rate, frames: 200 } },
  { name: 'above.mov', track: 1, at: 70, frames: 20, from: 5, media: { path: '/footage/above.mov', rate, frames: 200 } },
]

export const sceneOf = (clip: SceneClip, more: Partial<ClipScene> = {}): ClipScene => {
  const rate = more.rate ?? clip.media.rate
  return { rate, width: 1920, height: 1080, projectFile: '/films/shore.prproj', clips: [...around(rate), clip], ...more }
}

export const plainClip = beach(film)
export const plainClipScene = sceneOf(plainClip)

function describeTimes(stage: ClipStage): void {
  it.each(rates)('tells exactly what a clip plays at %s', async (_name, rate) => {
    const scene = sceneOf(beach(rate))
    const opened = await stage.open('a timeline', scene)
    const { media, placement, target } = await readClip(opened!, 'beach.mov')
    const played = playedOf(scene, beach(rate))
    expect(media.rate).toEqual(rate)
    expect([isRatio(media.source!.in), isRatio(media.source!.out)]).toEqual([isRatio(played.in), isRatio(played.out)])
    expect([media.path, media.projectFolder]).toEqual(['/footage/beach.mov', opened!.savesNoFiles ? undefined : '/films'])
    expect(target.bounds).toEqual({ left: 0, top: 0, right: 1920, bottom: 1080 })
    expect([placement.bounds, placement.target]).toEqual([target.bounds, target.id])
    expect(throughJson(placement)).toEqual(placement)
  })

  it('tells it where the media has another rate than the timeline, or begins late and drops labels', async () => {
    const [other, drop]: Rate[] = [{ num: 25, den: 1 }, { num: 30000, den: 1001 }]
    const clip = beach(other!)
    const scene = sceneOf(clip, { rate: drop!, timecode: { frame: 107892, isDropFrame: true } })
    const opened = await stage.open('a timeline', scene)
    const { media } = await readClip(opened!, 'beach.mov')
    const played = playedOf(scene, clip)
    expect(media.rate).toEqual(drop)
    expect([isRatio(media.source!.in), isRatio(media.source!.out)]).toEqual([isRatio(played.in), isRatio(played.out)])
  })

  it('tells all of the media where that is wanted, and no folder of a project that was never saved', async () => {
    const opened = await stage.open('a timeline', { ...plainClipScene, projectFile: '' })
    const { media } = await readClip(opened!, 'beach.mov', 'media')
    expect(media).toEqual({ path: '/footage/beach.mov', rate: film })
  })

  it('names paths as the system of its machine does', async () => {
    const clip = beach(film, { media: { path: 'D:\\Footage\\über den Strand.mov', rate: film, frames: 400 } })
    const opened = await stage.open('a timeline', sceneOf(clip, { projectFile: 'D:\\Films\\shore.prproj' }))
    const { media } = await readClip(opened!, 'beach.mov')
    expect([media.path, media.projectFolder])
      .toEqual(['D:\\Footage\\über den Strand.mov', opened!.savesNoFiles ? undefined : 'D:\\Films'])
  })
}

function describeTargets(stage: ClipStage): void {
  it('finds what is selected, each clip once, in the order of the timeline; nothing where nothing is', async () => {
    const scene = sceneOf(beach(film, { isSelected: false }))
    const opened = await stage.open('a timeline', scene)
    expect(await opened!.host.targets('active')).toEqual([])
    if (opened!.choosesOne) return stage.lacks('a choice of several clips')
    opened!.select('behind.mov', 'beach.mov', 'above.mov')
    const targets = await opened!.host.targets('active')
    expect(targets.map(({ name }) => name)).toEqual(['above.mov', 'beach.mov', 'behind.mov'])
    expect(new Set(targets.map(({ id }) => id)).size).toBe(3)
    expect(targets.every(({ kind, obstacle }) => kind === 'clip' && obstacle === undefined)).toBe(true)
  })

  it('finds nothing where nothing is open', async () => {
    const opened = await stage.open('nothing open', undefined)
    if (opened === undefined) return
    for (const scope of opened.host.capabilities().scopes) expect(await opened.host.targets(scope)).toEqual([])
  })

  it('finds what lies between in and out, and of it no more than that', async () => {
    const scene = { ...plainClipScene, inOut: { in: 130, out: 180 } }
    const opened = await stage.open('a timeline', scene)
    if (!opened!.host.capabilities().scopes.includes('in-out')) return stage.lacks('in and out points')
    const targets = await opened!.host.targets('in-out')
    expect(targets.map(({ name }) => name).sort()).toEqual(['beach.mov', 'behind.mov'])
    const cut = (name: string, frames: [number, number]) => {
      const clip = scene.clips.find((each) => each.name === name)!
      const [at, end] = frames
      const part = playedOf(scene, { ...clip, at, frames: end - at, from: clip.from + at - clip.at })
      return [isRatio(part.in), isRatio(part.out)]
    }
    for (const [name, frames] of [['beach.mov', [130, 168]], ['behind.mov', [168, 180]]] as const) {
      const { media } = await opened!.host.read(await targetOf(opened!, name, 'in-out'), { region: 'played' })
      expect([isRatio(media.source!.in), isRatio(media.source!.out)]).toEqual(cut(name, [...frames]))
    }
  })

  it('takes all of the timeline where no points are set', async () => {
    const opened = await stage.open('a timeline', plainClipScene)
    if (!opened!.host.capabilities().scopes.includes('in-out')) return stage.lacks('in and out points')
    expect(await opened!.host.targets('in-out')).toHaveLength(4)
  })
}

const unreadable: readonly ClipKind[] = ['offline', 'nested', 'still', 'adjustment', 'title', 'faster', 'reversed', 'multicam']

function describeObstacles(stage: ClipStage): void {
  it.each(unreadable)('says in a sentence why nothing can be made of a clip that is %s, and does not read it', async (kind) => {
    const opened = await stage.open(`a clip that is ${kind}`, sceneOf(beach(film, { kind })))
    if (opened === undefined) return
    const target = await targetOf(opened, 'beach.mov')
    expect(target.obstacle).toMatchObject({ code: expect.stringMatching(/^[A-Z]+_[A-Z_]+$/) as string })
    expect(target.obstacle!.message).toMatch(/beach\.mov.{10,}/)
    expect(await codeOf(opened.host.read(target, { region: 'played' }))).toBe(target.obstacle!.code)
  })

  it('reads the full media of a clip that has a proxy, and says so', async () => {
    const opened = await stage.open('a clip with a proxy', sceneOf(beach(film, { kind: 'proxied' })))
    if (opened === undefined) return
    const { media, notes } = await readClip(opened, 'beach.mov')
    expect(media.path).toBe('/footage/beach.mov')
    expect(notes.join(' ')).toMatch(/proxy/i)
  })

  it('says that effects stay on the original', async () => {
    const opened = await stage.open('a timeline', sceneOf(beach(film, { effects: 2 })))
    expect((await readClip(opened!, 'beach.mov')).notes.join(' ')).toMatch(/effect/i)
  })
}

export function describeClipReading(stage: ClipStage): void {
  describe('reading', () => {
    describeTimes(stage)
    describeTargets(stage)
    describeObstacles(stage)

    it('knows a clip again that is the same, changed or gone', async () => {
      for (const [what, name, state] of [
        ['elsewhere', 'beach.mov', 'same'], ['trimmed', 'beach.mov', 'changed'], ['deleted', 'beach.mov', 'gone'],
        ['deleted', 'behind.mov', 'same'], ['closed', 'beach.mov', 'gone'],
      ] as const) {
        const opened = await stage.open('a timeline', plainClipScene)
        const stamp = throughJson((await readClip(opened!, 'beach.mov')).stamp)
        expect(await opened!.host.check(stamp)).toBe('same')
        opened!.change(what, name)
        expect([what, await opened!.host.check(stamp)]).toEqual([what, state])
      }
    })

    it('does not take one that came to its place for it', async () => {
      const opened = await stage.open('a timeline', plainClipScene)
      const { stamp } = await readClip(opened!, 'beach.mov')
      opened!.change('moved', 'beach.mov')
      expect(await opened!.host.check(throughJson(stamp))).not.toBe('same')
    })
  })
}
