import { readLink } from '../../../shared/setup/url'

describe('links of firstpass:', () => {
  it('knows two, with and without the slash that some systems add', () => {
    expect(['firstpass://start', 'firstpass://start/', 'firstpass://open', 'firstpass://open/'].map(readLink))
      .toEqual(['start', 'start', 'open', 'open'])
  })

  it.each([
    '', 'start', 'firstpass:', 'firstpass:start', 'firstpass:/start', 'firstpass:///start', 'firstpass://', 'firstpass://starts',
    'firstpass://start//', 'firstpass://start/x', 'firstpass://start?port=1', 'firstpass://start#x', 'firstpass://start ',
    ' firstpass://start', 'firstpass://start\n', 'firstpass://start\0', 'FIRSTPASS://start', 'firstpass://START',
    'Firstpass://Open',
    'firstpass://%73tart', 'firstpass://start%00', 'firstpass://start;rm -rf ~', 'firstpass://open" --help "',
    'firstpass://user@start',
    'firstpass://start:27417', 'firstpass://localhost/start', 'firstpass://uninstall', 'firstpass://install', 'http://start',
    'firstpass://ſtart', 'ﬁrstpass://start', 'firstpass://open\u202e', `firstpass://open/${'x'.repeat(1e6)}`, '--stop',
    '--help', '-h',
    'javascript:alert(1)', 'file:///etc/passwd', 'constructor', '__proto__', 'toString',
  ])('refuses %p', (link) => {
    expect(() => readLink(link)).toThrow(expect.objectContaining({ code: 'LINK_REFUSED' }))
  })

  it('repeats no more of it than can be read, and no bare control character', () => {
    const message = (link: string): string => {
      try {
        readLink(link)
      } catch (thrown) {
        return (thrown as Error).message
      }
      return ''
    }
    expect(message(`firstpass://${'x'.repeat(1e6)}`).length).toBeLessThan(200)
    expect(message('firstpass://\u001b[2J\n')).not.toMatch(/[\u0000-\u001f]/)
  })
})
