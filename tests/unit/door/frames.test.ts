import { MAX_PARTS, readFrames } from '#helper/door/frames'
import { frame } from '../../support/resolve/pretend-script'

const plain = frame('agent0001', 3, { text: 'body' })

describe('frames', () => {
  it('are found in the middle of Resolve\'s preferences', () => {
    const hello = frame('hello', 0, { text: 'a' })
    const text = `{\n\tGlobal = {\n\t\tFirstpass = {\n\t\t\tAnswer = "${plain}",\n\t\t\tHello = "${hello}",\n`
    expect(readFrames(text)).toEqual([
      { who: 'agent0001', seq: 3, part: 1, parts: 1, bytes: Buffer.from('body') },
      { who: 'hello', seq: 0, part: 1, parts: 1, bytes: Buffer.from('a') },
    ])
  })

  it('are not found while they are half written, at whatever byte', () => {
    for (let length = 0; length < plain.length; length++) expect(readFrames(plain.slice(0, length))).toEqual([])
  })

  it('are not found with bytes missing in their middle', () => {
    const at = plain.indexOf('Ym9k')
    expect(at).toBeGreaterThan(0)
    expect(readFrames(plain.slice(0, at) + plain.slice(at + 4))).toEqual([])
  })

  it.each([[0, 1], [2, 1], [1, MAX_PARTS + 1], [1, 0]])('have no part %d of %d', (part, parts) => {
    expect(readFrames(frame('agent0001', 1, { text: 'x', part, parts }))).toEqual([])
  })
})
