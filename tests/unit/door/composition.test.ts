import { execFileSync } from 'node:child_process'
import * as fs from 'node:fs'
import * as path from 'node:path'
import { compositionOrderSchema } from '#protocol'
import { writeComposition } from '#helper/door/composition-text'
import { placeComposition } from '#helper/door/place-composition'
import { readComp } from '../../simulators/resolve/model/comp-text'
import { itWithProgram } from '../../support/available'
import { endHelpers, temporaryFolder } from '../../support/helper'

afterEach(endHelpers)

const itWithLua = itWithProgram('luajit')
const order = { number: 0, frames: 120, before: 12, length: 96 }

/** Has luajit read it as Fusion does, which only makes tables of it, and prints by `show` what of it is wanted. */
function readInLua(text: string, show: string): string {
  const folder = temporaryFolder()
  fs.writeFileSync(path.join(folder, 'matte.comp'), `return ${text}`)
  fs.writeFileSync(path.join(folder, 'show.lua'), `
    local chunk = assert(loadfile(arg[1]))
    local node = function(kind) return function(fields) fields.kind = kind return fields end end
    local others = { __index = function(_, kind) return node(kind) end }
    local words = setmetatable({ ordered = function() return node('ordered') end }, others)
    setfenv(chunk, words)
    local comp = chunk()
    local hex = function(given) return (given:gsub('.', function(c) return string.format('%02x', c:byte()) end)) end
    ${show}
  `)
  return execFileSync('luajit', [path.join(folder, 'show.lua'), path.join(folder, 'matte.comp')], { encoding: 'utf8' })
}

describe('a composition', () => {
  itWithLua('is a table of Lua in which the matte\'s alpha goes from the Loader by way of MatteControl to what goes out', () => {
    const shown = readInLua(writeComposition({ ...order, file: '/results/frame_000000.png' }), `
      local t = comp.Tools
      local clip = t.FirstpassMatte.Clips[1]
      print(comp.kind, t.kind, t.MediaIn1.kind, t.FirstpassMatte.kind, t.FirstpassCut.kind, t.MediaOut1.kind)
      print(comp.RenderRange[1], comp.RenderRange[2], clip.GlobalStart, clip.GlobalEnd, clip.TrimIn, clip.TrimOut, clip.Length)
      local cut, inputs = t.FirstpassCut.Inputs, t.FirstpassMatte.Inputs
      print(t.MediaOut1.Inputs.Input.SourceOp, cut.Background.SourceOp, cut.Foreground.SourceOp)
      print(cut.MatteCombine.Value, cut.CombineOp.Value)
      print(clip.FormatID, clip.Filename, clip.StartFrame, inputs.GlobalIn.Value, inputs.GlobalOut.Value)
    `)
    expect(shown.trim().split('\n').map((line) => line.split('\t'))).toEqual([
      ['Composition', 'ordered', 'MediaIn', 'Loader', 'MatteControl', 'MediaOut'],
      ['0', '95', '-12', '107', '0', '119', '120'], ['FirstpassCut', 'MediaIn1', 'FirstpassMatte'], ['1', '0'],
      ['PNGFormat', '/results/frame_000000.png', '0', '-12', '107'],
    ])
  })

  const odd = [
    '/it\'s "here"/a b/frame_000000.png', 'C:\\films\\new\\take 1\\frame_000000.png', '\\\\server\\share\\é日本😀\\frame_000000.png',
    '/a\nb\r\t\x7f/f_1.png', '/} , os.exit() --[[/f_1.png', '/%d$x`]]/f_1.png', '/ends in \\',
  ]

  itWithLua.each(odd)('names just the file %j', (file) => {
    const text = writeComposition({ ...order, file })
    expect(readInLua(text, 'print(hex(comp.Tools.FirstpassMatte.Clips[1].Filename))').trim())
      .toBe(Buffer.from(file, 'utf8').toString('hex'))
  })

  it('is one that the simulated Resolve reads, too', () => {
    const tools = readComp(writeComposition({ ...order, file: 'C:\\a "b"\\é.png' }))!.named.Tools!.named
    expect(tools.FirstpassMatte!.named.Clips!.listed[0]!.named)
      .toMatchObject({ Filename: { text: 'C:\\a "b"\\é.png' }, GlobalStart: { number: -12 } })
  })

  const wrong: [object][] = [[{ frames: 0 }], [{ before: -1 }], [{ length: 109 }], [{ folder: '' }], [{ before: 1.5 }]]

  it.each(wrong)('can\'t be ordered with %j', (change) => {
    const wish = { folder: '/f', frames: 120, before: 12, length: 108 }
    expect(compositionOrderSchema.safeParse(wish).success).toBe(true)
    expect(compositionOrderSchema.safeParse({ ...wish, ...change }).success).toBe(false)
  })
})

describe('the file of a composition', () => {
  const made = (...names: string[]): string => {
    const folder = path.join(temporaryFolder(), 'shot-matte "1"')
    fs.mkdirSync(folder)
    for (const name of names) fs.writeFileSync(path.join(folder, name), '')
    return folder
  }
  const wish = (folder: string) => ({ folder, frames: 3, before: 1, length: 2 })
  const row = ['frame_000008.png', 'frame_000009.png', 'frame_000010.png']

  it('lies among its pictures under a new name each time', async () => {
    const folder = made(...row, 'notes.txt')
    const [first, second] = [await placeComposition(wish(folder)), await placeComposition(wish(folder))]
    expect([first.first, path.dirname(first.path)]).toEqual([path.join(folder, row[0]!), folder])
    expect(first.path).toMatch(/\.comp$/)
    expect(first.path).not.toBe(second.path)
    const text = fs.readFileSync(first.path, 'utf8')
    expect([text, fs.readdirSync(folder).length]).toEqual([
      writeComposition({ file: first.first, number: 8, frames: 3, before: 1, length: 2 }), 6,
    ])
  })

  const code = (folder: string): Promise<unknown> =>
    placeComposition(wish(folder)).then(() => 'made', (thrown: unknown) => (thrown as { code: unknown }).code)

  it.each([
    ['one is missing', row.slice(1)], ['there are more', [...row, 'frame_000011.png']],
    ['there is a gap', [...row.slice(0, 2), 'frame_000011.png']],
    ['there are two rows', [...row.slice(0, 2), 'matte_000010.png']], ['there are none', []],
  ])('is not written where %s', async (_name, names) => {
    const folder = made(...names)
    expect([await code(folder), fs.readdirSync(folder).length]).toEqual(['FILE_UNREADABLE', names.length])
  })

  it('is not written where the folder is none, or not to be named', async () => {
    const folder = made(...row)
    expect(await code(path.join(folder, 'none'))).toBe('FILE_MISSING')
    expect(await code(path.join(folder, row[0]!))).toBe('FILE_UNREADABLE')
    for (const name of ['relative/folder', `${folder}/../x`, `${folder}\0`]) expect(await code(name)).toBe('PATH_FORBIDDEN')
  })
})
