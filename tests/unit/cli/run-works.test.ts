import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { failure } from '#protocol'
import { planWork } from '#standalone/cli/plan-work'
import { runWorks } from '#standalone/cli/run-works'
import type { Words } from '#standalone/cli/task-options'
import { ArithmeticRunner, DeafTerminal } from './arithmetic-runner'

describe('many files with the same settings', () => {
  const folder = mkdtempSync(join(tmpdir(), 'firstpass-works-'))
  const at = (name: string): string => join(folder, name)
  const [a, b, c] = [at('a.jpg'), at('b.jpg'), at('c.jpg')] as const
  beforeAll(() => { for (const file of [a, b, c]) writeFileSync(file, 'x') })
  afterAll(() => rmSync(folder, { recursive: true }))

  function start(files: string[], words: Words = {}) {
    const runner = new ArithmeticRunner()
    const terminal = new DeafTerminal()
    const abort = new AbortController()
    const connect = jest.fn(() => Promise.resolve(runner))
    const { works } = planWork('mask', files, { words, dataFolder: folder })
    const around = { terminal, connect, signal: abort.signal, json: words.json === true }
    return { runner, terminal, abort, connect, around, run: () => runWorks(works, around) }
  }

  it('runs each and says where the result is, and nothing else in a pipe', async () => {
    const { runner, terminal, run } = start([a, b])
    expect(await run()).toBe(0)
    expect(terminal.said).toHaveLength(2)
    expect(terminal.said[0]).toMatch(/a-subject\.psd {2}mask by tiny on cpu, [\d.]+ s \(model 0\.02 s\)$/)
    expect(terminal.complained).toEqual([])
    expect(runner.asked.filter(({ task }) => task === 'mask').map(({ options }) => options)).toEqual([
      expect.objectContaining({ featherPx: 0 }), expect.objectContaining({ featherPx: 0 }),
    ])
  })

  it('names the code, the file and the hint of a failure, and goes on', async () => {
    const { runner, terminal, run, connect } = start([a, b, c])
    runner.failing.set(b, 'FILE_UNREADABLE')
    expect(await run()).toBe(1)
    expect(terminal.said).toHaveLength(2)
    expect(terminal.complained).toEqual([
      `FILE_UNREADABLE: ${b} can't be read: it is broken.\n  Check that the file is whole and that you may read it.`,
    ])
    expect(connect).toHaveBeenCalledTimes(1)
  })

  it('asks for the helper again after it was lost', async () => {
    const { runner, run, connect } = start([a, b])
    runner.failing.set(a, 'HELPER_LOST')
    expect(await run()).toBe(3)
    expect(connect).toHaveBeenCalledTimes(2)
    expect(runner.asked.some(({ task, options }) => task === 'save' && options.path === at('b-subject.psd'))).toBe(true)
  })

  it('stops at once where no helper can be had', async () => {
    const { around, connect, terminal, run } = start([a, b])
    around.connect = connect.mockRejectedValue(failure('HELPER_UNREACHABLE', { ports: '27417' }))
    expect(await run()).toBe(3)
    expect(connect).toHaveBeenCalledTimes(1)
    expect(terminal.complained[0]).toMatch(/^HELPER_UNREACHABLE: /)
  })

  it('never replaces a file without --force, and a source not even then', async () => {
    writeFileSync(at('a-subject.psd'), 'mine')
    const plain = start([a])
    expect(await plain.run()).toBe(1)
    expect(plain.terminal.complained[0]).toMatch(/^OUTPUT_EXISTS: .*a-subject\.psd exists already\./)
    expect(plain.connect).not.toHaveBeenCalled()
    const forced = start([a], { force: true })
    expect(await forced.run()).toBe(0)
    expect(forced.runner.asked.at(-1)?.options).toMatchObject({ overwrite: true })
    const itself = start([a], { force: true, output: a })
    expect(await itself.run()).toBe(1)
    expect(itself.terminal.complained[0]).toMatch(/^OUTPUT_UNWRITABLE: .*it is the source itself/)
    const another = start([a, at('a-subject.psd')], { force: true })
    expect(await another.run()).toBe(1)
    expect(another.terminal.complained[0]).toMatch(/^OUTPUT_UNWRITABLE: .*a-subject\.psd can't be written: it is the source itself/)
    expect(another.terminal.said).toHaveLength(1)
    rmSync(at('a-subject.psd'))
  })

  it('makes the folder of -o', async () => {
    const { run, runner } = start([a], { output: at('new/deeper') })
    expect(await run()).toBe(0)
    expect(existsSync(at('new/deeper'))).toBe(true)
    expect(runner.asked.at(-1)?.options.path).toBe(at('new/deeper/a-subject.psd'))
  })

  it('stops all with 130 when interrupted', async () => {
    const { runner, abort, run, terminal } = start([a, b])
    runner.before = ({ task }) => { if (task === 'mask') abort.abort() }
    expect(await run()).toBe(130)
    expect(runner.asked.map(({ task }) => task)).toEqual(['open'])
    expect(terminal.said).toEqual([])
  })

  it('prints one JSON object per file, failures included', async () => {
    const { runner, terminal, run } = start([a, b], { json: true })
    runner.failing.set(b, 'FILE_UNREADABLE')
    expect(await run()).toBe(1)
    const [first, second] = terminal.said.map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(first).toMatchObject({
      input: a, output: at('a-subject.psd'), task: 'mask', method: 'model', model: { id: 'tiny', sha256: 'ab', licence: 'MIT' },
      provider: 'cpu', timings: { totalMs: 30, inferMs: 20 }, checkList: [], outputSha256: 'f00d', job: { firstpassJob: 1 },
    })
    expect(second).toMatchObject({ input: b, error: { code: 'FILE_UNREADABLE' } })
  })
})
