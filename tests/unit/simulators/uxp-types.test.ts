import { complaintsOf } from '../../support/official-uxp'

const place = { folder: 'tests/simulators/uxp', types: ['node'] }

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
    expect(complaintsOf(check(''), place)).toEqual([])
    const wrong = 'export const no = (): Pick<Official, "getFolder"> => ({ getFolder: async () => null, x: 1 })'
    expect(complaintsOf(check(wrong), place).join()).toContain('\'x\' does not exist')
  })
})
