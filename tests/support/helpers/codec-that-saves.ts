import * as fs from 'node:fs'
import * as path from 'node:path'
import { failure, type GrantedOpen, type GrantedSave, plainHeader } from '#protocol'
import { serveJobs } from '#helper/engine/serve-jobs'
import type { Task } from '#helper/tasks/task'

/** Files are one row of gray bytes. `save` leaves its temporary file and waits while a file `stop` stands beside the jobs. */
const open: Task<GrantedOpen> = async ({ order }, { path: source }) => {
  const bytes = fs.readFileSync(source)
  if (bytes.length === 0) throw failure('FILE_EMPTY', { path: source })
  const file = path.join(order.folder, 'picture.raw')
  fs.writeFileSync(file, bytes)
  const header = plainHeader({ width: bytes.length, height: 1 }, 'gray', 'u8')
  return {
    results: { picture: { entry: { kind: 'picture', header, bytes: bytes.length }, file, offset: 0 } },
    timings: { totalMs: 1, inferMs: 0 }, notes: [], facts: {},
  }
}

const save: Task<GrantedSave> = async ({ order, progress }, { path: target, format, layers }) => {
  const bytes = fs.readFileSync(order.inputs[layers[0]!.picture]!.file)
  const temporary = path.join(path.dirname(target), `.${path.basename(target)}.${order.id}.part`)
  fs.writeFileSync(temporary, bytes)
  progress('write', 1, 2)
  while (fs.existsSync(path.join(order.folder, '..', '..', 'stop'))) {
    progress('write', 1, 2)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  fs.renameSync(temporary, target)
  const entry = { kind: 'file', bytes: bytes.length, sha256: '00' } as const
  return {
    results: { file: format === undefined ? { entry: { ...entry, path: target } }
      : { entry: { ...entry, path: path.basename(target) }, file: target } },
    timings: { totalMs: 1, inferMs: 0 }, notes: [], facts: {},
  }
}

serveJobs({
  tasks: { open, save },
  prepare: async () => ({ provider: 'none', providers: [], native: false }),
  model: async () => { throw new Error('there are no models here') },
  unload: async () => undefined,
})
