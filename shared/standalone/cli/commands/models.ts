import { setTimeout as pause } from 'node:timers/promises'
import { failure, failureFromJson, type HelperFile, modelListSchema, type ModelView } from '#protocol'
import { callHelper } from '../call-helper'
import { ensureHelper, helperProgram } from '../helper-process'
import { describeFailure, exitStatus, type Terminal } from '../print'
import type { Setting } from '../program'
import type { Words } from '../task-options'

export type ModelVerb = 'list' | 'pull' | 'verify' | 'remove'

/** `models list|pull|verify|remove`; the helper does the work, this follows it. */
export async function runModels(setting: Setting, verb: ModelVerb, asked: { ids: string[]; words: Words }): Promise<number> {
  const { terminal, dataFolder, signal } = setting
  const { ids, words } = asked
  const { licence } = words
  if (licence !== undefined && licence !== 'permissive' && licence !== 'any') {
    throw failure('OPTION_INVALID', { option: '--licence', reason: `${String(licence)} is none of permissive, any` })
  }
  const helper = await ensureHelper(helperProgram(dataFolder))
  const query = licence === undefined ? '' : `?licence=${licence}`
  const list = { method: 'GET', path: `/v1/models${query}`, answer: modelListSchema } as const
  const known = (await callHelper(helper, list)).models
  const ordered = idsOrdered(verb, ids, known)
  if (verb !== 'list') {
    const body = { ids, ...(licence === undefined ? {} : { licence }) }
    await callHelper(helper, { method: 'POST', path: `/v1/models/${verb}`, answer: modelListSchema, body })
  }
  const models = verb === 'list' ? known : await followWork({ helper, list, terminal, signal })
  const isAsked = ({ id, work }: ModelView): boolean => work?.kind === verb && ordered.includes(id)
  const shown = verb === 'list' ? models : models.filter(isAsked)
  if (words.json === true) terminal.out(JSON.stringify(shown))
  else for (const model of shown) terminal.out(verb === 'list' ? describeModel(model) : describeWork(model))
  return tellFailures(terminal, shown, verb)
}

/** Those named, or those that the helper chooses where none is; what an earlier order came to is no business of this one. */
export function idsOrdered(verb: ModelVerb, ids: readonly string[], models: readonly ModelView[]): readonly string[] {
  if (ids.length > 0) return ids
  return models.filter((model) => (verb === 'pull' ? model.isPulledByDefault : model.present)).map(({ id }) => id)
}

interface Following {
  helper: HelperFile
  list: { method: 'GET'; path: string; answer: typeof modelListSchema }
  terminal: Terminal
  signal: AbortSignal
}

/** Polls until nothing waits or runs; a line with the share done is redrawn on a terminal. */
async function followWork({ helper, list, terminal, signal }: Following): Promise<ModelView[]> {
  for (;;) {
    const { models } = await callHelper(helper, list)
    const busy = models.filter(({ work }) => work?.state === 'waiting' || work?.state === 'running')
    if (terminal.stream.isTTY) terminal.stream.write(`\r\x1b[2K${busy.map(describeBusy).join('  ')}`)
    if (busy.length === 0 || signal.aborted) {
      if (terminal.stream.isTTY) terminal.stream.write('\r\x1b[2K')
      return models
    }
    await pause(200, undefined, { signal }).catch(() => {})
  }
}

const describeBusy = ({ id, work }: ModelView): string =>
  work === undefined || work.total === 0 ? id : `${id} ${Math.floor((work.done / work.total) * 100)} %`

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`

/** `* u2netp  mask  here  4.6 MB  Apache-2.0  U2-Net-p: ...`; the star is the default of its task. */
export function describeModel({ id, task, title, licence, present, isDefault, refused, bytes, scale }: ModelView): string {
  const kind = scale === undefined ? task : `${task} ${scale}x`
  const state = present ? 'here' : refused === undefined ? 'not here' : 'needs --licence any'
  const size = megabytes(bytes).padStart(9)
  const columns = [id.padEnd(26), kind.padEnd(11), state.padEnd(19), size, ` ${licence.padEnd(14)}`, title]
  return `${isDefault ? '*' : ' '} ${columns.join(' ')}`
}

const done = { pull: 'is here', verify: 'is as it should be', remove: 'is removed' } as const

const describeWork = ({ id, work }: ModelView): string =>
  `${id} ${work?.state === 'succeeded' ? done[work.kind] : work?.state ?? ''}`

function tellFailures(terminal: Terminal, models: readonly ModelView[], verb: ModelVerb): number {
  const failed = verb === 'list' ? [] : models.flatMap(({ work }) => (work?.error === undefined ? [] : [work.error]))
  for (const error of failed) terminal.err(describeFailure(failureFromJson(error)))
  return failed.length > 0 ? exitStatus.fileFailed : exitStatus.ok
}
