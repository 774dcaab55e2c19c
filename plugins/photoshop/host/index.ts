export { PLAYBACK, stepTextOf } from './action-step'
export type { HostModules } from './modules'
export { openPhotoshopHost } from './photoshop-host'
