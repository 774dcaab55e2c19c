import type { HostModules } from '../../../plugins/premiere/host/modules'
import type { Premiere } from '.'

/**
 * Compiles only while what the simulator gives fits what the plugin uses: the simulator's classes say what they are by the
 * official types, and `HostModules` is checked against those as well.
 */
export const modulesOf = (app: Pick<Premiere, 'premierepro' | 'uxp'>): HostModules =>
  ({ premierepro: app.premierepro, uxp: app.uxp })
