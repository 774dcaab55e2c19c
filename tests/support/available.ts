import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { dataFolder } from '#protocol'

/**
 * Tests that need a program or weights that not every machine has. Absent: the test is reported as pending (counted in
 * the line `not run: N`). Under FIRSTPASS_REQUIRE_ALL=1 its absence fails it; under FIRSTPASS_REQUIRE_ALL=programs only
 * that of a program does, for machines that reach no weights but those of packages.
 */
const root = resolve(__dirname, '../..')
const extensions = process.platform === 'win32' ? ['.exe', '.cmd'] : ['']

/** The full path of a program on PATH, or undefined. */
export function program(name: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  const candidates = folders.flatMap((folder) => extensions.map((extension) => join(folder, name + extension)))
  return candidates.find((path) => existsSync(path))
}

/** Where weights may lie, in order: committed, named by the environment, beside the checkout, the cache. */
function weightFolders(): string[] {
  const shared = resolve(root, '../shared/models')
  return [
    ...['mask', 'denoise', 'upscale', 'refine', 'slow'].map((task) => join(root, 'models', task)),
    join(root, 'tests/fixtures/models'),
    ...(process.env.FIRSTPASS_TEST_MODELS === undefined ? [] : [process.env.FIRSTPASS_TEST_MODELS]),
    join(shared, 'onnx'), join(shared, 'upstream'),
    join(dataFolder(process.env, process.platform, homedir()), 'models'),
  ]
}

/**
 * The file that holds the weights named `id`: `ID`, `ID.onnx` or `conv_ID.onnx` in one of the folders, or `ID-HASH.onnx`,
 * or the `.onnx` file that lies in a folder `ID` (the cache). Undefined where there is none.
 */
export function weights(id: string): string | undefined {
  for (const folder of weightFolders().filter((path) => existsSync(path))) {
    const names = readdirSync(folder)
    const name = names.find((each) => [`${id}.onnx`, `conv_${id}.onnx`].includes(each) || (each === id && each.includes('.')))
      ?? names.find((each) => each.startsWith(`${id}-`) && /-[0-9a-f]{8,64}\.onnx$/.test(each))
    if (name !== undefined) return join(folder, name)
    const inside = names.includes(id) ? readdirSync(join(folder, id)).find((each) => each.endsWith('.onnx')) : undefined
    if (inside !== undefined) return join(folder, id, inside)
  }
  return undefined
}

function itWith(missing: readonly string[], isRequired: boolean): jest.It {
  if (missing.length === 0) return it
  if (!isRequired) return it.skip as jest.It
  const refuse = (name: string): void => it(name, () => { throw new Error(`needs ${missing.join(', ')}, absent here`) })
  return Object.assign(refuse, { each: () => refuse, only: refuse, skip: it.skip }) as unknown as jest.It
}

const areProgramsRequired = (): boolean => ['1', 'programs'].includes(process.env.FIRSTPASS_REQUIRE_ALL ?? '')

/** `it` where every program is on PATH. */
export const itWithProgram = (...names: string[]): jest.It =>
  itWith(names.filter((name) => program(name) === undefined), areProgramsRequired())

/** `it` where the weights of every id are at hand; see `weights`. */
export const itWithWeights = (...ids: string[]): jest.It => itWith(
  ids.filter((id) => weights(id) === undefined), process.env.FIRSTPASS_REQUIRE_ALL === '1')

/** `it` where a folder of data exists that an optional package of the system brings. */
export const itWithFolder = (...paths: string[]): jest.It =>
  itWith(paths.filter((path) => !existsSync(path)), areProgramsRequired())
