import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { type ModelView, PROTOCOL } from '#protocol'
import { checkNode, redactHome } from '#standalone/cli/commands/doctor'
import { describeModel, idsOrdered } from '#standalone/cli/commands/models'
import { isOlder, packageRoot } from '#standalone/cli/helper-process'
import { findPortHolder, isPortBusy } from '#standalone/cli/port-holder'
import { findPackageFolder } from '#setup'

describe('the doctor', () => {
  it('hides the home folder, whose name is often a person\'s', () => {
    expect(redactHome('data in /Users/ann/Library, again /Users/ann', '/Users/ann')).toBe('data in ~/Library, again ~')
    expect(redactHome('/etc', '/')).toBe('/etc')
  })

  it('knows which Node is too old', () => {
    const states = ['18.20.0', '20.16.9', '20.17.0', '24.1.0'].map((version) => checkNode(version).state)
    expect(states).toEqual(['fail', 'fail', 'ok', 'ok'])
  })

  it('finds who holds a port', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as AddressInfo
    expect(await isPortBusy(port)).toBe(true)
    const holder = await findPortHolder(port)
    if (process.platform === 'linux') expect(holder).toMatch(new RegExp(`\\(${process.pid}\\)$`))
    await new Promise((resolve) => server.close(resolve))
    expect(await isPortBusy(port)).toBe(false)
  })
})

describe('the list of models', () => {
  const model: ModelView = {
    id: 'u2netp', task: 'mask', title: 'U²-Net-p', description: '', licence: 'Apache-2.0', present: true, isDefault: true,
    isPulledByDefault: true, sha256: 'ab', bytes: 4_574_861,
  }

  it('stars the default, and says what is here and what the policy forbids', () => {
    expect(describeModel(model).replace(/ +/g, ' ')).toBe('* u2netp mask here 4.6 MB Apache-2.0 U²-Net-p')
    const refused = { ...model, id: 'other', isDefault: false, present: false, refused: 'AGPL-3.0', scale: 2 }
    expect(describeModel(refused).replace(/ +/g, ' ')).toBe(' other mask 2x needs --licence any 4.6 MB Apache-2.0 U²-Net-p')
  })

  it('orders those named, else what the helper chooses, and no model that only an earlier order was about', () => {
    const gone = { ...model, id: 'gone', present: false }
    const extra = { ...model, id: 'extra', isPulledByDefault: false }
    expect(idsOrdered('verify', [], [model, gone, extra])).toEqual(['u2netp', 'extra'])
    expect(idsOrdered('pull', [], [model, gone, extra])).toEqual(['u2netp', 'gone'])
    expect(idsOrdered('remove', ['extra'], [model, gone, extra])).toEqual(['extra'])
  })
})

describe('the helper found running', () => {
  it('is replaced if it is older, by protocol first', () => {
    const { minor } = PROTOCOL
    const at = (major: number, version: string): boolean => isOlder({ protocol: { major, minor }, version })
    expect(isOlder({ protocol: { major: 1, minor: minor - 1 }, version: '9.0.0' })).toBe(true)
    expect(isOlder({ protocol: { major: 1, minor: minor + 1 }, version: '0.0.1' })).toBe(false)
    expect([at(1, '0.1.0'), at(1, '0.0.9'), at(1, '0.0.10'), at(1, '0.10.0'), at(0, '9.0.0'), at(2, '0.0.1')])
      .toEqual([false, true, true, false, true, false])
  })

  it('belongs to the package that this program lies in', () => {
    expect(findPackageFolder(__dirname)).toBe(packageRoot)
    expect(() => findPackageFolder('/')).toThrow(/INTERNAL_ERROR|package of firstpass/)
  })
})
