import { execFileSync } from 'node:child_process'
import * as fs from 'node:fs'
import * as path from 'node:path'
import { type DoorArgument, doorBatchSchema } from '#protocol'
import { quote, writeCalls, writeChunk } from '#helper/door/lua-chunk'
import { itWithProgram } from '../../support/available'
import { endHelpers, temporaryFolder } from '../../support/helper'

afterEach(endHelpers)

const itWithLua = itWithProgram('luajit')

/** Loads a chunk as the script does, with no function in reach, and prints by `show` what it gives. */
function load(chunk: string, show: string): string {
  const folder = temporaryFolder()
  const file = path.join(folder, 'chunk.lua')
  fs.writeFileSync(file, chunk)
  fs.writeFileSync(path.join(folder, 'show.lua'), `
    local chunk = assert(loadfile(${quote(file)}))
    setfenv(chunk, {})
    local given = chunk()
    local hex = function(text) return (text:gsub('.', function(c) return string.format('%02x', c:byte()) end)) end
    ${show}
  `)
  return execFileSync('luajit', [path.join(folder, 'show.lua')], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
}

/** Small and repeatable: xorshift32. */
function numbersFrom(seed: number): () => number {
  let state = seed
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >>> 0
  }
}

/** What could end a literal, a long string, a comment or a chunk, and everything else. */
const PIECES = [
  '"', '\'', '\\', ']]', ']==]', '--', '--[[', '\n', '\r', '\0', '\x1b', '\\"', '\\z', 'os.exit()', '" .. os.exit() .. "', '${x}',
  'é', '日本', '😀', '\u2028', '\ud800', '%', '$', '{', '}', '\\0', '\\x22', '\x7f', 'a', '9', '123',
]

function randomTexts(seed: number, count: number): string[] {
  const next = numbersFrom(seed)
  return Array.from({ length: count }, () => Array.from({ length: next() % 12 }, () => (next() % 4 === 0
    ? String.fromCharCode(next() % 0x300) : PIECES[next() % PIECES.length] ?? '')).join(''))
}

describe('a literal', () => {
  it('holds no quote, no backslash but before three digits, no line and nothing beyond ASCII', () => {
    for (const text of [...PIECES, ...randomTexts(7, 2000)]) expect(quote(text)).toMatch(/^"([A-Za-z0-9 _./:,+=@-]|\\[0-9]{3})*"$/)
  })

  itWithLua('is in Lua the very text it was made of, whatever that is (seed 20261123)', () => {
    const texts = [...PIECES, ...randomTexts(20261123, 3000)]
    const shown = load(writeChunk({ texts }), 'for _, text in ipairs(given.texts) do print(hex(text)) end')
    expect(shown.split('\n').slice(0, -1)).toEqual(texts.map((text) => Buffer.from(text, 'utf8').toString('hex')))
  })

  itWithLua('stands for the same text as an argument and as the name of a field', () => {
    for (const text of randomTexts(3, 20)) {
      const args = [text, [text], { a: text }]
      const { calls } = doorBatchSchema.parse({ calls: [{ on: { $handle: 'resolve' }, call: 'OpenPage', args }] })
      const chunk = writeCalls({ calls, timeoutMs: 1000 })
      const shown = load(chunk, 'local a = given.calls[1].args print(hex(a[1]), hex(a[2][1]), hex(a[3].a), a.n)')
      const hex = Buffer.from(text, 'utf8').toString('hex')
      expect(shown).toBe(`${hex}\t${hex}\t${hex}\t3\n`)
    }
  })
})

describe('a batch in Lua', () => {
  const write = (args: DoorArgument[], rest = {}): string =>
    writeCalls(doorBatchSchema.parse({ calls: [{ on: { $handle: 'resolve' }, call: 'GetName', args: [] },
      { on: { $answer: 0 }, call: 'AppendToTimeline', args, ...rest }] }))

  itWithLua('counts answers and places from 1, and says the shape of the answer', () => {
    const shown = load(write([{ $answer: 0, at: 4 }, { $answer: 0, at: 'takes' }, { $constant: 'EXPORT_OTIO' }], { each: true }),
      `local call = given.calls[2] local a = call.args
      print(call.on.__answer, a[1].__answer, a[1].at, a[2].at, a[3].__constant, call.call, call.as, call.each, call.must)`)
    expect(shown).toBe('1\t1\t5\ttakes\tEXPORT_OTIO\tAppendToTimeline\tlist\ttrue\tnil\n')
  })

  itWithLua('keeps numbers to their last bit, nothing in between, and tables', () => {
    const shown = load(write([0.1, null, -1e-300, Number.MAX_SAFE_INTEGER, 1e21, { b: [true, false] }]),
      `local a = given.calls[2].args
      print(a.n, a[1] == 0.1, a[2], a[3] == -1e-300, string.format('%.0f', a[4]), a[5] == 1e21, a[6].b[1], a[6].b[2])`)
    expect(shown).toBe('6\ttrue\tnil\ttrue\t9007199254740991\ttrue\ttrue\tfalse\n')
  })

  itWithLua('is loaded at its largest', () => {
    const args = [Array.from({ length: 1990 }, (_, at) => `${at}-text`)]
    const calls = Array.from({ length: 60 }, () => ({ on: { $handle: 'resolve' }, call: 'OpenPage', args }))
    const chunk = writeCalls(doorBatchSchema.parse({ calls }))
    expect(load(chunk, 'print(#given.calls, given.calls[60].args[1][1990])')).toBe('60\t1989-text\n')
  })
})
