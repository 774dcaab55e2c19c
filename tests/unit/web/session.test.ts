import { enter, sessionOf, type Tab } from '#browser'

const TOKEN = 'a'.repeat(64)
const CODE = 'b'.repeat(64)

function openTab(hash: string, answer: { status: number; text: string } | Error) {
  const stored = new Map<string, string>()
  const sent: { path: string; body: string }[] = []
  let isForgotten = false
  const tab: Tab = {
    host: 'browser', hash,
    forgetHash: () => { isForgotten = true },
    storage: {
      getItem: (key) => stored.get(key) ?? null, setItem: (key, value) => void stored.set(key, value),
      removeItem: (key) => void stored.delete(key),
    },
    fetch: async (path, { body }) => {
      expect(isForgotten).toBe(true)
      sent.push({ path, body })
      if (answer instanceof Error) throw answer
      return { status: answer.status, text: async () => answer.text }
    },
  }
  return { tab, sent, stored }
}

const good = { status: 200, text: JSON.stringify({ token: TOKEN, panel: 'page-0123456789abcdef' }) }

describe('the session of a tab', () => {
  it('comes by a code in the fragment, which is gone before anything is sent', async () => {
    const { tab, sent } = openTab(`#code=${CODE}`, good)
    expect(await enter(tab)).toBeUndefined()
    expect(sent).toEqual([{ path: '/v1/session', body: JSON.stringify({ code: CODE, host: 'browser' }) }])
    expect(sessionOf(tab).read()).toEqual({ token: TOKEN, panel: 'page-0123456789abcdef' })
    sessionOf(tab).forget()
    expect(sessionOf(tab).read()).toBeUndefined()
  })

  it('asks for the name that its page had before, where pages of its kind keep one', async () => {
    const names = new Map<string, string>()
    const setItem = (key: string, name: string): void => void names.set(key, name)
    const keep = { getItem: (key: string) => names.get(key) ?? null, setItem }
    const first = openTab(`#code=${CODE}`, good)
    await enter({ ...first.tab, host: 'resolve', names: keep })
    const second = openTab(`#code=${CODE}`, good)
    await enter({ ...second.tab, host: 'resolve', names: keep })
    expect([...first.sent, ...second.sent].map(({ body }) => JSON.parse(body) as unknown)).toEqual([
      { code: CODE, host: 'resolve' }, { code: CODE, host: 'resolve', panel: 'page-0123456789abcdef' },
    ])
  })

  it.each(['', '#', '#code=', `#code=${CODE}x`, `#other=${CODE}`, '#code=<script>'])('asks for nothing with %j', async (hash) => {
    const { tab, sent } = openTab(hash, good)
    expect(await enter(tab)).toBeUndefined()
    expect(sent).toEqual([])
  })

  it('says why the helper refused', async () => {
    const refusal = { code: 'PAIRING_REFUSED', message: 'Pairing was refused: old.', hint: 'Again.', data: { reason: 'old' } }
    const { tab } = openTab(`#code=${CODE}`, { status: 403, text: JSON.stringify(refusal) })
    expect(await enter(tab)).toMatchObject({ code: 'PAIRING_REFUSED', message: 'Pairing was refused: old.' })
    expect(sessionOf(tab).read()).toBeUndefined()
  })

  it.each([
    ['nonsense', { status: 200, text: 'hello' }], ['no token', { status: 200, text: '{"token":"short","panel":"page-x"}' }],
    ['nobody', new Error('refused')],
  ])('is none where %s answers', async (_name, answer) => {
    const { tab, stored } = openTab(`#code=${CODE}`, answer)
    expect(await enter(tab)).toBeDefined()
    expect(stored.size).toBe(0)
  })

  it('is none where the tab holds something else', () => {
    const { tab, stored } = openTab('', good)
    stored.set('firstpass-session', '{"token":1}')
    expect(sessionOf(tab).read()).toBeUndefined()
  })
})
