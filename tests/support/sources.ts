import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

export const root = join(__dirname, '..', '..')

/** Every file of the project, tracked or about to be, with forward slashes. */
export const projectFiles = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
  { cwd: root, encoding: 'utf8' }).split('\0').filter((path) => path !== '' && isPresent(path)).sort()

function isPresent(path: string): boolean {
  try {
    readFileSync(join(root, path))
    return true
  } catch {
    return false
  }
}

export const readProjectFile = (path: string): string => readFileSync(join(root, path), 'utf8')

export interface Reach {
  file: string
  line: number
  /** The module's name; `*` where it is computed and can't be judged. */
  target: string
}

/** `createRequire(...)` or a bare `require` under another name; not `require('x')`, whose value is a module. */
const givesRequire = (value: ts.Expression | undefined): boolean =>
  /^(\w+\.)?createRequire\b|^(module\.)?require$/.test(value?.getText() ?? '')

/** Everything a source reaches for: import, export from, import(), require and whatever `createRequire` gave a name. */
export function reachesOf(file: string, text: string): Reach[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const requires = new Set(['require'])
  const found: Reach[] = []
  const add = (node: ts.Node, target: ts.Expression | undefined): void => {
    found.push({
      file,
      line: source.getLineAndCharacterOfPosition(node.getStart()).line + 1,
      target: target !== undefined && ts.isStringLiteralLike(target) ? target.text : '*',
    })
  }
  const visit = (node: ts.Node): void => {
    const isStatement = ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
    if (isStatement && node.moduleSpecifier !== undefined) add(node, node.moduleSpecifier)
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && ts.isExpression(node.argument.literal)) {
      add(node, node.argument.literal)
    }
    const isNamed = ts.isVariableDeclaration(node) && ts.isIdentifier(node.name)
    if (isNamed && givesRequire(node.initializer)) requires.add(node.name.getText())
    if (ts.isCallExpression(node)) {
      const callee = node.expression.getText()
      const isRequire = requires.has(callee.replace(/\.resolve$/, '')) || callee === 'module.require'
      if (isRequire || node.expression.kind === ts.SyntaxKind.ImportKeyword) add(node, node.arguments[0])
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}
