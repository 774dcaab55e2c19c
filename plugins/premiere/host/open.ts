import premierepro from 'premierepro'
import uxp from 'uxp'
import type { HostModules } from './modules'

/** The modules of the running Premiere: they themselves, since their functions may care for what they are called on. */
export const hostModules: HostModules = { premierepro, uxp }
