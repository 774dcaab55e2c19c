import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { failure, type PageHost, sessionCodeSchema } from '#protocol'
import { readLink } from '#setup'
import { addressOf, callHelper } from '../call-helper'
import { endHelper, ensureHelper, findHelper, helperProgram, spawnHelper, waitUntilReady } from '../helper-process'
import { openInBrowser } from '../open-in-browser'
import { exitStatus } from '../print'
import type { Setting } from '../program'
import type { Words } from '../task-options'

/** Runs the helper until it ends or is interrupted; prints its address once it is ready. */
export async function runServe({ terminal, dataFolder, signal }: Setting, words: Words): Promise<number> {
  const found = await findHelper(dataFolder)
  if (words.stop === true) {
    if (found === undefined) terminal.out('No helper runs.')
    else await endHelper(found).then(() => terminal.out('The helper has ended.'))
    return exitStatus.ok
  }
  if (words.open !== undefined) return openPage(readPage(words.open), { terminal, dataFolder })
  if (found !== undefined) throw failure('HELPER_RUNNING', { port: found.port })
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 })
  const program = helperProgram(dataFolder)
  const child = spawnHelper(program, { stdio: ['ignore', 'ignore', 'pipe'] })
  const hasEnded = once(child, 'exit')
  let words_ = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    words_ = `${words_}${text}`.slice(-10_000)
    terminal.err(text.trimEnd())
  })
  signal.addEventListener('abort', () => void child.kill('SIGTERM'))
  terminal.out(addressOf(await waitUntilReady(program, child, () => words_)))
  const [code] = await hasEnded as [number | null]
  return signal.aborted || code === 0 ? exitStatus.ok : exitStatus.helper
}

/** Opens the helper's window. */
export const runOpen = (setting: Setting): Promise<number> => openPage('home', setting)

/** What a followed link orders. Nobody reads what is printed then, and a code does not belong into a log. @throws LINK_REFUSED */
export async function runLink({ dataFolder, terminal }: Setting, link: string | undefined): Promise<number> {
  if (link !== undefined && readLink(link) === 'start') {
    await ensureHelper(helperProgram(dataFolder))
    return exitStatus.ok
  }
  return openPage('home', { dataFolder, terminal: { ...terminal, out: () => undefined } })
}

/** The code travels in the fragment, which no browser sends anywhere; it is good once, for two minutes. */
async function openPage(page: PageHost, { terminal, dataFolder }: Pick<Setting, 'terminal' | 'dataFolder'>): Promise<number> {
  const helper = await ensureHelper(helperProgram(dataFolder))
  const { code } = await callHelper(helper, { method: 'POST', path: `/v1/session-code?host=${page}`, answer: sessionCodeSchema })
  const link = `${addressOf(helper)}/${page === 'browser' ? '' : `${page}/`}#code=${code}`
  terminal.out(link)
  if (!await openInBrowser(link)) terminal.err('No browser could be started: open this link in one, within two minutes.')
  return exitStatus.ok
}

/** @throws OPTION_INVALID */
function readPage(word: unknown): PageHost {
  if (word === true) return 'browser'
  if (word === 'resolve' || word === 'home') return word
  const reason = `there is no page ${String(word)}; "home" is the helper's window, "resolve" the one for DaVinci Resolve`
  throw failure('OPTION_INVALID', { option: '--open', reason })
}
