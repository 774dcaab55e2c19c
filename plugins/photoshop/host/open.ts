import * as fs from 'fs'
import * as photoshop from 'photoshop'
import * as uxp from 'uxp'
import type { HostModules } from './modules'

/** The modules of the running Photoshop. */
export const hostModules: HostModules = { photoshop, uxp, fs }
