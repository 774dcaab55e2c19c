import type { HostModules } from '../../../plugins/photoshop/host/modules'
import type { Photoshop } from '.'

/**
 * Compiles only while what the simulator gives is what the official types promise, for the part that is used:
 * `HostModules` is picked from @types/photoshop, so a signature that the simulator has otherwise fails here.
 */
export const modulesOf = (app: Pick<Photoshop, 'photoshop' | 'uxp' | 'fs'>): HostModules =>
  ({ photoshop: app.photoshop, uxp: app.uxp, fs: app.fs })
