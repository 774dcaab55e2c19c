import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { planReplay } from '#standalone/cli/replay'

describe('replaying a job', () => {
  const folder = mkdtempSync(join(tmpdir(), 'firstpass-replay-'))
  const at = (name: string): string => join(folder, name)
  const recipe = {
    firstpassJob: 1, version: '0.1.0', task: 'upscale', input: 'cat.jpg', options: { method: 'model', scale: 4, model: 'tiny' },
    provider: 'cpu', licence: 'any', modelSha256: 'ab',
  }
  const write = (json: unknown): string => {
    writeFileSync(at('job.json'), JSON.stringify(json))
    return at('job.json')
  }
  beforeAll(() => writeFileSync(at('cat.jpg'), 'x'))
  afterAll(() => rmSync(folder, { recursive: true }))

  it('looks for bare names beside the job, and names the result like any other', () => {
    expect(planReplay(write(recipe), {})).toEqual({
      task: 'upscale', input: at('cat.jpg'), options: recipe.options, provider: 'cpu', licence: 'any', modelSha256: 'ab',
      output: at('cat-upscaled-4x.psd'), outputIsDefault: true, overwrite: false,
    })
  })

  it('takes a whole object of --json, and -o', () => {
    const file = write({ output: 'x', job: { ...recipe, input: at('cat.jpg') } })
    const work = planReplay(file, { output: at('out.tif'), force: true })
    expect(work).toMatchObject({ input: at('cat.jpg'), output: at('out.tif'), outputIsDefault: false, overwrite: true })
  })

  it('refuses what is no job, and one whose picture is gone', () => {
    expect(() => planReplay(write({ ...recipe, scale: 2 }), {})).toThrow(/is no job: has no field "scale"/)
    expect(() => planReplay(write({ ...recipe, input: 'dog.jpg' }), {})).toThrow(/There is no file .*dog\.jpg/)
    writeFileSync(at('broken.json'), '{')
    expect(() => planReplay(at('broken.json'), {})).toThrow(/is not JSON/)
  })
})
