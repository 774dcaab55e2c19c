import { VERSION } from '#protocol'
import { describeChange } from '#standalone/cli/commands/install'

describe('what an installation says of the one before', () => {
  it('there was none, another, or the same', () => {
    const [major, minor, patch] = VERSION.split('.').map(Number) as [number, number, number]
    const older = `${major}.${Math.max(0, minor - 1)}.${patch}`
    expect(describeChange(undefined)).toBe('is installed in')
    expect(describeChange(VERSION)).toBe('was there already, and is repaired, in')
    expect(describeChange(older)).toBe(`has replaced ${older} in`)
    const newer = `${major}.${minor + 10}.0`
    expect(describeChange(newer)).toBe(`has replaced the newer ${newer}, whose settings it may not all know, in`)
  })
})
