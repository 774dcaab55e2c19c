import { readdirSync } from 'node:fs'
import sharp from 'sharp'
import { gridOf, otherWords, unlikeness } from '../support/guide-compare'
import { PICTURES } from '../support/guide-pictures'
import {
  alternativesOf, boldOf, brokenLink, codesOf, type GuidePage, guidePages, isWritten, linksOf, menusOf, picturesOf, quotedOf,
  writtenWords,
} from '../support/guide-text'

const pages = guidePages()
const words = writtenWords()
const of = (find: (page: GuidePage) => string[]): [page: string, found: string][] =>
  pages.flatMap((page) => find(page).map((found): [string, string] => [page.path, found]))

describe('the guide', () => {
  it('is a few pages, each reached from the first', () => {
    const [first] = pages.filter(({ path }) => path.endsWith('README.md'))
    const others = pages.filter((page) => page !== first).map(({ path }) => path.split('/').at(-1))
    expect(others.length).toBeGreaterThanOrEqual(7)
    expect(linksOf(first!).sort()).toEqual(expect.arrayContaining(others))
  })

  it('leads somewhere by every link', () => {
    const own = pages.flatMap((page) => [...linksOf(page), ...picturesOf(page)].filter((link) => !/^https:/.test(link))
      .map((link) => brokenLink(page, link)))
    expect(own.filter((why) => why !== undefined)).toEqual([])
    expect(own.length).toBeGreaterThan(20)
    expect(brokenLink(pages[0]!, 'nowhere.md')).toBeDefined()
    expect(brokenLink(pages[0]!, 'README.md#nowhere')).toBeDefined()
  })

  it('shows every picture that there is, each with words for those who do not see it', () => {
    const shown = of(picturesOf).map(([, link]) => link.replace('../images/guide/', ''))
    expect([...new Set(shown)].sort()).toEqual(readdirSync(PICTURES).filter((name) => name.endsWith('.png')).sort())
    expect(of(alternativesOf).filter(([, words]) => words.length < 10)).toEqual([])
    expect(of(alternativesOf).length).toBe(shown.length)
  })

  it('quotes what is written on Firstpass as it is written', () => {
    const isHead = (page: string, said: string): boolean => headed(page).includes(said)
    const unknown = of((page) => [...boldOf(page), ...quotedOf(page)])
      .filter(([page, said]) => !isHead(page, said) && !isWritten(words, said))
    expect(unknown).toEqual([])
    expect([isWritten(words, 'Select subject'), isWritten(words, 'Select the subject')]).toEqual([true, false])
  })

  it('names Firstpass in menus as the plugins do', () => {
    const ends = of(menusOf).filter(([, menu]) => /Plugins ▸|Workspace ▸/.test(menu) && !menu.includes('Manage'))
      .map(([, menu]) => menu.split(' ▸ ').at(-1) ?? '')
    expect(ends.length).toBeGreaterThan(4)
    expect(ends.filter((end) => !['Firstpass', 'firstpass'].includes(end))).toEqual([])
  })

  it('needs no terminal but to install and uninstall on Linux', () => {
    const typed = of(codesOf).filter(([, code]) => /^(npx|npm|node|firstpass |\.\/)|sudo|--/.test(code))
    expect(typed).toEqual([['docs/guide/install.md', './install'], ['docs/guide/your-machine.md', './uninstall']])
    const said = pages.filter(({ text }) => /\b(terminal|command line|shell)\b/i.test(text)).map(({ path }) => path)
    expect(said).toEqual(['docs/guide/install.md'])
  })

  it('says on the page of every host that it was never run there', () => {
    const hosts = pages.filter(({ path }) => /(photoshop|premiere|resolve)\.md$/.test(path))
    expect(hosts.map(({ text }) => /simulated (Photoshop|Premiere|Resolve) only/.test(text))).toEqual([true, true, true])
    expect(pages.find(({ path }) => path.endsWith('README.md'))?.text.replace(/\s+/g, ' ')).toContain('not yet run in the real programs')
  })
})

describe('how pictures are told apart', () => {
  it('by words, whatever numbers they have', () => {
    expect(otherWords('Run again on cpu, 1.4 s', 'Run again on cpu, 12 s')).toBe(0)
    expect(otherWords('Before After Run again Remove', 'Before After Run again')).toBeCloseTo(0.2)
    expect(otherWords('Place', 'Place Place')).toBeCloseTo(0.5)
  })

  it('by where they are light and dark, not by how wide their letters are', async () => {
    const size = { width: 320, height: 240 }
    // No SVG: the helper, whose tests may run in this process before, has shut that door in sharp for good.
    const plainOf = (width: number, height: number, background: string): sharp.Create =>
      ({ width, height, channels: 3, background })
    const draw = (rows: readonly number[], wide: number): Promise<Buffer> => sharp({ create: plainOf(320, 240, '#333') })
      .composite(rows.map((top) => ({ input: { create: plainOf(wide, 20, '#ddd') }, left: 20, top }))).png().toBuffer()
    const grid = async (rows: readonly number[], wide: number) => gridOf(await draw(rows, wide), size)
    const own = await grid([20, 90, 160], 150)
    const [wider, others] = [await grid([20, 90, 160], 162), await grid([50, 110, 130, 200], 60)]
    expect(unlikeness(own, wider)).toBeLessThan(0.02)
    expect(unlikeness(own, others)).toBeGreaterThan(0.14)
  })
})

/** Bold words that are no quotation: what a list is of, or what must not be overlooked. */
function headed(page: string): readonly string[] {
  return plain[page.split('/').at(-1) ?? ''] ?? []
}

const plain: Readonly<Record<string, readonly string[]>> = {
  'README.md': ['bold', 'The window', 'A panel', 'A model', 'not yet run in the real programs'],
  'install.md': ['Unpack', 'Install.', 'window', 'Photoshop and Premiere Pro:', 'DaVinci Resolve:'],
  'premiere.md': ['Undo:'],
  'resolve.md': ['Free edition, and Studio on Linux', 'Studio on Windows and macOS', 'Undo:'],
  'browser.md': ['Download what you want to keep.'],
  'your-machine.md': ['Your results', 'Your results stay.'],
}
