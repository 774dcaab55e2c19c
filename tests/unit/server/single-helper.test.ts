import * as fs from 'node:fs'
import * as os from 'node:os'
import * as path from 'node:path'
import { PROTOCOL } from '#protocol'
import { claimFolder } from '#helper/server/single-helper'

const quick = { tries: 2, everyMs: 1 }
const facts = { port: 1, pid: process.pid, version: '0.1.0', protocol: PROTOCOL, token: 'a'.repeat(64) }

describe('the claim on a data folder', () => {
  let folder: string
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'firstpass-test-'))
  })
  afterEach(() => fs.rmSync(folder, { recursive: true }))
  const leave = (pid: number): void => {
    fs.writeFileSync(path.join(folder, 'helper.lock'), String(pid), { mode: 0o600 })
    fs.writeFileSync(path.join(folder, 'helper.json'), JSON.stringify({ ...facts, pid }), { mode: 0o600 })
  }

  test('what a killed helper left is taken over', async () => {
    leave(2 ** 22 + 1)
    const claim = await claimFolder(folder, quick)
    expect(fs.readFileSync(path.join(folder, 'helper.lock'), 'utf8')).toBe(String(process.pid))
    expect(fs.existsSync(path.join(folder, 'helper.json'))).toBe(false)
    claim.publish(facts)
    expect(fs.statSync(path.join(folder, 'helper.json')).mode & 0o777).toBe(0o600)
    claim.release()
    expect(fs.readdirSync(folder)).toEqual([])
  })

  test('a process number that was given to another program does not keep the folder', async () => {
    leave(process.ppid)
    const claim = await claimFolder(folder, quick)
    expect(fs.readFileSync(path.join(folder, 'helper.lock'), 'utf8')).toBe(String(process.pid))
    claim.release()
  })

  test('a lock that is no lock is taken over; another\'s is never released', async () => {
    fs.writeFileSync(path.join(folder, 'helper.lock'), 'no number')
    const claim = await claimFolder(folder, quick)
    leave(process.ppid)
    claim.release()
    expect(fs.readFileSync(path.join(folder, 'helper.lock'), 'utf8')).toBe(String(process.ppid))
  })

  test('a file with the token that others can read is refused', async () => {
    leave(2 ** 22 + 1)
    fs.chmodSync(path.join(folder, 'helper.json'), 0o640)
    await expect(claimFolder(folder, quick)).rejects.toMatchObject({ code: 'FILE_EXPOSED' })
  })
})
