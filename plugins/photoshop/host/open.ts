import fs from 'fs'
import photoshop from 'photoshop'
import uxp from 'uxp'
import type { HostModules } from './modules'

/** The modules of the running Photoshop: they themselves, since their functions may care for what they are called on. */
export const hostModules: HostModules = { photoshop, uxp, fs }
