import { clipMaking, FRAME, openOne, thrownBy, transact } from './premiere-opened'
import { TICKS_PER_SECOND } from '../../simulators/premiere'

const HOUR = 3600n * TICKS_PER_SECOND

describe('R7: in and out', () => {
  it('are of the source, out not included; a still begins at one hour', async () => {
    const opened = await openOne({}, { video: [
      { clips: [clipMaking()] },
      { clips: [clipMaking({ name: 'a.png', path: '/a.png', in: HOUR, media: { isStill: true }, start: 0n, end: FRAME })] }] })
    const clip = await opened.clipOn()
    const still = await opened.clipOn(1)
    expect([(await clip.getInPoint()).ticks, (await clip.getOutPoint()).ticks]).toEqual([`${50n * FRAME}`, `${80n * FRAME}`])
    expect((await still.getInPoint()).seconds).toBe(3600)
    const item = await opened.item('a.png')
    transact(opened, () => opened.editor.createInsertProjectItemAction(item, opened.time(0n), 2, 0, true))
    expect(opened.frames(2)).toEqual(['0-125 of 90000-90125'])
  })

  it('move the clip\'s beginning along where the source is trimmed, and stay where the timeline is', async () => {
    const opened = await openOne()
    const { time, frames } = opened
    const clip = await opened.clipOn()
    transact(opened, () => clip.createSetInPointAction(time(55n * FRAME)))
    expect(frames(0)).toEqual(['15-40 of 55-80'])
    const again = await opened.clipOn()
    transact(opened, () => again.createSetStartAction(time(12n * FRAME)))
    expect(frames(0)).toEqual(['12-40 of 52-80'])
    const third = await opened.clipOn()
    transact(opened, () => third.createSetEndAction(time(30n * FRAME)))
    expect(frames(0)).toEqual(['12-30 of 52-70'])
  })

  it('can not leave the media, and a still has none to trim', async () => {
    const making = clipMaking({ name: 'a.png', path: '/a.png', in: HOUR, media: { isStill: true } })
    const opened = await openOne({}, { video: [{ clips: [clipMaking()] }, { clips: [making] }] })
    const clip = await opened.clipOn()
    expect(transact(opened, () => clip.createSetOutPointAction(opened.time(201n * FRAME)))).toBe(false)
    const still = await opened.clipOn(1)
    expect(await thrownBy(() => transact(opened, () => still.createSetInPointAction(opened.time(HOUR + FRAME)))))
      .toBe('A nullptr was dereferenced')
  })

  it('of an item go to whole frames of its media, where the host has them so', async () => {
    const opened = await openOne({ itemPoints: 'media-frames' })
    const item = opened.ppro.ClipProjectItem.cast(await opened.item('beach.mov'))
    transact(opened, () => item.createSetInOutPointsAction(opened.time(12n * FRAME + 5n), opened.time(43n * FRAME - 1n)))
    const { VIDEO } = opened.ppro.Constants.MediaType
    const points = [await item.getInPoint(VIDEO), await item.getOutPoint(VIDEO)]
    expect(points.map(({ ticks }) => ticks)).toEqual([`${12n * FRAME}`, `${42n * FRAME}`])
  })

  it('of an item say what of it is placed, as they were before the transaction', async () => {
    const opened = await openOne()
    const { ppro, time, frames } = opened
    const item = await opened.item('beach.mov')
    const cast = ppro.ClipProjectItem.cast(item)
    expect(transact(opened, () => cast.createSetInOutPointsAction(time(12n * FRAME), time(42n * FRAME)))).toBe(true)
    expect(transact(opened, () => cast.createSetInOutPointsAction(time(12n * FRAME), time(201n * FRAME)))).toBe(false)
    opened.project.lockedAccess(() => {
      opened.project.executeTransaction((compound) => {
        compound.addAction(cast.createSetInOutPointsAction(time(20n * FRAME), time(30n * FRAME)))
        compound.addAction(opened.editor.createInsertProjectItemAction(item, time(5n * FRAME), 2, 0, true))
      })
    })
    expect(frames(2)).toEqual(['5-35 of 12-42'])
    transact(opened, () => cast.createSetInOutPointsAction(time(12n * FRAME), time(42n * FRAME)))
    expect((await cast.getOutPoint(ppro.Constants.MediaType.VIDEO)).ticks).toBe(`${42n * FRAME}`)
  })
})

describe('R8: moves', () => {
  it('are by so much; a clone by less than the clip cuts the original', async () => {
    const opened = await openOne()
    const { time, frames, editor } = opened
    const clip = await opened.clipOn()
    transact(opened, () => clip.createMoveAction(time(5n * FRAME)))
    expect(frames(0)).toEqual(['15-45 of 50-80'])
    const again = await opened.clipOn()
    transact(opened, () => editor.createCloneTrackItemAction(again, time(10n * FRAME), 0, 0, true, true))
    expect(frames(0)).toEqual(['15-25 of 50-60', '25-55 of 50-80', '55-75 of 60-80'])
    const [first] = await opened.clipsOn(0)
    expect(transact(opened, () => first!.createMoveAction(time(0n).subtract(time(16n * FRAME))))).toBe(false)
  })

  it('can not be made of negative seconds, where the host has none', async () => {
    const { ppro, app } = await openOne()
    expect(await thrownBy(() => ppro.TickTime.createWithSeconds(-1))).toBe('Invalid time value.')
    app.knobs.negativeSeconds = 'works'
    expect(ppro.TickTime.createWithSeconds(-1).ticks).toBe(`-${TICKS_PER_SECOND}`)
  })

  it('refuse the constant of no time where the host is said to', async () => {
    const opened = await openOne({ timeZeroIsInvalid: true })
    const clip = await opened.clipOn()
    const move = async (by: 'TIME_ZERO' | 'new') => await thrownBy(() => transact(opened, () =>
      clip.createMoveAction(by === 'new' ? opened.time(0n) : opened.ppro.TickTime.TIME_ZERO)))
    expect([await move('TIME_ZERO'), await move('new')]).toEqual(['Invalid parameter.', 'nothing'])
  })
})

describe('R9: handles', () => {
  it('are useless after an edit of theirs, and good when fetched again', async () => {
    const later = clipMaking({ start: 90n * FRAME, end: 120n * FRAME })
    const opened = await openOne({}, { video: [{ clips: [clipMaking(), later] }] })
    const [first, second] = await opened.clipsOn(0)
    transact(opened, () => first!.createSetNameAction('one'))
    expect(await thrownBy(async () => await first!.getName())).toBe('The object is no longer valid.')
    expect(await second!.getName()).toBe('beach.mov')
    expect(await (await opened.clipOn()).getName()).toBe('one')
  })

  it('are all useless after any edit, where the host is said to be so', async () => {
    const opened = await openOne({ stale: 'all' }, { video: [
      { clips: [clipMaking(), clipMaking({ start: 90n * FRAME, end: 120n * FRAME })] }] })
    const track = await opened.sequence.getVideoTrack(0)
    const [first, second] = await opened.clipsOn(0)
    transact(opened, () => first!.createSetNameAction('one'))
    expect(await thrownBy(async () => await second!.getName())).toBe('The object is no longer valid.')
    expect(await thrownBy(() => track.getTrackItems(opened.ppro.Constants.TrackItemType.CLIP, false)))
      .toBe('The object is no longer valid.')
  })
})

describe('R13: effects', () => {
  const motion = async (opened: Awaited<ReturnType<typeof openOne>>) =>
    (await (await opened.clipOn()).getComponentChain()).getComponentAtIndex(opened.app.knobs.motionIndex)

  it('have Motion first or second, points in parts of the frame, and take a Keyframe only', async () => {
    for (const motionIndex of [0, 1] as const) {
      const opened = await openOne({ motionIndex })
      const { ppro } = opened
      const found = await motion(opened)
      expect(await found.getMatchName()).toBe('AE.ADBE Motion')
      expect(found.getParamCount()).toBe(11)
      const [position, scale] = [found.getParam(0), found.getParam(1)]
      expect((await position.getStartValue()).value.value).toMatchObject({ x: 0.5, y: 0.5 })
      expect(await thrownBy(() => transact(opened, () => scale.createSetValueAction(50 as never)))).toBe('Illegal Parameter type')
      expect(await thrownBy(() => position.createKeyframe({ x: 0, y: 0 } as never))).toBe('Illegal Parameter type')
      const point = position.createKeyframe(new ppro.PointF(0.25, 0.75))
      expect(transact(opened, () => position.createSetValueAction(point))).toBe(true)
      const value = await (await motion(opened)).getParam(0).getValueAtTime(opened.time(0n))
      expect(value).toEqual(ppro.PointF(0.25, 0.75))
    }
  })

  it('take keyframes in source time, in a later step than the one that made them vary', async () => {
    const opened = await openOne()
    const { time, project } = opened
    const scale = async () => (await motion(opened)).getParam(1)
    const key = (param: Awaited<ReturnType<typeof scale>>, at: bigint, value: number) => {
      const made = param.createKeyframe(value)
      made.position = time(at)
      return made
    }
    const both = await scale()
    let done = true
    project.lockedAccess(() => {
      done = project.executeTransaction((compound) => {
        compound.addAction(both.createSetTimeVaryingAction(true))
        compound.addAction(both.createAddKeyframeAction(key(both, 50n * FRAME, 100)))
      })
    })
    expect(done).toBe(false)
    expect(transact(opened, () => both.createSetTimeVaryingAction(true))).toBe(true)
    for (const [at, value] of [[50n, 100], [70n, 200]] as const) {
      const param = await scale()
      expect(transact(opened, () => param.createAddKeyframeAction(key(param, at * FRAME, value)))).toBe(true)
    }
    const param = await scale()
    expect(param.getKeyframeListAsTickTimes().map(({ ticks }) => BigInt(ticks) / FRAME)).toEqual([50n, 70n])
    expect(await param.getValueAtTime(time(60n * FRAME))).toBe(150)
    expect(await thrownBy(() => transact(opened, () => param.createSetInterpolationAtKeyframeAction(time(50n * FRAME), 4, true))))
      .toBe('Script Action failed to execute')
    expect(transact(opened, () => param.createSetValueAction(param.createKeyframe(10)))).toBe(false)
  })

  it('have constants that are no count of the types\' enums', async () => {
    const { Constants } = (await openOne()).ppro
    expect([Constants.InterpolationMode.HOLD, Constants.ProjectItemColorLabel.LAVENDER, Constants.ExportType.IMMEDIATELY])
      .toEqual([4, 3, 'com.adobe.mezzanine.export.immediately'])
    const track = await (await openOne()).sequence.getVideoTrack(0)
    expect(await thrownBy(() => track.getTrackItems('CLIP' as never, false))).toBe('Illegal Parameter type')
  })

  it('spoil what is awaited before it is used, where the host does', async () => {
    const opened = await openOne({ awaitSpoils: true })
    const scale = (await motion(opened)).getParam(1)
    const key = scale.createKeyframe(10)
    expect(await key).toBeUndefined()
    expect(await thrownBy(() => transact(opened, () => scale.createSetValueAction(key)))).toBe('Illegal Parameter type')
  })
})
