import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Resolve } from '../../../plugins/resolve/api'
import { openResolve, type Profile } from '../../simulators/resolve'
import { readyScene } from '../../simulators/resolve/ready-scene'
import { showResolve } from '../../simulators/resolve/workflow-integration'

function open(profile: Profile, knobs = {}) {
  const simulator = openResolve({ profile, knobs, scene: readyScene() })
  const resolve = showResolve(simulator.root, 'at-once', { seconds: 0 }) as Resolve
  const timeline = resolve.GetProjectManager()!.GetCurrentProject()!.GetCurrentTimeline()!
  const [hero] = timeline.GetItemListInTrack('video', 1)!
  return { ...simulator, hero: hero!, comps: () => simulator.timeline().tracks.video[0]!.items[0]!.comps.describe() }
}

const wired = `{
\tTools = ordered() {
\t\tMediaIn1 = MediaIn { ViewInfo = OperatorInfo { Pos = { 0, 49.5 } } },
\t\tMatte = Loader {
\t\t\tClips = { Clip { ID = "Clip1", Filename = "/results/matte \\"1\\".mov", Length = 96 } },
\t\t\tInputs = { ["Gamut.SLogVersion"] = Input { Value = FuID { "SLog2" }, }, },
\t\t},
\t\tMatteControl1 = MatteControl {
\t\t\tInputs = {
\t\t\t\tMatteCombine = Input { Value = 1, },
\t\t\t\tBackground = Input { SourceOp = "MediaIn1", Source = "Output", },
\t\t\t\t["Garbage.Matte"] = Input { SourceOp = "Matte", Source = "Output", },
\t\t\t},
\t\t},
\t\tMediaOut1 = MediaOut { Inputs = { Input = Input { SourceOp = "MatteControl1", Source = "Output", } } }
\t}
}`

describe('compositions and properties in a simulated Resolve', () => {
  let folder = ''
  beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'resolve-')) })
  afterEach(() => { rmSync(folder, { recursive: true }) })

  it('V10: a new composition is bypassed until its end is wired to its beginning', () => {
    const { hero, comps } = open('free-21.1')
    const comp = hero.AddFusionComp()!
    expect(comps()).toEqual([{ name: 'Composition 1', isActive: true, outcome: 'bypassed', files: [] }])
    const blur = comp.AddTool('Blur')!
    const end = comp.FindTool('MediaOut1')!
    end.ConnectInput('Input', blur)
    expect(comps()).toMatchObject([{ outcome: 'fails' }])
    blur.ConnectInput('Input', comp.FindTool('MediaIn1'))
    expect(comps()).toMatchObject([{ outcome: 'works' }])
    const names = Object.values(comp.GetToolList()!).map((tool) => tool.GetAttrs()!.TOOLS_Name)
    expect(names).toEqual(['MediaIn1', 'MediaOut1', 'Blur1'])
    expect(Object.keys(comp.GetToolList(false, 'Blur')!)).toEqual(['1'])
  })

  it('V10: a file brings a composition with its Loader, and a Loader that is added asks', () => {
    const { hero, comps, machine } = open('studio-21.1')
    const path = join(folder, 'matte.comp')
    expect(hero.ImportFusionComp(path)).toBeNull()
    writeFileSync(path, wired)
    const comp = hero.ImportFusionComp(path)!
    expect(comps()).toEqual([{ name: 'Composition 1', isActive: true, outcome: 'works', files: ['/results/matte "1".mov'] }])
    expect(comp.FindTool('MatteControl1')!.GetInput('MatteCombine')).toBe(1)
    writeFileSync(path, wired.replace('SourceOp = "Matte"', 'SourceOp = "Gone"'))
    hero.ImportFusionComp(path)
    expect(comps()).toMatchObject([{ isActive: false }, { isActive: true, outcome: 'fails' }])
    writeFileSync(path, wired.slice(0, -1))
    expect(hero.ImportFusionComp(path)).toBeNull()
    expect(comp.AddTool('Loader')).toBeNull()
    expect(machine.modal).toBe('Open File')
  })

  it('V10: what is set while it is locked reads back and is never rendered', () => {
    const { hero, timeline } = open('free-20')
    const comp = hero.AddFusionComp()!
    const blur = comp.AddTool('Blur')!
    comp.Lock()
    blur.SetInput('XBlurSize', 5)
    comp.Unlock()
    expect(blur.GetInput('XBlurSize')).toBe(5)
    const held = timeline().tracks.video[0]!.items[0]!.comps.load('Composition 1')!.FindTool('Blur1')!
    expect(held.inputs.rendered.XBlurSize).toBeUndefined()
    blur.SetInput('XBlurSize', 5)
    expect(held.inputs.rendered.XBlurSize).toEqual({ value: 5 })
  })

  it('V10: in 20.3 handles of new compositions are stubs; one that is loaded by name is not', () => {
    const { hero, comps } = open('studio-20')
    const wire = (comp: ReturnType<typeof hero.AddFusionComp>) =>
      comp!.FindTool('MediaOut1')!.ConnectInput('Input', comp!.FindTool('MediaIn1'))
    expect(wire(hero.AddFusionComp())).toBe(true)
    expect(wire(hero.GetFusionCompByName('Composition 1'))).toBe(true)
    expect(comps()).toMatchObject([{ outcome: 'bypassed' }])
    expect(wire(hero.LoadFusionCompByName('Composition 1'))).toBe(true)
    expect(comps()).toMatchObject([{ outcome: 'works' }])
    expect(hero.RenameFusionCompByName('Composition 1', 'Firstpass')).toBe(true)
    expect(hero.GetFusionCompNameList()).toEqual(['Firstpass'])
    expect([hero.DeleteFusionCompByName('Firstpass'), hero.GetFusionCompCount()]).toEqual([true, 0])
  })

  it('V7: properties are clipped to their range, unknown names are refused, and nothing is keyframed', () => {
    const { hero } = open('free-21.1')
    expect([hero.SetProperty('Opacity', 140), hero.GetProperty('Opacity')]).toEqual([true, 100])
    expect([hero.SetProperty('Pan', -1e9), hero.GetProperty('Pan')]).toEqual([true, -4 * 1920])
    expect([hero.SetProperty('CompositeMode', 17), hero.GetProperty('CompositeMode')]).toEqual([true, 17])
    expect([hero.SetProperty('CompositeMode', 40), hero.GetProperty('CompositeMode')]).toEqual([true, 31])
    expect([hero.SetProperty('CompositeMode', 1.5), hero.GetProperty('CompositeMode')]).toEqual([false, 31])
    expect([hero.SetProperty('FlipX', true), hero.GetProperty('FlipX'), hero.GetProperty('ZoomX')]).toEqual([true, true, 1])
    expect([hero.SetProperties!({ Tilt: 5, Opacity: 50 }), hero.GetProperties!()!.Tilt]).toEqual([true, 5])
    expect(open('free-20').hero.SetProperties!({ Tilt: 5 })).toBeNull()
    expect(hero.SetProperty('NoSuch' as 'Pan', 1)).toBe(false)
    expect(hero.SetProperty('Opacity', [[0, 10], [24, 100]] as unknown as number)).toBe(false)
  })

  it('a clip\'s colours are others than a marker\'s; a generator\'s doesn\'t stick', () => {
    const { hero, timeline } = open('free-21.1')
    expect([hero.SetClipColor('Mint'), hero.SetClipColor('Teal'), hero.GetClipColor()]).toEqual([false, true, 'Teal'])
    timeline().playhead = 86400 + 300
    const composition = timeline().InsertFusionCompositionIntoTimeline()!
    expect([composition.SetClipColor('Teal'), composition.GetClipColor()]).toEqual([true, ''])
    expect(composition.GetMediaPoolItem()).toBeUndefined()
  })
})
