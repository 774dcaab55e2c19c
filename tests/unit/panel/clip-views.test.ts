import * as fs from 'node:fs'
import * as path from 'node:path'
import { openPanel } from '#panel'
import { failure, ratio, type Ratio } from '#protocol'
import { UxpDocument } from '../../simulators/uxp/dom-document'
import type { UxpElement } from '../../simulators/uxp/dom-element'
import { UxpEvent } from '../../simulators/uxp/dom-event'
import { type ClipPanel, closeClipPanels, openClipPanel } from '../../support/clip-panel'
import { endHelpers, startTestHelper, temporaryFolder, type TestHelper, until } from '../../support/helper'

/** The panel of clips as it is drawn by UXP. */
const RATE = { num: 25, den: 1 }
const at = (frame: number): Ratio => ratio(BigInt(frame), 25n)

let helper: TestHelper
let panel: ClipPanel
let page: UxpDocument
let stop: () => void

beforeAll(async () => {
  helper = await startTestHelper({ engine: 'engine-for-clips', codec: 'codec-for-clips' })
  const info = {
    container: 'mov', codec: 'prores', width: 96, height: 64, pixelAspect: { num: 1, den: 1 }, rate: RATE, frames: 40,
    isVariableRate: false, rotation: 0, scan: 'progressive', depth: 10, hasAlpha: false, audio: [],
    colour: { range: 'limited', primaries: 'bt709', transfer: 'bt709', matrix: 'bt709' },
  }
  for (const name of ['clip.json', 'made.json']) fs.writeFileSync(path.join(helper.dataFolder, name), JSON.stringify(info))
})
beforeEach(async () => {
  const file = path.join(temporaryFolder(), 'walk.mov')
  fs.writeFileSync(file, 'frames')
  panel = await openClipPanel(helper)
  panel.host.add(file, { in: at(10), seconds: at(20), name: 'Walk' })
  page = new UxpDocument()
  Object.assign(globalThis, { document: page })
  stop = openPanel(page.body as unknown as Element, panel.model, 'uxp')
  await until('it has looked', () => panel.model.state.targets.length === 1)
})
afterEach(() => {
  stop()
  closeClipPanels()
  Reflect.deleteProperty(globalThis, 'document')
})
afterAll(endHelpers)

const text = (): string => page.body.textContent
const settled = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve) })
const button = (label: string): UxpElement => {
  const found = page.querySelectorAll('sp-button,sp-action-button').find(({ textContent }) => textContent.trim() === label)
  if (!found) throw new Error(`there is no button ${label}`)
  return found
}

async function press(label: string): Promise<void> {
  button(label).click()
  await settled()
}

describe('the panel of clips in UXP', () => {
  it('has a tab for each task, and says before a run what it will do and how it is undone', async () => {
    for (const name of ['Subject', 'Denoise', 'Upscale', 'Slow motion']) expect(button(name)).toBeDefined()
    expect(text()).toContain('Walk — Cut')
    expect(text()).toContain('The result comes onto a track above the clip, which stays as it is; with handles of 12 frames.')
    expect(text()).toContain('Up to 3 undos take it back; so does “Remove”.')
    await press('Denoise')
    panel.model.set('denoise-clip', { place: 'proxy' })
    await settled()
    expect(text()).toContain('All of the media is worked on, and the result becomes its proxy.')
    expect(text()).toContain('No undo takes it back; “Remove” does.')
    await press('Slow motion')
    expect(text()).toContain('Times as long')
    expect(page.undrawn).toEqual([])
  })

  it('has all options of each task, and of a matte no other method', async () => {
    await press('More options')
    for (const words of ['Steadiness', 'Footage', 'Refine the edge', 'Handles', 'Model']) expect(text()).toContain(words)
    expect(text()).not.toContain('Method')
    const others = [['Denoise', 'Use neighbouring frames'], ['Upscale', 'Scale'], ['Slow motion', 'Result']] as const
    for (const [task, own] of others) {
      await press(task)
      for (const words of [own, 'Method', 'File', 'Handles', '12 frames']) expect(text()).toContain(words)
    }
    expect(page.undrawn).toEqual([])
  })

  it('says of a matte in Fusion what it is, and asks for no file\'s kind; of graded frames only what lies above', async () => {
    Object.assign(panel.host.can, { forms: ['clip', 'take', 'fusion', 'timeline-copy'], readsGraded: true })
    await press('More options')
    panel.model.set('mask-clip', { place: 'timeline-copy' })
    await settled()
    expect(text()).toContain('The timeline is copied, and the result comes onto a track above the clip in the copy; yours stays')
    for (const words of ['As graded, rendered first', 'ProRes 4444', 'In Fusion, on the clip']) expect(text()).toContain(words)
    panel.model.set('mask-clip', { place: 'fusion' })
    await settled()
    expect(text()).toContain('A Fusion composition on the clip cuts it by a gray matte')
    for (const words of ['As graded', 'ProRes 4444']) expect(text()).not.toContain(words)
    expect(page.undrawn).toEqual([])
  })

  it('shows no more than this host can: no loupe, no files, no documents; all clips between in and out', async () => {
    await press('More options')
    for (const word of ['Loupe', 'A folder…', 'All open documents', 'Hidden layer']) expect(text()).not.toContain(word)
    expect(text()).toContain('All clips between in and out')
    const box = page.querySelectorAll('sp-checkbox').find(({ textContent }) => textContent.includes('between in and out'))!
    Object.assign(box, { checked: true })
    box.dispatchEvent(new UxpEvent('change', { bubbles: true }))
    await settled()
    expect(panel.model.state.scope).toBe('in-out')
  })

  it('lists what was made, its file and its frames to check, each a way there', async () => {
    button('Make the matte').click()
    await until('it is done', () => panel.model.state.reports.length === 1)
    await settled()
    expect(text()).toContain('2 frames to check')
    expect(text()).toContain(`File: ${panel.model.state.reports[0]!.file!}`)
    expect(text()).not.toContain('Compare')
    expect(text()).toContain('00:00:00:12A soft edge')
    button('00:00:00:12').click()
    await until('the playhead is there', () => panel.host.revealed.length === 1)
    expect(panel.host.revealed).toEqual([at(2)])
    panel.host.cannotRemove = ['The empty track V2 stays.']
    button('Remove all of Firstpass').click()
    await until('it is gone', () => panel.model.state.notice !== undefined)
    await settled()
    expect(text()).toContain('The empty track V2 stays.')
    await press('Dismiss')
    expect(text()).not.toContain('The empty track V2 stays.')
  })

  it('where nothing can be worked on, offers no run and says why; one of several is enough', async () => {
    const { host, model } = panel
    const nested = failure('TARGET_UNREADABLE', { name: 'Walk', reason: 'it is a nested sequence' }).toJSON()
    const isRunOff = (): boolean => Boolean((button('Make the matte') as unknown as { disabled?: boolean }).disabled)
    const change = async (act: () => void, count: number): Promise<void> => {
      act()
      host.tell('targets')
      await until('it has looked', () => model.state.targets.filter(({ obstacle }) => obstacle).length === count)
      await settled()
    }
    expect(isRunOff()).toBe(false)
    await change(() => { host.timeline.clips[0]!.obstacle = nested }, 1)
    expect(isRunOff()).toBe(true)
    expect(text()).toContain(nested.message)
    await change(() => {
      host.add('/run.mov', { seconds: at(5), name: 'Run' }).obstacle = nested
    }, 2)
    expect(isRunOff()).toBe(true)
    expect(text()).toContain(nested.message)
    await change(() => { delete host.timeline.clips[0]!.obstacle }, 1)
    expect(isRunOff()).toBe(false)
    expect(text()).toContain('2 clips')
  })

  it('says what a run would take', async () => {
    button('How long?').click()
    await until('it is said', () => panel.model.state.estimate !== undefined)
    await settled()
    expect(text()).toContain('About 3 min and 300 MB; 8.1 GB are free.')
  })
})
