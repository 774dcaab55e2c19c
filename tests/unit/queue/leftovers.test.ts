import * as fs from 'node:fs'
import * as os from 'node:os'
import * as path from 'node:path'
import type { Job } from '#helper/queue/job'
import { removeLeftovers } from '#helper/queue/leftovers'

test('of an interrupted save only its temporary file goes, whatever else holds the id that a client chose', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'firstpass-test-'))
  const id = 'weddingofannaandkarl'
  const kept = [`${id}.jpg`, `${id}.psd`, `.${id}.xmp`, `a.${id}.part`]
  for (const name of [...kept, `.out.psd.${id}.part`]) fs.writeFileSync(path.join(folder, name), '')
  const record = (task: string) => ({ request: { task }, options: { path: path.join(folder, 'out.psd') } })
  try {
    await removeLeftovers({ id, record: record('denoise') } as unknown as Job, 'over')
    expect(fs.readdirSync(folder)).toHaveLength(5)
    await removeLeftovers({ id, record: record('save') } as unknown as Job, 'interrupted')
    expect(fs.readdirSync(folder).sort()).toEqual(kept.sort())
  } finally {
    fs.rmSync(folder, { recursive: true })
  }
})

describe('the chunks of a clip', () => {
  const id = 'weddingofannaandkarl'
  let folder: string
  beforeEach(() => { folder = fs.mkdtempSync(path.join(os.tmpdir(), 'firstpass-test-')) })
  afterEach(() => fs.rmSync(folder, { recursive: true }))

  const job = (): Job => {
    const output = path.join(folder, 'Firstpass', 'out.mov')
    return { id, record: { request: { task: 'upscale-clip' }, options: { path: '/in.mov', output } } } as unknown as Job
  }
  const makePart = (name: string, plan: unknown): string => {
    const part = path.join(folder, 'Firstpass', `.${name}.${id}.part`)
    fs.mkdirSync(part, { recursive: true })
    fs.writeFileSync(path.join(part, 'plan.json'), JSON.stringify(plan))
    return part
  }

  test('stay while the job may go on, and go with it, together with a folder that holds nothing else', async () => {
    const part = makePart('out.mov', { job: id })
    await removeLeftovers(job(), 'interrupted')
    expect(fs.readdirSync(part)).toEqual(['plan.json'])
    await removeLeftovers(job(), 'over')
    expect(fs.readdirSync(folder)).toEqual([])
  })

  test('that had no plan yet, or half of one, go too', async () => {
    const part = path.join(folder, 'Firstpass', `.out.mov.${id}.part`)
    fs.mkdirSync(part, { recursive: true })
    fs.writeFileSync(path.join(part, 'plan.json.new'), '{"jo')
    await removeLeftovers(job(), 'over')
    expect(fs.readdirSync(folder)).toEqual([])
  })

  test('of another job, or a folder of the user\'s that is called so, stay', async () => {
    makePart('out.mov', { job: 'another' })
    makePart('notes', 'mine')
    await removeLeftovers(job(), 'over')
    expect(fs.readdirSync(path.join(folder, 'Firstpass'))).toHaveLength(2)
  })
})
