import { usesSockets } from '../../../plugins/premiere/sockets'

const kept = new Map<string, string>()

beforeAll(() => {
  Object.assign(globalThis, { localStorage: { getItem: (key: string) => kept.get(key) ?? null } })
})
afterAll(() => { Reflect.deleteProperty(globalThis, 'localStorage') })
afterEach(() => kept.clear())

it.each([
  ['26.3.0', 'Win32', false], ['26.3', 'Windows', false], ['26.30.0', 'Win32', true], ['26.2.2', 'Win32', true],
  ['26.3.0', '', false], ['26.3.0', 'MacIntel', true], ['26.3.0', 'darwin', true],
])('Premiere %s on %s has a WebSocket: %s, unless its user says otherwise', (version, platform, isUsed) => {
  expect(usesSockets(version, platform)).toBe(isUsed)
  kept.set('firstpass.sockets', isUsed ? 'no' : 'yes')
  expect(usesSockets(version, platform)).toBe(!isUsed)
})

it('Premiere says nothing of its system: that is taken for the one to be careful on', () => {
  const { navigator } = globalThis
  for (const value of [undefined, {}]) {
    Object.defineProperty(globalThis, 'navigator', { value, configurable: true })
    expect([usesSockets('26.3.0'), usesSockets('26.4.0')]).toEqual([false, true])
  }
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true })
})
