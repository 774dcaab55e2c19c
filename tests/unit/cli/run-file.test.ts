import { plainHeader } from '#protocol'
import { type FileWork, runFile } from '#standalone/cli/run-file'
import { ArithmeticRunner } from './arithmetic-runner'

const progress = { signal: new AbortController().signal, follow: () => () => {}, done: () => {} }

const work = (over: Partial<FileWork>): FileWork => ({
  task: 'mask', input: '/pictures/cat.jpg', options: { method: 'model', decontaminate: false }, provider: 'auto',
  licence: 'permissive', output: '/pictures/cat-subject.psd', outputIsDefault: true, overwrite: false, ...over,
})

async function savedBy(over: Partial<FileWork>, runner = new ArithmeticRunner()) {
  const report = await runFile(runner, work(over), progress)
  const save = runner.asked.findLast(({ task }) => task === 'save')
  return { report, runner, save: save!, options: save!.options as Record<string, never> & { layers: unknown[]; job: string } }
}

describe('a file on its way through the helper', () => {
  it('masks: the photograph untouched, the subject above it with the matte as its mask', async () => {
    const { runner, save, options } = await savedBy({})
    const [open, mask] = runner.asked
    expect(mask?.inputs).toEqual({ picture: { job: open!.id, result: 'picture' }, proxy: { job: open!.id, result: 'proxy' } })
    expect(options.layers).toEqual([
      { name: 'Background', picture: 'source' }, { name: 'Subject', picture: 'source', mask: 'matte' },
    ])
    expect(save.inputs).toEqual({ source: { job: open!.id, result: 'picture' }, matte: { job: mask!.id, result: 'matte' } })
    expect(options.checks).toBeUndefined()
  })

  it('masks with the decontaminated foreground, the places to check and a name for transparent bottoms', async () => {
    const runner = new ArithmeticRunner()
    runner.source = plainHeader({ width: 40, height: 30 }, 'rgb-alpha', 'u16')
    runner.checkList = [{ left: 1, top: 2, right: 3, bottom: 4, score: 0.5, reason: 'hair' }]
    const { options } = await savedBy({ options: { decontaminate: true } }, runner)
    expect(options.layers).toEqual([
      { name: 'Photograph', picture: 'source', hidden: true }, { name: 'Subject', picture: 'foreground', mask: 'matte' },
    ])
    expect(options.checks).toEqual([{ left: 1, top: 2, right: 3, bottom: 4 }])
  })

  it('gives the matte alone to a flat file, and starts from the own mask of the user', async () => {
    const flat = { output: '/pictures/m.png', outputIsDefault: false, mask: '/pictures/sel.png' }
    const { runner, options, save } = await savedBy(flat)
    expect(runner.asked.map(({ task }) => task)).toEqual(['open', 'open', 'mask', 'save'])
    expect(runner.asked[2]?.inputs?.mask).toEqual({ job: runner.asked[1]!.id, result: 'picture' })
    expect(options.layers).toEqual([{ name: 'Subject', picture: 'matte' }])
    expect(save.options.metadata).toBe('source')
    expect(Object.keys(save.inputs ?? {})).toEqual(['source', 'matte'])
  })

  it('denoises and upscales into layers that say what they are', async () => {
    const denoised = await savedBy({ task: 'denoise', options: { strength: 30, removed: true } })
    expect(denoised.options.layers).toEqual([
      { name: 'Background', picture: 'source' }, { name: 'Denoised 30 (Firstpass)', picture: 'picture' },
      { name: 'Removed noise (Firstpass)', picture: 'removed', hidden: true, blend: 'add' },
    ])
    const sigma = await savedBy({ task: 'denoise', options: { strength: 50, sigma: 12 } })
    expect(sigma.options.layers[1]).toEqual({ name: 'Denoised sigma 12 (Firstpass)', picture: 'picture' })
    const upscaled = await savedBy({ task: 'upscale', options: { scale: 4 } })
    expect(upscaled.options.layers).toEqual([{ name: 'Upscaled 4x (Firstpass)', picture: 'picture' }])
  })

  it('turns a default name to .psb for a large result, and leaves a given one alone', async () => {
    const runner = new ArithmeticRunner()
    runner.source = plainHeader({ width: 16_000, height: 30 }, 'rgb', 'u8')
    const large = { task: 'upscale' as const, options: { scale: 2 }, output: '/p/cat-upscaled-2x.psd' }
    expect((await savedBy(large, runner)).options.path).toBe('/p/cat-upscaled-2x.psb')
    expect((await savedBy({ ...large, outputIsDefault: false }, runner)).options.path).toBe('/p/cat-upscaled-2x.psd')
  })

  it('reports a recipe that names what really ran, and writes it without folders into the file', async () => {
    const { report, options } = await savedBy({ mask: '/pictures/sel.png' })
    expect(report?.job).toMatchObject({
      firstpassJob: 1, task: 'mask', input: '/pictures/cat.jpg', mask: '/pictures/sel.png', provider: 'cpu',
      licence: 'permissive', options: { model: 'tiny' }, modelSha256: 'ab',
    })
    expect(JSON.parse(options.job)).toEqual({ ...report?.job, input: 'cat.jpg', mask: 'sel.png' })
    expect(report).toMatchObject({ output: '/pictures/cat-subject.psd', outputSha256: 'f00d', method: 'model' })
  })

  it('names no provider and no licence that was not given, and its recipe says which models the user had allowed', async () => {
    const runner = new ArithmeticRunner()
    runner.licence = 'any'
    const { report } = await savedBy({ provider: undefined, licence: undefined }, runner)
    expect(runner.asked.map(({ provider, licence }) => [provider, licence])).toEqual(Array(3).fill([undefined, undefined]))
    expect(report?.job).toMatchObject({ provider: 'cpu', licence: 'any' })
  })

  it('writes the same recipe when that recipe is replayed', async () => {
    const first = await savedBy({})
    const recipe = first.report!.job
    const again = await savedBy({ options: recipe.options, provider: recipe.provider })
    expect(again.options.job).toBe(first.options.job)
  })

  it('lets go of every job, also after a failure', async () => {
    const { runner } = await savedBy({})
    expect(runner.released).toEqual(runner.asked.map(({ id }) => id))
    const failing = new ArithmeticRunner()
    failing.before = ({ task }) => { if (task === 'save') throw new Error('full') }
    await expect(runFile(failing, work({}), progress)).rejects.toThrow('full')
    expect(failing.released).toEqual(failing.asked.map(({ id }) => id))
  })
})
