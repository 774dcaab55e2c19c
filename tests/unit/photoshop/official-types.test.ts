import { dirname, join, resolve } from 'node:path'
import ts from 'typescript'

const root = resolve(__dirname, '../../..')

/** UXP's own types redeclare the DOM that the panel's views use, so that they can't be part of the plugin's project. */
function complaintsOf(source: string): string[] {
  const file = join(root, 'plugins/photoshop/host/checked-here.ts')
  const given = ts.readConfigFile(join(root, 'tsconfig.base.json'), (path) => ts.sys.readFile(path)).config as object
  const { options } = ts.parseJsonConfigFileContent(given, ts.sys, root)
  Object.assign(options, { noEmit: true, composite: false, declaration: false, types: [] })
  const host = ts.createCompilerHost(options)
  const read = host.getSourceFile.bind(host)
  host.getSourceFile = (name, ...more) =>
    (name === file ? ts.createSourceFile(name, source, ts.ScriptTarget.ES2022, true) : read(name, ...more))
  const exists = host.fileExists.bind(host)
  host.fileExists = (name) => name === file || exists(name)
  const official = join(dirname(require.resolve('@adobe/cc-ext-uxp-types/package.json')), 'uxp/index.d.ts')
  const program = ts.createProgram([file, official], options, host)
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
}

/**
 * The official file puts secureStorage beside `storage`, wants a callback where a promise comes without one, and every
 * entry point of every panel in `setup`.
 */
const check = (more: string): string => `
import type * as uxp from '${'uxp'}'
import fs from '${'fs'}'
import type { FileModule, UxpModule } from './modules'
export const shell = (given: typeof uxp.shell): UxpModule['shell'] => given
export const vault = (given: typeof uxp.secureStorage): UxpModule['storage']['secureStorage'] => given
export const setup: keyof typeof uxp.entrypoints = 'setup' satisfies keyof UxpModule['entrypoints']
export const host = (given: typeof uxp.host): UxpModule['host'] => given
type Given<K extends keyof FileModule> = Parameters<FileModule[K]>
export const open = (...given: Given<'open'>): ReturnType<FileModule['open']> => fs.open(...given)
export const read = (...given: Given<'read'>): Promise<object> => fs.read(...given, () => undefined)
export const write = (...given: Given<'write'>): Promise<object> => fs.write(...given, () => undefined)
export const close = (...given: Given<'close'>): ReturnType<FileModule['close']> => fs.close(...given, () => undefined)
export const unlink = (...given: Given<'unlink'>): ReturnType<FileModule['unlink']> => fs.unlink(...given, () => undefined)
${more}
`

describe('what the plugin uses of UXP', () => {
  it('is in UXP\'s official types, and the check sees what is not', () => {
    expect(complaintsOf(check(''))).toEqual([])
    expect(complaintsOf(check('export const no = fs.readlink')).join()).toContain('\'readlink\' does not exist')
  })
})
