import { dirname, join, resolve } from 'node:path'
import ts from 'typescript'

const root = resolve(__dirname, '../../..')
const folder = join(root, 'tests/simulators/uxp')

/** UXP's own types redeclare the globals of Node's, so that they can't be part of the tests' project: a program of its own. */
function complaintsOf(source: string): string[] {
  const file = join(folder, 'checked-here.ts')
  const given = ts.readConfigFile(join(root, 'tsconfig.base.json'), (path) => ts.sys.readFile(path)).config as object
  const { options } = ts.parseJsonConfigFileContent(given, ts.sys, root)
  Object.assign(options, { noEmit: true, composite: false, declaration: false, types: ['node'] })
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

const check = (more: string): string => `
import type { storage } from '${'uxp'}'
import type { Entry, Storage, storageNames } from './storage'
type Official = InstanceType<typeof storage.FileSystemProvider>
type Reading = 'getFileForOpening' | 'getFolder' | 'getTemporaryFolder' | 'getDataFolder' | 'getPluginFolder' | 'getEntryWithUrl'
type Writing = 'getFileForSaving' | 'createEntryWithUrl' | 'getFsUrl' | 'getNativePath'
type Tokens = 'createSessionToken' | 'createPersistentToken' | 'getEntryForPersistentToken'
export const provider = (given: Storage): Pick<Official, Reading | Writing | Tokens> => given.localFileSystem
export const entry = (given: Entry):
  Pick<storage.Entry, 'isEntry' | 'isFile' | 'isFolder' | 'name' | 'url' | 'nativePath' | 'delete' | 'getMetadata'> => given
export const file = (given: Entry): Pick<storage.File, 'isFile' | 'read' | 'write'> => given
export const inside = (given: Entry): Pick<storage.Folder, 'getEntries' | 'getEntry' | 'createFile' | 'createFolder'> => given
export const formats = (given: typeof storageNames): typeof storage.formats => given.formats
${more}
`

describe('the simulated files', () => {
  it('are what UXP\'s official types promise, and the check sees what is not', () => {
    expect(complaintsOf(check(''))).toEqual([])
    const wrong = 'export const no = (): Pick<Official, "getFolder"> => ({ getFolder: async () => null, x: 1 })'
    expect(complaintsOf(check(wrong)).join()).toContain('\'x\' does not exist')
  })
})
