import { appendFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { measureFile } from '#helper/media/measure-file'
import { PartFolder, type PartPlan } from '#helper/tasks/clip-part'
import { jobFolder } from '../../support/run-task'

const root = jobFolder()
let count = 0

const plan: PartPlan = {
  job: 'j'.repeat(20), helper: '1', name: 'a.mov', source: { bytes: '5', modifiedNs: '6', file: '7' },
  frames: 200, first: 0, encoding: 'ffv1', shape: 'x',
}
const quiet = (): void => undefined

/** A folder with whole chunks and their states, and what a run that was cut off leaves. */
async function make(chunks: number, { states = true } = {}): Promise<string> {
  const path = join(root, `part-${count++}`)
  const part = new PartFolder(path, plan)
  await part.open(quiet)
  for (let index = 0; index < chunks; index++) {
    const name = `chunk-${index}.mov`
    writeFileSync(part.file(name), `frames of ${index}`)
    const state = states ? await part.writeState(`state-${index}`, Buffer.from(`state ${index}`)) : undefined
    part.commit({ index, name, frames: 48, marks: [] }, await measureFile(part.file(name)), state)
  }
  writeFileSync(part.file('chunk-9.mov'), 'half')
  return path
}

async function reopen(path: string, changes: Partial<PartPlan> = {}): Promise<PartFolder> {
  const part = new PartFolder(path, { ...plan, ...changes })
  await part.open(quiet)
  return part
}

describe('the folder of a clip\'s chunks', () => {
  it('gives back what is whole, with the state after it, and removes the rest', async () => {
    const path = await make(3)
    const part = await reopen(path)
    expect(part.whole.map(({ name }) => name)).toEqual(['chunk-0.mov', 'chunk-1.mov', 'chunk-2.mov'])
    expect(part.readState()?.toString()).toBe('state 2')
    expect(existsSync(join(path, 'chunk-9.mov'))).toBe(false)
  })

  it('keeps two states, so that a last chunk that did not survive costs one chunk', async () => {
    const path = await make(4)
    expect(readdirSync(path).filter((name) => name.startsWith('state'))).toEqual(['state-2', 'state-3'])
    appendFileSync(join(path, 'chunk-3.mov'), '!')
    const part = await reopen(path)
    expect(part.whole).toHaveLength(3)
    expect(part.readState()?.toString()).toBe('state 2')
  })

  it('begins anew where no state of a chunk before is left', async () => {
    const path = await make(4)
    appendFileSync(join(path, 'chunk-1.mov'), '!')
    expect((await reopen(path)).whole).toHaveLength(0)
    expect(readdirSync(path)).toEqual(['plan.json'])
  })

  it('needs no state of a work that has none', async () => {
    const path = await make(4, { states: false })
    rmSync(join(path, 'chunk-2.mov'))
    expect((await reopen(path)).whole).toHaveLength(2)
  })

  it('begins anew for another plan, or another version of the helper', async () => {
    expect((await reopen(await make(2), { helper: '2' })).whole).toHaveLength(0)
    expect((await reopen(await make(2), { encoding: 'png' })).whole).toHaveLength(0)
    expect((await reopen(await make(2), { shape: 'y' })).whole).toHaveLength(0)
  })

  it('refuses a source that changed since, and a folder that is not its own', async () => {
    const path = await make(2)
    const source = { ...plan.source, modifiedNs: '8' }
    await expect(reopen(path, { source })).rejects.toMatchObject({ code: 'MEDIA_CHANGED', data: { path: 'a.mov' } })
    await expect(reopen(path, { job: 'other' })).rejects.toMatchObject({ code: 'OUTPUT_UNWRITABLE' })
    const mine = join(root, 'mine')
    mkdirSync(mine)
    writeFileSync(join(mine, 'letter.txt'), 'dear')
    const refused = new PartFolder(mine, plan)
    await expect(refused.open(quiet)).rejects.toMatchObject({ code: 'OUTPUT_UNWRITABLE' })
    refused.removeRest()
    refused.remove()
    expect(readdirSync(mine)).toEqual(['letter.txt'])
  })

  it('names no file outside itself, whatever a manifest says', async () => {
    const path = await make(1)
    const chunk = { index: 0, name: '../plan.json', bytes: 1, sha256: '', frames: 48, marks: [] }
    writeFileSync(join(path, 'chunk-000000.json'), JSON.stringify(chunk))
    expect((await reopen(path)).whole).toHaveLength(0)
  })
})
