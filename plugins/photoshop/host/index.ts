export { PLAYBACK, stepTextOf } from './action-step'
export type { HostModules, UxpModule } from './modules'
export { openPhotoshopHost } from './photoshop-host'
