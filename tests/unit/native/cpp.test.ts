import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { itWithProgram } from '../../support/available'
import { seed } from './support'

const root = path.join(__dirname, '../../..')
const folder = path.join(root, 'build/native-tests')

function run(program: string, args: readonly string[]): { status: number | null; text: string } {
  const done = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 26, env: { ...process.env, FIRSTPASS_THREADS: '3' } })
  return { status: done.status, text: `${done.stdout}${done.stderr}` }
}

/** Throws what the program said where it fails. */
function expectSuccess(done: { status: number | null; text: string }): void {
  if (done.status !== 0) throw new Error(done.text.slice(-8000))
}

describe('the kernels alone, under the address and undefined behaviour sanitizers', () => {
  const itBuilt = itWithProgram('cmake', 'g++', 'make')

  itBuilt('are built', () => {
    const options = ['-DFIRSTPASS_TESTS=ON', '-DFIRSTPASS_SANITIZE=ON', '-DCMAKE_CXX_COMPILER=g++']
    expectSuccess(run('cmake', ['-G', 'Unix Makefiles', ...options, '-S', path.join(root, 'native'), '-B', folder]))
    expectSuccess(run('cmake', ['--build', folder, '--parallel', '2']))
  }, 600_000)

  itBuilt(`pass their own tests (seed ${seed})`, () => {
    const done = run(path.join(folder, 'kernel_tests'), [String(seed)])
    expectSuccess(done)
    expect(done.text).toMatch(/\n\d\d tests, 0 failures\n$/)
  }, 120_000)

  itBuilt(`survive random shapes and any bits as floats (seed ${seed})`, () => {
    const done = run(path.join(folder, 'kernel_fuzz'), ['200', String(seed)])
    expectSuccess(done)
    expect(done.text).toContain('200 rounds')
  }, 120_000)
})
