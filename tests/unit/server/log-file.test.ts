import * as fs from 'node:fs'
import * as os from 'node:os'
import * as path from 'node:path'
import { openLog, redact } from '#helper/server/log-file'

describe('the log', () => {
  test('homes and tokens are taken out, on every system', () => {
    expect(redact(JSON.stringify({ path: '/home/ann/a.png' }), '/home/ann')).toBe('{"path":"~/a.png"}')
    expect(redact(JSON.stringify({ path: 'C:\\Users\\Ann\\a.png' }), 'C:\\Users\\Ann')).toBe('{"path":"~\\\\a.png"}')
    expect(redact(`Bearer ${'0123456789abcdef'.repeat(4)}.`, '/')).toBe('Bearer [redacted].')
  })

  test('files are set aside at their size, and three old ones are kept', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'firstpass-test-'))
    const log = openLog(folder, '/home/ann', 1000)
    for (let count = 0; count < 100; count++) log.info({ count }, 'a line of about one hundred bytes, which is enough')
    expect(fs.readdirSync(folder).sort()).toEqual(['helper.log', 'helper.log.1', 'helper.log.2', 'helper.log.3'])
    for (const name of fs.readdirSync(folder)) expect(fs.statSync(path.join(folder, name)).size).toBeLessThanOrEqual(1000)
    expect(fs.readFileSync(path.join(folder, 'helper.log'), 'utf8')).toContain('"count":99')
    fs.rmSync(folder, { recursive: true })
  })
})
