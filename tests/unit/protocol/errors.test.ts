import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { asFailure, errorTable, failure, failureFromJson, failureSchema } from '#protocol'
import { projectFiles, readProjectFile } from '../../support/sources'

const { codesMade, keepRows } = jest.requireActual<{
  codesMade(folders: string[]): Set<string>
  keepRows(table: string, codes: Set<string>): string
}>('../../../plugins/own-errors-loader.js')

test('a failure carries its row: code, message with the value, hint', () => {
  const error = failure('FILE_MISSING', { path: 'a b.jpg' })
  expect(error.code).toBe('FILE_MISSING')
  expect(error.message).toBe('There is no file a b.jpg.')
  expect(error.hint).toBe('Check the path.')
})

test('a failure survives the wire without stack or cause', () => {
  const sent = JSON.stringify(failure('DISK_FULL', { path: '/x', needed: 2_500_000 }, new Error('ENOSPC')))
  expect(sent).not.toContain('ENOSPC')
  const received = failureFromJson(failureSchema.parse(JSON.parse(sent)))
  expect(received.code).toBe('DISK_FULL')
  expect(received.message).toBe('There is no room for 3 MB at /x.')
})

test('what is not ours is a bug and says so, keeping the cause', () => {
  const cause = new TypeError('x is not a function')
  const error = asFailure(cause)
  expect(error.code).toBe('INTERNAL_ERROR')
  expect(error.cause).toBe(cause)
  expect(asFailure(error)).toBe(error)
})

test('the table is alphabetical, and every code has two words or more', () => {
  const codes = Object.keys(errorTable)
  expect(codes).toEqual([...codes].sort())
  for (const code of codes) expect(code).toMatch(/^[A-Z]+(_[A-Z]+)+$/)
})

describe('the errors that a panel carries', () => {
  const folders = ['protocol', 'client', 'host', 'panel', 'uxp'].map((part) => resolve(`shared/${part}`))
  const table = readFileSync('shared/protocol/error-table.ts', 'utf8')

  test('are those that it may make; all others keep what the wire says of them', () => {
    const kept = keepRows(table, codesMade([...folders, resolve('plugins/premiere')]))
    const codes = [...kept.matchAll(/^ {2}([A-Z_]+): row/gm)].map(([, code]) => code)
    expect(codes).toEqual(expect.arrayContaining(['HELPER_LOST', 'INTERNAL_ERROR', 'NOT_PAIRED', 'PROTOCOL_MISMATCH']))
    expect(codes).not.toContain('JOB_ID_REUSED')
    expect(kept.length).toBeLessThan(table.length * 0.6)
    expect(keepRows(table, new Set(Object.keys(errorTable)))).toBe(table)
    expect(() => keepRows(table, new Set(['NO_SUCH_ROW']))).toThrow('NO_SUCH_ROW')
    const told = failureFromJson({ code: 'SOMETHING_LATER', message: 'It is so.', hint: 'Do this.', data: {} })
    expect(told.toJSON()).toEqual({ code: 'SOMETHING_LATER', message: 'It is so.', hint: 'Do this.', data: {} })
  })

  test('are all made by their names, so that none is overlooked', () => {
    const part = /^(shared\/(protocol|client|host|panel|uxp)|plugins\/(photoshop|premiere))\/.*\.tsx?$/
    const files = projectFiles.filter((file) => part.test(file) && file !== 'shared/protocol/errors.ts')
    const dynamic = files.filter((file) => /\bfailure\((?!\s*')/.test(readProjectFile(file)))
    expect(files.length).toBeGreaterThan(100)
    expect(dynamic).toEqual([])
  })
})
