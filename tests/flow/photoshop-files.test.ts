import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readPsd } from 'ag-psd'
import sharp from 'sharp'
import type { PanelModel } from '#panel'
import type { Photoshop } from '../simulators/photoshop'
import { endHelpers, pairPanel, startTestHelper, temporaryFolder, until } from '../support/helper'
import {
  closePhotoshopPanels, inBox, makePortrait, openPhotoshopPanel, type Paired, SIZE, startPaired,
} from '../support/photoshop-panel'
import { PANEL, signal } from '../support/test-panel'

let paired: Paired

beforeAll(async () => { paired = await startPaired() })
afterEach(closePhotoshopPanels)
afterAll(endHelpers)

async function writePicture(file: string): Promise<void> {
  const bytes = Uint8Array.from({ length: SIZE.width * SIZE.height * 3 }, (_, at) => {
    const pixel = Math.floor(at / 3)
    return inBox(pixel % SIZE.width, Math.floor(pixel / SIZE.width)) ? 200 : 40
  })
  await sharp(bytes, { raw: { ...SIZE, channels: 3 } }).png().toFile(file)
}

const hashOf = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex')

interface Stage {
  model: PanelModel
  ps: Photoshop
  kept: Map<string, string>
  from: string
  to: string
}

/** A folder of pictures, one of them broken, and another folder; the user chooses both. */
async function openStage(
  names: readonly string[], options: Parameters<typeof openPhotoshopPanel>[1] = {}, own = paired,
): Promise<Stage> {
  const folder = temporaryFolder()
  const [from, to] = [join(folder, 'Shoot'), join(folder, 'Results')]
  for (const each of [from, to]) mkdirSync(each)
  for (const name of names) {
    if (name.startsWith('broken')) writeFileSync(join(from, name), 'no picture')
    else await writePicture(join(from, name))
  }
  const { model, ps, kept } = await openPhotoshopPanel(own, { files: 'request', ...options })
  const answers = [from, to]
  ps.uxpSide.storage.dialog = () => answers.shift()
  return { model, ps, kept, from, to }
}

const statuses = ({ state: { summary } }: PanelModel): string[] =>
  summary?.entries.map(({ name, status }) => `${name} ${status}`) ?? []
const layersOf = (file: string): string[] =>
  readPsd(readFileSync(file), { skipLayerImageData: true, skipCompositeImageData: true, skipThumbnail: true })
    .children!.map(({ name, mask }) => `${name}${mask ? ' with mask' : ''}`)

describe('a folder in one go', () => {
  it('opens, masks, saves and closes each picture; what fails is said, what was open is as it was', async () => {
    const { model, ps, from, to } = await openStage(['b.png', 'a.png', 'broken.jpg', '.hidden.png', 'notes.txt'])
    const open = makePortrait(ps)
    const [before, sources] = [ps.hash(open), ['a.png', 'b.png'].map((name) => hashOf(join(from, name)))]
    writeFileSync(join(to, 'A (firstpass).psd'), 'somebody\'s own')
    await model.runFiles('folder')
    const { problem, run, reports, waiting } = model.state
    expect([problem, run, reports, waiting]).toEqual([undefined, undefined, [], []])
    expect(statuses(model)).toEqual(['a.png saved', 'b.png saved', 'broken.jpg failed'])
    expect(model.state.summary).toMatchObject({ title: '3 files into “Results”', isDone: true })
    expect(model.state.summary!.entries[2]!.problem).toMatchObject({ code: 'FILE_UNREADABLE' })
    expect(readdirSync(to).sort()).toEqual(['A (firstpass).psd', 'a (Firstpass) 2.psd', 'b (Firstpass).psd'])
    expect(readFileSync(join(to, 'A (firstpass).psd'), 'utf8')).toBe('somebody\'s own')
    expect(layersOf(join(to, 'b (Firstpass).psd'))).toEqual(['Background', 'Subject (Firstpass) with mask'])
    expect(['a.png', 'b.png'].map((name) => hashOf(join(from, name)))).toEqual(sources)
    expect(ps.machine).toMatchObject({ activeId: open.id, documents: [{ id: open.id }] })
    expect(ps.hash(open)).toBe(before)
    expect(ps.memory.live).toBe(0)
  })

  it('saves the larger document of an upscale, and leaves none open', async () => {
    const { model, ps, to } = await openStage(['a.png'])
    model.choose('upscale')
    await model.runFiles('folder')
    expect(statuses(model)).toEqual(['a.png saved'])
    expect(readPsd(readFileSync(join(to, 'a (Firstpass).psd')), { skipLayerImageData: true, skipCompositeImageData: true }))
      .toMatchObject({ width: 2 * SIZE.width, height: 2 * SIZE.height })
    expect(ps.machine.documents).toEqual([])
  })

  it('leaves a file alone that its user has open, and says so', async () => {
    const { model, ps, from, to } = await openStage(['a.png', 'b.png'])
    await ps.photoshop.core.executeAsModal(async () => {
      const entry = ps.uxpSide.storage.entry(join(from, 'a.png'))
      await ps.photoshop.app.open(entry)
    }, { commandName: 'Open' })
    const [own] = ps.machine.documents
    const before = ps.hash(own!)
    await model.runFiles('folder')
    expect(statuses(model)).toEqual(['a.png failed', 'b.png saved'])
    expect(model.state.summary!.entries[0]!.problem!.message).toContain('it is open in Photoshop already')
    expect(ps.machine.documents).toEqual([own])
    expect([ps.hash(own!), ps.machine.activeId]).toEqual([before, own!.id])
    expect(readdirSync(to)).toEqual(['b (Firstpass).psd'])
  })

  it('ends between files and within one; what was saved stays', async () => {
    const { model, ps, to } = await openStage(['a.png', 'b.png', 'c.png'])
    const stop = model.subscribe(() => {
      if (model.state.run?.index === 2 && model.state.run.stage === 'working') model.cancel()
    })
    await model.runFiles('folder')
    stop()
    expect(statuses(model)).toEqual(['a.png saved', 'b.png cancelled', 'c.png cancelled'])
    expect(readdirSync(to)).toEqual(['a (Firstpass).psd'])
    expect(ps.machine).toMatchObject({ documents: [], scope: undefined })
    await until('another run may begin', () => model.state.run === undefined)
  })

  it('goes on with the next where one can not be saved, and closes both', async () => {
    const { model, ps, to } = await openStage(['a.png', 'b.png'])
    let count = 0
    ps.beforeCalls(({ name }) => {
      if (name === 'document.saveAs' && (count += 1) === 1) throw new Error('Could not save because the disk is full.')
    })
    await model.runFiles('folder')
    expect(statuses(model)).toEqual(['a.png failed', 'b.png saved'])
    expect(model.state.summary!.entries[0]!.problem!.message).toContain('the disk is full')
    expect(ps.machine.documents).toEqual([])
    expect(readdirSync(to)).toEqual(['b (Firstpass).psd'])
  })

  it('stops when Photoshop will not close a file, before they pile up', async () => {
    const { model, ps } = await openStage(['a.png', 'b.png'])
    ps.beforeCalls(({ name }) => {
      if (name === 'document.closeWithoutSaving') throw new Error('It would not close.')
    })
    await model.runFiles('folder')
    expect(statuses(model)).toEqual(['a.png failed', 'b.png cancelled'])
    expect(model.state.summary!.entries[0]).toMatchObject({ where: 'a (Firstpass).psd', problem: { code: 'HOST_REFUSED' } })
    expect(ps.machine.documents).toHaveLength(1)
  })

  it('closes a file although Esc is pressed meanwhile', async () => {
    const { model, ps } = await openStage(['a.png', 'b.png'])
    let count = 0
    ps.beforeCalls(({ name }) => {
      if (name === 'document.closeWithoutSaving' && (count += 1) === 1) ps.pressEscape()
    })
    await model.runFiles('folder')
    expect(statuses(model)).toEqual(['a.png saved', 'b.png saved'])
    expect(ps.machine.documents).toEqual([])
  })

  it.each(['working', 'saving'] as const)('leaves a file open in which its user works while it is %s', async (stage) => {
    const { model, ps } = await openStage(['a.png', 'b.png'])
    const stop = model.subscribe(() => {
      const [document] = ps.machine.documents
      if (model.state.run?.stage !== stage || !document || document.history.some(({ name }) => name === 'Retouch')) return
      const act = (): void => ps.edit(document, 'Retouch', (draft) => {
        draft.resolution = 300
        const [layer] = draft.layers
        layer!.colours = layer!.colours.map((plane) => plane.written({ left: 0, top: 0, right: 1, bottom: 1 }, () => 77))
      })
      if (stage === 'working') act()
      // After what is saved is on its way.
      else ps.beforeCalls(({ name }) => { if (name === 'document.saveAs') { ps.beforeCalls(undefined); act() } })
    })
    await model.runFiles('folder')
    stop()
    expect(statuses(model)).toEqual(['a.png failed', 'b.png cancelled'])
    expect(model.state.summary!.entries[0]!.problem!.message).toContain('changed since')
    expect(ps.machine.documents).toMatchObject([{ title: 'a.png', state: { resolution: 300 } }])
  })

  it('leaves no half of a file behind, and works on no result of its own again', async () => {
    const { model, ps, from } = await openStage(['a.png'])
    ps.uxpSide.storage.dialog = () => from
    ps.beforeCalls(({ name }) => {
      if (name !== 'document.saveAs') return
      writeFileSync(join(from, 'a (Firstpass).psd'), 'half')
      throw new Error('The disk is full.')
    })
    await model.runFiles('folder')
    expect([statuses(model), readdirSync(from)]).toEqual([['a.png failed'], ['a.png']])
    ps.beforeCalls(undefined)
    await model.runFiles('folder')
    await model.runFiles('folder')
    expect(statuses(model)).toEqual(['a.png saved'])
    expect(readdirSync(from).sort()).toEqual(['a (Firstpass) 2.psd', 'a (Firstpass).psd', 'a.png'])
  })

  it('offers no result later of a file that was closed, though the helper was lost', async () => {
    const helper = await startTestHelper({ engine: 'engine-for-panels' })
    const own = { helper, token: await pairPanel(helper, PANEL) }
    const { model, ps, kept } = await openStage(['a.png'], {}, own)
    signal.set(helper, 'hold')
    const running = model.runFiles('folder')
    await until('the engine works', () => model.state.run?.stage === 'working')
    await helper.kill()
    await running
    expect(statuses(model)).toEqual(['a.png failed'])
    expect([ps.machine.documents, JSON.parse(kept.get('runs')!)]).toEqual([[], []])
  })

  it('knows names that are one file on some disks', async () => {
    const { model, to } = await openStage(['e\u0301.png'])
    writeFileSync(join(to, '\u00e9 (Firstpass).psd'), 'somebody\'s own')
    await model.runFiles('folder')
    expect(readdirSync(to).sort()).toEqual(['e\u0301 (Firstpass) 2.psd', '\u00e9 (Firstpass).psd'])
  })

  it.each([0, 1])('does nothing where the user declines dialog %s', async (declined) => {
    const { model, ps, from, to } = await openStage(['a.png'])
    const answers = [from, to]
    answers.length = declined
    ps.uxpSide.storage.dialog = () => answers.shift()
    await model.runFiles('folder')
    expect([model.state.summary, model.state.problem]).toEqual([undefined, undefined])
    expect(readdirSync(to)).toEqual([])
  })

  it('takes chosen files; says what is wrong with an empty folder, and with a manifest that has no dialogs', async () => {
    const { model, ps, from, to } = await openStage(['a.png', 'b.png'])
    const answers: (string | string[])[] = [[join(from, 'b.png')], to, to, to]
    ps.uxpSide.storage.dialog = () => answers.shift()
    await model.runFiles('files')
    expect(statuses(model)).toEqual(['b.png saved'])
    model.dismissSummary()
    ps.uxpSide.storage.dialog = () => { mkdirSync(join(to, 'empty'), { recursive: true }); return join(to, 'empty') }
    await model.runFiles('folder')
    expect([model.state.summary, model.state.problem?.code]).toEqual([undefined, 'FILE_MISSING'])
    const narrow = await openStage(['a.png'], { files: 'plugin' })
    await narrow.model.runFiles('folder')
    expect(narrow.model.state.problem).toMatchObject({ code: 'HOST_REFUSED' })
  })
})

describe('all open documents', () => {
  it('each has its line, also those that fail', async () => {
    const { model, ps } = await openPhotoshopPanel(paired)
    makePortrait(ps)
    ps.makeDocument({ title: 'ink.psd', ...SIZE, mode: 'CMYK', layers: [{ name: 'Inks', pixels: 3 }] })
    await model.chooseScope('all-documents')
    await model.run('denoise')
    expect(statuses(model)).toEqual(['Portrait — photograph.psd placed', 'Inks — ink.psd failed'])
    expect(model.state.summary).toMatchObject({ title: '2 pictures', isDone: true })
  })
})
