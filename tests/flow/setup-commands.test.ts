import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { HELPER_FILE, type HelperFile } from '#protocol'
import { ask } from '../support/helper'
import { Bench, type Ended, waitForEnd } from '../support/run-firstpass'
import { put, snapshot } from '../support/setup-kit'

/** The commands as a source checkout has them, under a home of their own. */
const bench = new Bench()
const home = join(bench.folder, 'account')
const seen = join(bench.folder, 'seen')
const browser = join(bench.folder, 'browser.sh')

const run = (...args: string[]): Promise<Ended> => waitForEnd(bench.startUnder({ HOME: home, BROWSER: browser }, ...args))
const helperFile = (): HelperFile => JSON.parse(readFileSync(join(bench.home, HELPER_FILE), 'utf8')) as HelperFile

beforeAll(() => {
  mkdirSync(home)
  writeFileSync(browser, `#!/bin/sh\nprintf '%s\\n' "$@" > '${seen}'\n`)
  chmodSync(browser, 0o755)
})
afterAll(() => bench.clear())

describe('a source checkout', () => {
  it('is not installed, and says what is', async () => {
    const { status, out, err } = await run('install', '--at-login')
    expect([status, out]).toEqual([1, ''])
    expect(err).toBe('INSTALL_IMPOSSIBLE: Firstpass can\'t be installed from here: this is a source checkout.\n'
      + '  Run `npm run package`, unpack the archive that it makes in dist/, and run the `install` in it.\n')
    expect(snapshot(home)).toEqual([])
  })

  it('keeps what it has where nothing is installed', async () => {
    const file = put(join(bench.home, 'presets/mine.json'), '{}')
    const { status, out } = await run('uninstall')
    expect([status, out]).toEqual([0, expect.stringMatching(/^Firstpass is not installed under this account\./)])
    expect([existsSync(file), snapshot(home)]).toEqual([true, []])
  })
})

describe('a link of firstpass:', () => {
  it.each([
    ['another order', ['firstpass://uninstall']], ['arguments', ['firstpass://start?port=80']],
    ['a letter in another case', ['firstpass://Start']], ['an address of the web', ['http://localhost/']],
    ['nothing at all', ['']], ['words of a command', ['firstpass://start; id']],
  ])('with %s is refused, and starts nothing', async (_, args) => {
    const { status, err } = await run('url', ...args)
    expect([status, err]).toEqual([1, expect.stringMatching(/^LINK_REFUSED: /)])
    expect(existsSync(join(bench.home, HELPER_FILE))).toBe(false)
  })

  const misuses = [['firstpass://start', 'more'], ['--stop'], ['firstpass://start', '--open', 'x']]
  it.each(misuses.map((args) => [args]))('%p is no use of it', async (args) => {
    const { status, err } = await run('url', ...args)
    expect([status, err]).toEqual([2, expect.stringMatching(/^OPTION_INVALID: /)])
    expect(existsSync(join(bench.home, HELPER_FILE))).toBe(false)
  })

  it('starts the helper, says nothing, and opens nothing', async () => {
    expect(await run('url', 'firstpass://start')).toEqual({ status: 0, out: '', err: '' })
    const { pid } = helperFile()
    expect(await run('url', 'firstpass://start/')).toEqual({ status: 0, out: '', err: '' })
    expect([helperFile().pid, existsSync(seen)]).toEqual([pid, false])
  })

  it('opens the window, and tells its code to the browser alone', async () => {
    expect(await run('url', 'firstpass://open')).toEqual({ status: 0, out: '', err: '' })
    const { port } = helperFile()
    expect(readFileSync(seen, 'utf8')).toMatch(new RegExp(`^http://localhost:${port}/home/#code=[0-9a-f]{64}\n$`))
  })
})

it('the menu entry and `open` open the window, and `open` says where it is', async () => {
  expect(await run('url')).toEqual({ status: 0, out: '', err: '' })
  const { status, out } = await run('open')
  expect([status, out]).toEqual([0, readFileSync(seen, 'utf8')])
  const page = await ask(helperFile(), { path: '/home/' })
  expect([page.status, page.headers['content-type']]).toEqual([200, expect.stringMatching(/^text\/html/)])
  expect(snapshot(home)).toEqual([])
})
