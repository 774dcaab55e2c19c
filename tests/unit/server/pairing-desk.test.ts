import * as fs from 'node:fs'
import * as os from 'node:os'
import * as path from 'node:path'
import { CODE_LIFE_MS, CODE_TRIES, PairingDesk } from '#helper/server/pairing-desk'
import { PAGE_LIFE_MS, PAGE_SILENCE_MS, TokenKeeper } from '#helper/server/token-keeper'

describe('pairing', () => {
  let folder: string
  let tokens: TokenKeeper
  let desk: PairingDesk
  let now = 1000

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'firstpass-test-'))
    now = 1000
    tokens = new TokenKeeper(folder, () => now)
    desk = new PairingDesk(tokens, () => now)
  })
  afterEach(() => fs.rmSync(folder, { recursive: true }))

  const request = (code: string, panel = 'panel-one') => ({ panel, name: 'Panel', host: 'photoshop' as const, code })
  const reason = (act: () => unknown): unknown => {
    try {
      act()
    } catch (thrown) {
      return (thrown as { data: { reason: string } }).data.reason
    }
    return 'accepted'
  }
  const wrong = (code: string): string => (code === '000000' ? '000001' : '000000')

  test('six digits, good once', () => {
    const { code = '' } = desk.showCode()
    expect(code).toMatch(/^[0-9]{6}$/)
    const token = desk.pair(request(code))
    expect(tokens.find(token)).toEqual({ panel: 'panel-one', host: 'photoshop' })
    expect(reason(() => desk.pair(request(code)))).toBe('the code was used already')
  })

  test('a name that would turn or colour what a terminal shows is shown without that', () => {
    const { code = '' } = desk.showCode()
    desk.pair({ ...request(code), name: '\u001b[31mPanel\u202E\n' })
    expect([tokens.list()[0]?.name, desk.status().pairing?.name]).toEqual(['[31mPanel', '[31mPanel'])
  })

  test('good for two minutes', () => {
    const { code = '' } = desk.showCode()
    now += CODE_LIFE_MS
    expect(desk.status().state).toBe('waiting')
    now += 1
    expect(reason(() => desk.pair(request(code)))).toBe('the code is older than two minutes')
  })

  test('void after five wrong tries, even for the right digits', () => {
    const { code = '' } = desk.showCode()
    const reasons = Array.from({ length: CODE_TRIES + 1 }, () => reason(() => desk.pair(request(wrong(code)))))
    const spent = 'the code was tried too often'
    expect(reasons).toEqual([...Array<string>(4).fill('the code is wrong'), spent, spent])
    expect(reason(() => desk.pair(request(code)))).toBe(spent)
    expect(tokens.list()).toEqual([])
  })

  test('no code is shown: nothing pairs', () => {
    expect(reason(() => desk.pair(request('123456')))).toBe('no code is shown at the moment')
  })

  test('nobody takes the command line\'s name', () => {
    const { code = '' } = desk.showCode()
    expect(reason(() => desk.pair(request(code, 'command-line')))).toBe('this name is taken')
  })

  test('a panel that pairs again gets a new token, and its old one ends', () => {
    const first = desk.pair(request(desk.showCode().code ?? ''))
    const second = desk.pair(request(desk.showCode().code ?? ''))
    expect([tokens.find(first), tokens.find(second)?.panel, tokens.list().length]).toEqual([undefined, 'panel-one', 1])
    expect(new TokenKeeper(folder, () => now).find(second)?.panel).toBe('panel-one')
  })

  test('a page\'s code works once and for two minutes; its token ends with the helper', () => {
    const code = desk.newSessionCode('browser')
    const { token, panel } = desk.exchange({ code, host: 'browser' })
    expect(tokens.find(token)).toEqual({ panel, host: 'browser' })
    expect(panel).toMatch(/^page-[0-9a-f]{16}$/)
    expect(desk.exchange({ code: desk.newSessionCode('browser'), host: 'browser' }).panel).not.toBe(panel)
    expect(reason(() => desk.exchange({ code, host: 'browser' }))).toBe('this address was used already or is too old')
    const late = desk.newSessionCode('browser')
    now += CODE_LIFE_MS + 1
    expect(reason(() => desk.exchange({ code: late, host: 'browser' }))).toBe('this address was used already or is too old')
    expect(new TokenKeeper(folder, () => now).find(token)).toBeUndefined()
  })

  test('a page\'s code is good for its own kind of page alone, and spent by any other', () => {
    const resolves = desk.newSessionCode('resolve')
    const { token, panel } = desk.exchange({ code: resolves, host: 'resolve' })
    expect(tokens.find(token)).toEqual({ panel, host: 'resolve' })
    for (const [made, asked] of [['browser', 'resolve'], ['resolve', 'browser']] as const) {
      const code = desk.newSessionCode(made)
      expect(reason(() => desk.exchange({ code, host: asked }))).toBe('this address is for another page')
      expect(reason(() => desk.exchange({ code, host: made }))).toBe('this address was used already or is too old')
    }
  })

  test('a page that was closed has its name again when it is opened, and no other page takes it', () => {
    const open = (host: 'browser' | 'resolve', panel?: string) =>
      desk.exchange({ code: desk.newSessionCode(host), host, ...(panel === undefined ? {} : { panel }) })
    const first = open('resolve')
    expect(open('resolve', first.panel).panel).not.toBe(first.panel)
    now += PAGE_SILENCE_MS + 1
    expect(open('browser', first.panel).panel).not.toBe(first.panel)
    const again = open('resolve', first.panel)
    expect([again.panel, tokens.find(first.token)]).toEqual([first.panel, undefined])
    expect(tokens.find(again.token)).toEqual({ panel: first.panel, host: 'resolve' })
    expect(open('resolve', 'photoshop-panel').panel).toMatch(/^page-[0-9a-f]{16}$/)
  })

  test('a page is open for as long as it looks for its helper, and gone for good a week after', () => {
    const { token, panel } = desk.exchange({ code: desk.newSessionCode('browser'), host: 'browser' })
    now += PAGE_LIFE_MS
    expect(tokens.prove(panel, 'n')).toMatch(/^[0-9a-f]{64}$/)
    now += PAGE_LIFE_MS
    expect([tokens.find(token)?.panel, tokens.pageState(panel)]).toEqual([panel, 'open'])
    expect(tokens.pageState('panel-one')).toBeUndefined()
    now += PAGE_LIFE_MS + 1
    expect([tokens.pageState(panel), tokens.prove(panel, 'n'), tokens.find(token)]).toEqual(['gone', undefined, undefined])
  })
})
