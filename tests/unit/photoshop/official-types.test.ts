import { complaintsOf } from '../../support/official-uxp'

const place = { folder: 'plugins/photoshop/host', types: [] }

/**
 * The official file puts secureStorage beside `storage`, wants a callback where a promise comes without one, and every
 * entry point of every panel in `setup`.
 */
const check = (more: string): string => `
import type * as uxp from '${'uxp'}'
import fs from '${'fs'}'
import type { FileModule, UxpModule } from './modules'
export const shell = (given: typeof uxp.shell): UxpModule['shell'] => given
export const vault = (given: typeof uxp.secureStorage): UxpModule['storage']['secureStorage'] => given
export const setup: keyof typeof uxp.entrypoints = 'setup' satisfies keyof UxpModule['entrypoints']
export const host = (given: typeof uxp.host): UxpModule['host'] => given
type Given<K extends keyof FileModule> = Parameters<FileModule[K]>
export const open = (...given: Given<'open'>): ReturnType<FileModule['open']> => fs.open(...given)
export const read = (...given: Given<'read'>): Promise<object> => fs.read(...given, () => undefined)
export const write = (...given: Given<'write'>): Promise<object> => fs.write(...given, () => undefined)
export const close = (...given: Given<'close'>): ReturnType<FileModule['close']> => fs.close(...given, () => undefined)
export const unlink = (...given: Given<'unlink'>): ReturnType<FileModule['unlink']> => fs.unlink(...given, () => undefined)
${more}
`

describe('what the plugin uses of UXP', () => {
  it('is in UXP\'s official types, and the check sees what is not', () => {
    expect(complaintsOf(check(''), place)).toEqual([])
    expect(complaintsOf(check('export const no = fs.readlink'), place).join()).toContain('\'readlink\' does not exist')
  })
})
