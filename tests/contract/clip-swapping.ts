import { beach, plainClip, sceneOf } from './clip-reading'
import { type ClipStage, clipHowTo, type OpenedClipHost, placeOn, readClip, seenAt, targetOf } from './clip-scene'
import { codeOf } from './reading'

const clip = beach(plainClip.media.rate, { framing: { scale: 60, position: { x: 0.25, y: 0.5 } }, effects: 1 })
const scene = sceneOf(clip)

/** All that a clip is but its file and how large it is shown. */
const rest = (opened: OpenedClipHost): unknown => opened.clips().map(({ path: _path, framing, ...clipState }) =>
  ({ ...clipState, framing: { ...framing, scale: 0 } }))

function describeMedia(stage: ClipStage): void {
  it.each([1, 2])('stays all that it was with another file, x%i as large, and is given back its own', async (scale) => {
    const opened = await stage.open('a timeline', scene)
    if (!opened!.host.capabilities().forms.includes('media')) return stage.lacks('media that are exchanged')
    const [before, seenBefore] = [opened!.timeline(), rest(opened!)]
    const how = clipHowTo('media')
    const { landed, result } = await placeOn(opened!, { scene, clip, how, making: { scale, hasAlpha: false } })
    expect(rest(opened!)).toEqual(seenBefore)
    expect(seenAt(opened!, result.path).map(({ framing }) => framing.scale)).toEqual([60 / scale])
    expect([landed!.form, landed!.differs]).toEqual(['media', []])
    expect((await opened!.host.earlier(await targetOf(opened!, clip.name))).map(({ job }) => job)).toEqual([how.job])
    await opened!.host.show(landed!, false)
    expect(seenAt(opened!, result.path)).toEqual([])
    await opened!.host.show(landed!, true)
    expect(seenAt(opened!, result.path)).toHaveLength(1)
    await opened!.host.remove(landed!)
    expect(opened!.timeline()).toEqual(before)
    expect(await opened!.host.earlier(await targetOf(opened!, clip.name))).toEqual([])
  })

  it('is made of the original another time, not of what took its place', async () => {
    const opened = await stage.open('a timeline', scene)
    if (!opened!.host.capabilities().forms.includes('media')) return
    await placeOn(opened!, { scene, clip, how: clipHowTo('media'), making: { hasAlpha: false } })
    const { media } = await readClip(opened!, clip.name, 'media')
    expect(media.path).toBe(clip.media.path)
  })

  it('is given back its own file with all others of the timeline, also after the project was closed', async () => {
    const opened = await stage.open('a timeline', scene)
    if (!opened!.host.capabilities().forms.includes('media')) return
    const before = opened!.timeline()
    await placeOn(opened!, { scene, clip, how: clipHowTo('media'), making: { scale: 2, hasAlpha: false } })
    opened!.reopen()
    const said = await opened!.host.removeAll(await targetOf(opened!, clip.name))
    expect(opened!.timeline()).toEqual(before)
    expect(said.length).toBeGreaterThan(0)
  })

  it('is not exchanged for a part of it, nor where it was cancelled', async () => {
    const opened = await stage.open('a timeline', scene)
    if (!opened!.host.capabilities().forms.includes('media')) return
    const before = opened!.timeline()
    const cancelled = clipHowTo('media', { isCancelled: () => true })
    expect((await placeOn(opened!, { scene, clip, how: cancelled })).landed).toBeUndefined()
    const part = placeOn(opened!, { scene, clip, how: clipHowTo('media'), making: { isWhole: false } })
    expect(await codeOf(part)).toBe('HOST_REFUSED')
    expect(opened!.timeline()).toEqual(before)
  })
}

function describeProxy(stage: ClipStage): void {
  it('has a second file beside its own', async () => {
    const opened = await stage.open('a timeline', scene)
    if (!opened!.host.capabilities().forms.includes('proxy')) return stage.lacks('files beside the media')
    const before = opened!.clips()
    const { landed, result } = await placeOn(opened!, { scene, clip, how: clipHowTo('proxy'), making: { hasAlpha: false } })
    expect([opened!.clips(), opened!.proxyOf(clip.media.path), landed!.form]).toEqual([before, result.path, 'proxy'])
    expect(await codeOf(placeOn(opened!, { scene, clip, how: clipHowTo('proxy') }))).toBe('HOST_REFUSED')
    expect(opened!.proxyOf(clip.media.path)).toBe(result.path)
  })
}

export function describeSwapping(stage: ClipStage): void {
  describe('a clip\'s media', () => {
    describeMedia(stage)
    describeProxy(stage)
  })
}
