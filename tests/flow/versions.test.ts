import * as fs from 'node:fs'
import * as path from 'node:path'
import { HELPER_FILE, PROTOCOL } from '#protocol'
import { ensureHelper, findHelper } from '#standalone/cli/helper-process'
import { newPageLink } from '../../plugins/resolve/workflow-integration/helper-link'
import {
  endHelpers, nodeSurroundings, openClient, pairPanel, startTestHelper, temporaryFolder, type TestHelper,
} from '../support/helper'
import { type OtherVersion, poseAs } from '../support/other-version'
import { closePanels, openTestPanel, PANEL } from '../support/test-panel'

const { major, minor } = PROTOCOL
const ofHelper = {
  newerMajor: { major: major + 1, minor: 0 }, olderMajor: { major: major - 1, minor: minor + 5 },
  newerMinor: { major, minor: minor + 1 }, olderMinor: { major, minor: minor - 1 },
}

/** Halves of different versions, each over the wire of a real helper. */
describe('a helper of another version', () => {
  let helper: TestHelper
  let token: string
  let others: OtherVersion[] = []

  beforeAll(async () => {
    helper = await startTestHelper({ engine: 'engine-for-panels' })
    token = await pairPanel(helper, PANEL)
  })
  afterEach(async () => {
    closePanels()
    await Promise.all(others.map((other) => other.close()))
    others = []
  })
  afterAll(endHelpers)

  const pose = async (protocol: { major: number; minor: number }, addsFields = false): Promise<number> => {
    const other = await poseAs(helper, { protocol, addsFields })
    others.push(other)
    return other.port
  }

  test.each([
    ['newerMajor', 'This panel is too old for the helper.', /^Update the panel/],
    ['olderMajor', 'The helper is too old for this panel.', /^Update the helper/],
    ['olderMinor', 'The helper is too old for this panel.', /^Update the helper/],
  ] as const)('%s: the panel says which half to update, paired or not', async (which, message, hint) => {
    for (const known of [token, undefined]) {
      const panel = openTestPanel({ ports: [await pose(ofHelper[which])], ...(known === undefined ? {} : { token: known }) })
      await panel.model.connect()
      expect(panel.model.state.connection).toMatchObject({
        kind: 'wrong-version', problem: { code: 'PROTOCOL_MISMATCH', message, hint: expect.stringMatching(hint) as string },
      })
      await panel.model.pair('123456')
      expect(panel.model.state.problem).toMatchObject({ code: 'PROTOCOL_MISMATCH' })
    }
  })

  test('an older panel works with a newer helper that says more than it knows', async () => {
    const panel = openTestPanel({ ports: [await pose(ofHelper.newerMinor, true)], token })
    panel.host.addDocument('Portrait', { width: 4, height: 4 }, () => 200)
    await panel.model.runCommand('select-subject')
    expect(panel.model.state.problem).toBeUndefined()
    expect(panel.model.state.reports).toMatchObject([{ status: 'placed', task: 'mask' }])
  })

  test('a refusal of a newer helper keeps its code and its words', async () => {
    const client = openClient(helper, { ports: [await pose(ofHelper.newerMinor, true)] })
    const job = { task: 'slow-motion', options: {}, inputs: {} }
    await expect(client.submit(job)).rejects.toMatchObject({ code: 'TASK_UNKNOWN', hint: expect.stringMatching(/./) as string })
    client.close()
  })

  describe('and the command line', () => {
    const tell = async (protocol: { major: number; minor: number }): Promise<string> => {
      const dataFolder = temporaryFolder()
      const file = { ...helper.file, port: await pose(protocol), protocol, version: '99.0.0', novelty: 1 }
      fs.writeFileSync(path.join(dataFolder, HELPER_FILE), JSON.stringify(file), { mode: 0o600 })
      return dataFolder
    }
    const program = (dataFolder: string) =>
      ({ dataFolder, program: path.resolve('build/shared/helper/main.js'), startTimeoutMs: 30_000 })

    test('of an older major version says that it is to be updated, and leaves the helper alone', async () => {
      await expect(ensureHelper(program(await tell(ofHelper.newerMajor)))).rejects.toMatchObject({
        code: 'PROTOCOL_MISMATCH', message: expect.stringMatching(/^Update the command line/) as string,
      })
      expect(helper.process.exitCode).toBeNull()
    })

    test('of an older minor version uses it', async () => {
      const dataFolder = await tell(ofHelper.newerMinor)
      expect(await ensureHelper(program(dataFolder))).toMatchObject({ version: '99.0.0' })
    })

    test('of a newer one replaces it', async () => {
      const aside = await startTestHelper()
      const other = await poseAs(aside, { protocol: ofHelper.olderMinor })
      others.push(other)
      const dataFolder = temporaryFolder()
      const file = { ...aside.file, port: other.port, protocol: ofHelper.olderMinor }
      fs.writeFileSync(path.join(dataFolder, HELPER_FILE), JSON.stringify(file), { mode: 0o600 })
      const ports = process.env.FIRSTPASS_PORTS
      process.env.FIRSTPASS_PORTS = '0'
      const ours = await ensureHelper(program(dataFolder)).finally(() => {
        if (ports === undefined) delete process.env.FIRSTPASS_PORTS
        else process.env.FIRSTPASS_PORTS = ports
      })
      expect(ours.protocol).toEqual(PROTOCOL)
      expect(aside.process.exitCode).toBe(0)
      process.kill(ours.pid, 'SIGTERM')
    })

    test('finds it, whatever its version, so that it can be ended', async () => {
      for (const protocol of Object.values(ofHelper)) expect(await findHelper(await tell(protocol))).toMatchObject({ protocol })
    })

    test('and so does the plugin in Resolve Studio, which says which half to update', async () => {
      const link = async (protocol: { major: number; minor: number }) =>
        newPageLink({ dataFolder: await tell(protocol), surroundings: nodeSurroundings, env: {} })
      expect(await link(ofHelper.newerMajor)).toBe('plugin-too-old')
      expect(await link(ofHelper.olderMajor)).toBe('helper-too-old')
      expect(await link(ofHelper.olderMinor)).toBe('helper-too-old')
      expect(await link(ofHelper.newerMinor)).toMatchObject({ pathname: '/resolve/' })
    })
  })
})
