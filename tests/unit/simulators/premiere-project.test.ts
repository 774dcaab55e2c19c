import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { profiles, type MediaFacts } from '../../simulators/premiere'
import { FRAME, openOne, type Opened, thrownBy, transact } from './premiere-opened'

const facts = (more: Partial<MediaFacts> = {}): MediaFacts => ({
  duration: 100n * FRAME, frameTicks: FRAME, width: 1920, height: 1080, hasVideo: true, hasAudio: false, isStill: false,
  start: 0n, isCaptions: false, ...more,
})

const itemNames = async ({ project }: Opened): Promise<string[]> =>
  (await (await project.getRootItem()).getItems()).map(({ name }) => name)

/** Waits until it is so; what is simulated takes some milliseconds. */
const until = async (isSo: () => boolean | Promise<boolean>): Promise<void> => {
  while (!await isSo()) await new Promise((resolve) => { setImmediate(resolve) })
}

describe('R5: an import', () => {
  it('says only whether, brings items later, and one more for every time', async () => {
    const opened = await openOne({ importDelayMs: 3 })
    const { app, project } = opened
    app.addMedia('/made/matte.mov', facts())
    expect(await project.importFiles(['/made/none.mov'], true)).toBe(false)
    expect([await project.importFiles(['/made/matte.mov'], true), await project.importFiles(['/made/matte.mov'], true)])
      .toEqual([true, true])
    expect(await itemNames(opened)).not.toContain('matte.mov')
    await until(async () => (await itemNames(opened)).filter((name) => name === 'matte.mov').length === 2)
    const item = opened.ppro.ClipProjectItem.cast(await opened.item('matte.mov'))
    expect(await item.findItemsMatchingMediaPath('matte')).toEqual([])
    expect(app.history()).toEqual([])
  })

  it('goes into a bin, and is there after the bin\'s making was undone', async () => {
    const opened = await openOne()
    const { app, project, ppro } = opened
    app.addMedia('/made/matte.mov', facts())
    const root = await project.getRootItem()
    transact(opened, () => root.createBinAction('Firstpass', false), 'Bin')
    const bin = await opened.item('Firstpass')
    expect(await thrownBy(async () => await project.importFiles(['/made/matte.mov'], true, ppro.FolderItem.cast(bin) as never)))
      .toBe('Invalid parameter.')
    await project.importFiles(['/made/matte.mov'], true, bin)
    expect((await ppro.FolderItem.cast(bin).getItems()).map(({ name }) => name)).toEqual(['matte.mov'])
    app.undo()
    expect(await itemNames(opened)).toEqual(expect.arrayContaining(['matte.mov']))
    expect(await itemNames(opened)).not.toContain('Firstpass')
  })
})

describe('R10: a frame that is written', () => {
  const folder = mkdtempSync(join(tmpdir(), 'firstpass-frames-'))
  afterAll(() => { rmSync(folder, { recursive: true, force: true }) })
  const write = async ({ ppro, sequence, time }: Opened, name: string): Promise<boolean> =>
    await ppro.Exporter.exportSequenceFrame(sequence, time(0n), name, folder, 32, 18)

  it('needs a bare name, comes later, and its answer is no help', async () => {
    const opened = await openOne({ frameDelayMs: 3 })
    expect([await write(opened, join(folder, 'a.png')), await write(opened, 'a:b.png')]).toEqual([true, false])
    expect(await write(opened, 'b.png')).toBe(false)
    expect(existsSync(join(folder, 'b.png'))).toBe(false)
    await until(() => opened.app.frames.length > 0)
    expect(opened.app.frames).toEqual([join(folder, 'b.png')])
  })

  it('has its ending twice, and is of one kind, where the host is old', async () => {
    const opened = await openOne({ frameExtension: 'double', frameFormats: ['jpg'], frameDelayMs: 0, frameAnswerIsWrong: false })
    expect([await write(opened, 'c.png'), await write(opened, 'c.jpg')]).toEqual([true, true])
    await until(() => opened.app.frames.length > 0)
    expect(opened.app.frames).toEqual([join(folder, 'c.jpg.jpg')])
  })
})

describe('R11: exports', () => {
  it('at once end with their promise and no event; a file\'s in and out are not looked at', async () => {
    const { app, ppro, sequence, time } = await openOne()
    const manager = ppro.EncoderManager.getManager()
    const { ExportType } = ppro.Constants
    expect(await manager.exportSequence(sequence, ExportType.IMMEDIATELY, '/out/a.mov')).toBe(true)
    await manager.encodeFile('/footage/beach.mov', '/out/b.mov', '', time(5n * FRAME), time(9n * FRAME))
    expect(app.machine.told).toEqual([])
    expect(app.exported.map(({ what, from, to }) => [what, from / FRAME, to / FRAME]))
      .toEqual([['sequence', 0n, 40n], ['file', 0n, 200n]])
    await manager.exportSequence(sequence, ExportType.QUEUE_TO_AME, '/out/c.mov')
    expect(app.machine.told.map(({ event }) => event)).toEqual(['renderComplete'])
  })

  it('of a part go over a sequence of what is selected, which lies where it lay', async () => {
    const { app, sequence } = await openOne()
    const made = await sequence.createSubsequence(true)
    expect(app.sequence(made.name).video[0]!.clips.map(({ start, id }) => [start / FRAME, id]))
      .toEqual([[10n, app.clips()[0]!.clip.id]])
  })
})

describe('R12: what is kept', () => {
  it('lasts where it was meant to, with projects, sequences and (where the host does) items', async () => {
    const opened = await openOne()
    const { app, ppro, project, sequence } = opened
    const { PERSISTENT, NON_PERSISTENT } = ppro.Constants.PropertyType
    const item = ppro.ClipProjectItem.cast(await opened.item('beach.mov'))
    const all = [await ppro.Properties.getProperties(project), await ppro.Properties.getProperties(sequence),
      await ppro.Properties.getProperties(item as never)]
    for (const each of all) {
      expect([each.hasValue('job'), each.getValue('job')]).toEqual([false, ''])
      transact(opened, () => each.createSetValueAction('job', 'a', PERSISTENT))
      transact(opened, () => each.createSetValueAction('note', 1, NON_PERSISTENT))
      expect([each.getValue('job'), each.getValueAsInt('note')]).toEqual(['a', 1])
    }
    app.reopen()
    expect(all.map((each) => [each.getValue('job'), each.hasValue('note')])).toEqual([['a', false], ['a', false], ['a', false]])
    expect(await thrownBy(async () => await project.getActiveSequence())).toBe('The project is not open.')
    app.knobs.clipProperties = 'throw'
    expect(await thrownBy(async () => await ppro.Properties.getProperties(item as never))).toBe('Illegal Parameter type')
  })

  it('is a path, or nothing where there is no file; a proxy and another path are no steps of the history', async () => {
    const media = { duration: 100n * FRAME }
    const opened = await openOne({}, { video: [{ clips: [{ name: 'Title', start: 0n, end: FRAME },
      { name: 'a.mov', path: '/a.mov', media, start: FRAME, end: 9n * FRAME, in: 0n, out: 8n * FRAME }] }] })
    const { app, ppro } = opened
    const cast = async (name: string) => ppro.ClipProjectItem.cast(await opened.item(name))
    expect(await (await cast('Title')).getMediaFilePath()).toBe('')
    expect(await (await cast('a.mov')).getMediaFilePath()).toBe('/a.mov')
    app.addMedia('/b.mov', facts())
    app.addMedia('/short.mov', facts({ duration: FRAME }))
    const item = await cast('a.mov')
    expect([await item.attachProxy('/b.mov', false), await item.getProxyPath()]).toEqual([true, '/b.mov'])
    expect([await item.changeMediaFilePath('/short.mov'), await item.changeMediaFilePath('/b.mov')]).toEqual([false, true])
    expect([await item.getMediaFilePath(), app.history()]).toEqual(['/b.mov', []])
    expect(await item.changeMediaFilePath('/gone.mov', true)).toBe(false)
    expect(await item.changeMediaFilePath('/short.mov', true)).toBe(true)
  })
})

describe('R14: captions', () => {
  const transcript = (more: object = {}): string => JSON.stringify({
    language: 'en-us', speakers: [{ id: 'a', name: 'A' }],
    segments: [{ start: 0, duration: 1, language: 'en-us', speaker: 'a', words: [
      { start: 0, duration: 1, confidence: 1, eos: true, tags: [], text: 'hi', type: 'word' }] }], ...more })

  it('are counted; a file of them is placed without a word and without a result', async () => {
    const opened = await openOne()
    const { app, project, sequence } = opened
    expect(await sequence.getCaptionTrackCount()).toBe(0)
    app.addMedia('/made/words.srt', facts({ isCaptions: true }))
    await project.importFiles(['/made/words.srt'])
    const item = await opened.item('words.srt')
    const before = app.hash()
    expect(transact(opened, () => opened.editor.createOverwriteItemAction(item, opened.time(0n), 1, 0))).toBe(true)
    expect(app.hash()).toBe(before)
  })

  it('come from a transcript that has every field and no other, if the host takes one at all', async () => {
    const opened = await openOne()
    const { ppro, app } = opened
    const item = ppro.ClipProjectItem.cast(await opened.item('beach.mov'))
    const segments = ppro.Transcript.importFromJSON(transcript())
    expect(transact(opened, () => ppro.Transcript.createImportTextSegmentsAction(segments, item))).toBe(true)
    expect(ppro.Transcript.hasTranscript(item)).toBe(true)
    for (const wrong of [{ more: 1 }, { segments: [] }, { speakers: [{ id: 'a' }] }]) {
      expect(await thrownBy(() => ppro.Transcript.importFromJSON(transcript(wrong)))).toBe('Invalid transcript JSON')
    }
    app.knobs.transcript = 'throws'
    expect(await thrownBy(() => ppro.Transcript.importFromJSON(transcript()))).toBe('Script Action failed to execute')
  })
})

describe('R15: events', () => {
  it('of a track come in pairs; a selection is told under its constant\'s name, until one listens no more', async () => {
    const opened = await openOne()
    const { ppro, app, sequence } = opened
    const heard: string[] = []
    const { VideoTrackEvent, SequenceEvent } = ppro.Constants
    const track = await sequence.getVideoTrack(0)
    const on = (name: unknown) => (): void => { heard.push(String(name)) }
    ppro.EventManager.addEventListener(track, VideoTrackEvent.TRACK_CHANGED as never, on('changed'))
    ppro.EventManager.addEventListener(track, VideoTrackEvent.INFO_CHANGED as never, on('info'))
    const selection = on('selection')
    ppro.EventManager.addGlobalEventListener(SequenceEvent.SELECTION_CHANGED, selection)
    const clip = await opened.clipOn()
    transact(opened, () => clip.createSetNameAction('one'))
    app.select()
    ppro.EventManager.removeGlobalEventListener(SequenceEvent.SELECTION_CHANGED, selection)
    app.select('one')
    expect(heard).toEqual(['changed', 'info', 'selection'])
  })

  it('come of a selection that a plugin makes, which is an object of the host\'s and no array', async () => {
    const opened = await openOne()
    const { ppro, sequence, app } = opened
    const clip = await opened.clipOn()
    expect(await (await sequence.getSelection()).getTrackItems()).toHaveLength(2)
    expect(await thrownBy(() => sequence.setSelection([clip] as never))).toBe('Illegal Parameter type')
    ppro.TrackItemSelection.createEmptySelection((selection) => {
      selection.addItem(clip)
      sequence.setSelection(selection)
    })
    expect(await (await sequence.getSelection()).getTrackItems()).toHaveLength(1)
    expect(app.machine.told.map(({ event }) => event)).toEqual(['sequenceSelectionChanged'])
  })
})

describe('R16: profiles', () => {
  it('say all of what a host may differ in', async () => {
    const names = Object.keys(profiles['strict-26.3']).sort()
    for (const profile of ['26.2.2-broken', '26.3.0-win', 'strict-26.3'] as const) {
      expect(Object.keys(profiles[profile]).sort()).toEqual(names)
      expect((await openOne({ profile })).ppro.Application.version).toBe(profiles[profile].version)
    }
    expect((await openOne({ profile: '26.2.2-broken' })).app.knobs)
      .toMatchObject({ placement: 'ignores-time', creation: 'transaction' })
  })
})
