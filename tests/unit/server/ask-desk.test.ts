import crypto from 'node:crypto'
import * as fs from 'node:fs'
import * as os from 'node:os'
import * as path from 'node:path'
import { ASK_LIFE_MS, ASK_SILENCE_MS, AskDesk, MOST_WAITING } from '#helper/server/ask-desk'
import { newDigits } from '#helper/server/secrets'
import { TokenKeeper } from '#helper/server/token-keeper'

describe('panels that ask to be let in', () => {
  let folder: string
  let tokens: TokenKeeper
  let desk: AskDesk
  let now = 1000

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'firstpass-test-'))
    now = 1000
    tokens = new TokenKeeper(folder, () => now)
    desk = new AskDesk(tokens, () => now)
  })
  afterEach(() => fs.rmSync(folder, { recursive: true }))

  const asking = (panel = 'panel-one', host: 'photoshop' | 'home' | 'browser' | 'command-line' = 'photoshop') =>
    ({ panel, name: 'Firstpass in Photoshop', host })
  const code = (act: () => unknown): unknown => {
    try {
      act()
    } catch (thrown) {
      return (thrown as { code: string }).code
    }
    return 'accepted'
  }
  const idOf = (digits: string): string => desk.list().find((one) => one.digits === digits)!.id

  test('the window sees the digits that the panel shows; allowed, the panel alone gets its token, once', () => {
    const asked = desk.ask(asking())
    expect(asked.digits).toMatch(/^[0-9]{4}$/)
    const { digits, expiresAt } = asked
    expect(desk.list()).toEqual([
      { id: expect.stringMatching(/^[0-9a-f]{24}$/), name: 'Firstpass in Photoshop', host: 'photoshop', digits, expiresAt },
    ])
    expect(desk.collect(asked.request, 'panel-one')).toEqual({ state: 'waiting' })
    desk.answer(idOf(digits), 'allowed')
    expect([desk.list(), tokens.list()]).toEqual([[], []])
    const { token = '' } = desk.collect(asked.request, 'panel-one')
    const pairing = { panel: 'panel-one', name: 'Firstpass in Photoshop', host: 'photoshop', pairedAt: now }
    expect(tokens.list()).toEqual([pairing])
    now += 5000
    expect(tokens.find(token)).toEqual({ panel: 'panel-one', host: 'photoshop' })
    expect(tokens.list()).toEqual([{ ...pairing, heardAt: now }])
    expect(desk.collect(asked.request, 'panel-one')).toEqual({ state: 'expired' })
  })

  test('of two that call themselves the same, only the one that was pointed at is let in', () => {
    const real = desk.ask(asking('panel-real'))
    const other = desk.ask(asking('panel-other'))
    expect(other.digits).not.toBe(real.digits)
    desk.answer(idOf(real.digits), 'allowed')
    expect(desk.collect(other.request, 'panel-other')).toEqual({ state: 'waiting' })
    expect(desk.collect(other.request, 'panel-real')).toEqual({ state: 'expired' })
    expect(desk.collect(real.request, 'panel-other')).toEqual({ state: 'expired' })
    expect(desk.collect(real.request, 'panel-real').state).toBe('allowed')
    expect(tokens.list().map(({ panel }) => panel)).toEqual(['panel-real'])
  })

  test('nobody displaces a panel that waits by asking in its name, nor one that was allowed and has not collected yet', () => {
    const first = desk.ask(asking())
    expect(code(() => desk.ask(asking()))).toBe('PAIRING_BUSY')
    desk.answer(idOf(first.digits), 'allowed')
    const second = desk.ask(asking())
    expect(desk.collect(second.request, 'panel-one')).toEqual({ state: 'waiting' })
    expect(desk.collect(first.request, 'panel-one').state).toBe('allowed')
  })

  test('no more wait than a person can tell apart; one that was closed makes room, one that still asks does not', () => {
    const first = desk.ask(asking('panel-0000'))
    for (let count = 1; count < MOST_WAITING; count++) desk.ask(asking(`panel-000${count}`))
    expect(code(() => desk.ask(asking('panel-more')))).toBe('PAIRING_BUSY')
    now += ASK_SILENCE_MS
    expect(desk.collect(first.request, 'panel-0000')).toEqual({ state: 'waiting' })
    expect(desk.list()).toHaveLength(MOST_WAITING)
    now += 1
    expect(desk.list().map(({ digits }) => digits)).toEqual([first.digits])
    expect(code(() => desk.ask(asking('panel-more')))).toBe('accepted')
  })

  test('twelve are heard in a minute, whatever they call themselves', () => {
    const flood = (count: number) => Array.from({ length: count }, (_, at) => code(() => desk.ask(asking(`panel-flood-${at}`))))
    const heard = flood(14)
    expect(heard.slice(0, MOST_WAITING)).toEqual(Array(MOST_WAITING).fill('accepted'))
    expect(heard.slice(MOST_WAITING, 12)).toEqual(Array(12 - MOST_WAITING).fill('PAIRING_BUSY'))
    expect(heard.slice(12)).toEqual(['TOO_MANY_TRIES', 'TOO_MANY_TRIES'])
    now += 60_000
    expect(code(() => desk.ask(asking('panel-late')))).toBe('accepted')
  })

  test('two minutes, however faithfully it asks; then nobody can allow it, nor collect', () => {
    const asked = desk.ask(asking())
    const id = idOf(asked.digits)
    for (let at = 0; at < ASK_LIFE_MS; at += ASK_SILENCE_MS) {
      expect(desk.collect(asked.request, 'panel-one')).toEqual({ state: 'waiting' })
      now += ASK_SILENCE_MS
    }
    expect(desk.collect(asked.request, 'panel-one')).toEqual({ state: 'waiting' })
    now += 1
    expect(desk.collect(asked.request, 'panel-one')).toEqual({ state: 'expired' })
    expect(code(() => desk.answer(id, 'allowed'))).toBe('PAIRING_GONE')
  })

  test('refused is said once, and is no answer that can be changed', () => {
    const asked = desk.ask(asking())
    const id = idOf(asked.digits)
    desk.answer(id, 'refused')
    expect(code(() => desk.answer(id, 'allowed'))).toBe('PAIRING_GONE')
    expect(desk.collect(asked.request, 'panel-one')).toEqual({ state: 'refused' })
    expect(desk.collect(asked.request, 'panel-one')).toEqual({ state: 'expired' })
    expect(tokens.list()).toEqual([])
  })

  test('who never asked collects nothing, and nobody asks as what is no panel', () => {
    expect(desk.collect('0'.repeat(64), 'panel-one')).toEqual({ state: 'expired' })
    for (const host of ['home', 'browser', 'command-line'] as const) {
      expect([host, code(() => desk.ask(asking('panel-one', host)))]).toEqual([host, 'PAIRING_REFUSED'])
    }
    for (const panel of ['command-line', 'page-0123456789abcdef']) {
      expect(code(() => desk.ask(asking(panel)))).toBe('PAIRING_REFUSED')
    }
    expect(desk.list()).toEqual([])
  })

  test('a name holds nothing that is not seen, or turns what follows', () => {
    desk.ask({ ...asking(), name: '\u202EPhoto\u0000shop\u2028\n' })
    desk.ask({ ...asking('panel-two'), name: '\u200B ' })
    expect(desk.list().map(({ name }) => name)).toEqual(['Photoshop', 'A panel without a name'])
  })

  test('two that wait never have the same digits, whatever chance says; those of one that was answered are free again', () => {
    const chance = jest.spyOn(crypto, 'randomInt') as unknown as jest.SpyInstance<number, [number]>
    for (const digits of [42, 42, 42, 43, 42]) chance.mockReturnValueOnce(digits)
    expect([desk.ask(asking('panel-one')), desk.ask(asking('panel-two'))].map(({ digits }) => digits)).toEqual(['0042', '0043'])
    desk.answer(idOf('0042'), 'refused')
    expect(desk.ask(asking('panel-three')).digits).toBe('0042')
    chance.mockRestore()
  })

  test('digits that another shows are never given again', () => {
    const taken = new Set(Array.from({ length: 10_000 }, (_, at) => String(at).padStart(4, '0')))
    taken.delete('0042')
    expect(newDigits((digits) => taken.has(digits))).toBe('0042')
  })

  test('a token that can\'t be kept is not given: the panel may collect again', () => {
    const asked = desk.ask(asking())
    desk.answer(idOf(asked.digits), 'allowed')
    const pair = jest.spyOn(tokens, 'pair').mockImplementationOnce(() => {
      throw new Error('no room')
    })
    expect(() => desk.collect(asked.request, 'panel-one')).toThrow('no room')
    expect(desk.collect(asked.request, 'panel-one').state).toBe('allowed')
    pair.mockRestore()
  })
})
