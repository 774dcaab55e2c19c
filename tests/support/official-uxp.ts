import { dirname, join, resolve } from 'node:path'
import ts from 'typescript'

const root = resolve(__dirname, '../..')

/**
 * What the compiler says of a source beside UXP's own types. They redeclare the DOM and Node's globals, so that they can't be
 * part of a project of ours: each source is a program of its own.
 * @param folder in which the source would lie, from the project's root @param types packages of global types
 */
export function complaintsOf(source: string, { folder, types }: { folder: string; types: string[] }): string[] {
  const file = join(root, folder, 'checked-here.ts')
  const given = ts.readConfigFile(join(root, 'tsconfig.base.json'), (path) => ts.sys.readFile(path)).config as object
  const { options } = ts.parseJsonConfigFileContent(given, ts.sys, root)
  Object.assign(options, { noEmit: true, composite: false, declaration: false, types })
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
