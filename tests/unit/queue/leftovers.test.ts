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
    await removeLeftovers({ id, record: record('denoise') } as unknown as Job)
    expect(fs.readdirSync(folder)).toHaveLength(5)
    await removeLeftovers({ id, record: record('save') } as unknown as Job)
    expect(fs.readdirSync(folder).sort()).toEqual(kept.sort())
  } finally {
    fs.rmSync(folder, { recursive: true })
  }
})
