import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { endHelpers, temporaryFolder } from '../../support/helper'

/** The built engine's, in a process of its own: what a library reads of the environment is not what a test sets. */
const session = resolve(__dirname, '../../../build/shared/helper/engine/session.js')
const model = resolve(__dirname, '../../support/tiny-models/identity.onnx')

describe('the runtime', () => {
  afterEach(endHelpers)

  it('reports nothing and keeps no number of this computer: the home stays empty', async () => {
    const home = temporaryFolder()
    const script = 'const [session, model] = process.argv.slice(1)\n'
      + 'const { LoadedNetwork } = require(session)\n'
      + 'LoadedNetwork.load(require("node:fs").readFileSync(model), "identity", "cpu").then(() => process.stdout.write("loaded"))'
    const env = { PATH: process.env.PATH, HOME: home, LOCALAPPDATA: home, XDG_CACHE_HOME: join(home, 'cache') }
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', script, session, model], { env })
    expect(stdout).toBe('loaded')
    expect(readdirSync(home)).toEqual([])
  })
})
