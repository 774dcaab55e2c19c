import { clipMaking, FRAME, openOne, thrownBy, transact } from './premiere-opened'

describe('R1: where an action may be made', () => {
  const made = async (creation: 'lock' | 'transaction' | 'both') => {
    const opened = await openOne({ creation })
    const clip = await opened.clipOn()
    const make = () => clip.createSetDisabledAction(true)
    const inside = (): string => {
      let said = 'nothing'
      opened.project.executeTransaction((compound) => {
        try { compound.addAction(make()) } catch (thrown) { said = (thrown as Error).message }
      })
      return said
    }
    let locked = 'nothing'
    opened.project.lockedAccess(() => { try { make() } catch (thrown) { locked = (thrown as Error).message } })
    const said = [await thrownBy(make), locked, inside()]
    const again = await opened.clipOn()
    return [...said, transact(opened, () => again.createSetNameAction('x'))]
  }
  const failed = 'Script Action failed to execute'

  it('is the lock, the transaction\'s callback or both, and nowhere else', async () => {
    expect(await made('lock')).toEqual([failed, 'nothing', failed, true])
    expect(await made('both')).toEqual([failed, failed, failed, true])
    expect((await made('transaction')).slice(0, 3)).toEqual([failed, failed, 'nothing'])
  })
})

describe('R2: callbacks are not awaited', () => {
  it('loses what they do after their first await', async () => {
    const opened = await openOne()
    const { project, app } = opened
    const clip = await opened.clipOn()
    let [wasAdded, failure]: [boolean | undefined, unknown] = [undefined, undefined]
    project.lockedAccess(() => {
      const early = clip.createSetNameAction('late')
      expect(project.executeTransaction(async (compound) => {
        await Promise.resolve()
        wasAdded = compound.addAction(early)
        try { clip.createSetNameAction('later') } catch (thrown) { failure = thrown }
      }, 'Rename')).toBe(true)
    })
    await new Promise((resolve) => { setImmediate(resolve) })
    expect([wasAdded, (failure as Error).message]).toEqual([false, 'Script Action failed to execute'])
    expect([app.history(), app.clips()[0]!.clip.name]).toEqual([[], 'beach.mov'])
  })
})

describe('R3: a transaction', () => {
  it('is one labelled step of the history, all of it or nothing', async () => {
    const opened = await openOne()
    const { app, project, time } = opened
    const clip = await opened.clipOn()
    const before = app.hash()
    let done = true
    project.lockedAccess(() => {
      done = project.executeTransaction((compound) => {
        compound.addAction(clip.createSetNameAction('half'))
        compound.addAction(clip.createSetEndAction(time(5n * FRAME)))
      }, 'Half')
    })
    expect([done, app.hash() === before, app.history()]).toEqual([false, true, []])
    expect(transact(opened, () => clip.createSetNameAction('whole'), 'Rename')).toBe(true)
    expect([app.history(), app.hash() === before]).toEqual([['Rename'], false])
    app.undo()
    expect([app.history(), app.hash()]).toEqual([[], before])
  })

  it('fails where it is told to, and where its callback throws', async () => {
    const opened = await openOne({ failsTransaction: (count) => count === 1 })
    const clip = await opened.clipOn()
    expect(transact(opened, () => clip.createSetNameAction('no'))).toBe(false)
    expect(await thrownBy(() => transact(opened, () => { throw new Error('mine') }))).toBe('mine')
    expect(opened.app.clips()[0]!.clip.name).toBe('beach.mov')
  })
})

describe('R4: what is handed over', () => {
  it('is an item as it was found, all of the parameters, and of the right types', async () => {
    const opened = await openOne()
    const { editor, ppro, project, time } = opened
    const item = await opened.item('beach.mov')
    const cast = ppro.ClipProjectItem.cast(item) as never
    const thrown: string[] = []
    project.lockedAccess(() => {
      const attempts = [
        () => editor.createOverwriteItemAction(cast, time(0n), 1, 0),
        () => (editor.createOverwriteItemAction as (...given: unknown[]) => unknown)(item, time(0n)),
        () => editor.createOverwriteItemAction(item, { ticks: '0' } as never, 1, 0),
        () => editor.createOverwriteItemAction(item, 0 as never, 1, 0),
        () => editor.createOverwriteItemAction(ppro.ProjectItem.cast(cast), time(0n), 1, 0),
      ]
      for (const act of attempts) {
        try { act(); thrown.push('nothing') } catch (error) { thrown.push((error as Error).message) }
      }
    })
    expect(thrown).toEqual([
      'Invalid parameter.', 'Not Enough Parameters', 'Illegal Parameter type', 'Illegal Parameter type', 'nothing'])
    expect(await thrownBy(() => ppro.TickTime.createWithTicks(5 as never))).toBe('Illegal Parameter type')
  })

  it('comes back as a string of an error where the host does so', async () => {
    const { ppro } = await openOne({ throwsStrings: true })
    expect(await thrownBy(() => ppro.TickTime.createWithSeconds(-1))).toBe('Invalid time value.')
    expect(await thrownBy(() => ppro.ClipProjectItem.cast(1 as never))).toBe('string: Illegal Parameter type')
  })
})

describe('R6: a placed item', () => {
  const place = async (options: Parameters<typeof openOne>[0], how: 'insert' | 'overwrite', video: number) => {
    const opened = await openOne(options)
    const item = await opened.item('beach.mov')
    const at = opened.time(20n * FRAME + FRAME / 3n)
    const done = transact(opened, () => (how === 'insert'
      ? opened.editor.createInsertProjectItemAction(item, at, video, 0, true)
      : opened.editor.createOverwriteItemAction(item, at, video, 0)))
    return { ...opened, done }
  }

  it('trims what it is laid over, on whole frames', async () => {
    const { frames, app } = await place({}, 'overwrite', 0)
    expect(frames(0)).toEqual(['10-20 of 50-60', '20-220 of 0-200'])
    expect(app.sequence().audio[0]!.clips.map(({ start }) => start / FRAME)).toEqual([10n, 20n])
  })

  it('pushes on what is behind it where it is inserted, cuts what it is put into, and brings its sound along', async () => {
    const { frames, app } = await place({}, 'insert', 0)
    expect(frames(0)).toEqual(['10-20 of 50-60', '20-220 of 0-200', '220-240 of 60-80'])
    const links = app.sequence().audio[0]!.clips.map(({ link }) => link)
    expect(links[1]).toBe(app.clips()[1]!.clip.link)
    expect(app.sequence().audio[0]!.clips.map(({ start }) => start / FRAME)).toEqual([10n, 20n, 220n])
  })

  it('gets a track of its own above the last, or is dropped on the last; overwriting makes none', async () => {
    expect((await place({}, 'insert', 2)).app.sequence().video.map(({ clips }) => clips.length)).toEqual([1, 0, 1])
    const last = await place({ insertAbove: 'last-track' }, 'insert', 2)
    expect(last.app.sequence().video.map(({ clips }) => clips.length)).toEqual([1, 1])
    const none = await place({}, 'overwrite', 2)
    expect([none.done, none.app.sequence().video.length]).toEqual([false, 2])
  })

  it('lands near one hour where the host ignores the time, and throws where it does', async () => {
    const { frames } = await place({ placement: 'ignores-time' }, 'insert', 2)
    expect(frames(2)).toEqual([`${3599 * 25 + 24}-${3599 * 25 + 224} of 0-200`])
    expect(await thrownBy(async () => await place({ placement: 'throws' }, 'insert', 2))).toBe('Script Action failed to execute')
  })

  it('moves all tracks where the shift is not limited', async () => {
    const opened = await openOne({}, {
      video: [{ clips: [clipMaking()] }, { clips: [clipMaking({ start: 60n * FRAME, end: 90n * FRAME })] }],
    })
    const item = await opened.item('beach.mov')
    transact(opened, () => opened.editor.createInsertProjectItemAction(item, opened.time(50n * FRAME), 0, 0, false))
    expect(opened.frames(1)).toEqual(['260-290 of 50-80'])
  })

  it('has no sound at -1, or is refused', async () => {
    const quiet = await openOne({ audioMinusOne: 'no-audio' })
    const item = await quiet.item('beach.mov')
    transact(quiet, () => quiet.editor.createInsertProjectItemAction(item, quiet.time(0n), 2, -1, true))
    expect(quiet.app.sequence().audio[0]!.clips).toHaveLength(1)
    quiet.app.knobs.audioMinusOne = 'throws'
    expect(await thrownBy(() => transact(quiet, () =>
      quiet.editor.createInsertProjectItemAction(item, quiet.time(0n), 2, -1, true)))).toBe('Invalid parameter.')
  })

  it('does not come onto a locked track; the host says so, or does not', async () => {
    const making = { video: [{ isLocked: true, clips: [clipMaking()] }] }
    for (const [lockedTrack, said] of [['fails', false], ['does-nothing', true]] as const) {
      const opened = await openOne({ lockedTrack }, making)
      const item = await opened.item('beach.mov')
      const before = opened.app.hash()
      expect(transact(opened, () => opened.editor.createOverwriteItemAction(item, opened.time(0n), 0, 0))).toBe(said)
      expect(opened.app.hash()).toBe(before)
    }
  })
})
