export type { HostModules } from './modules'
export { openPhotoshopHost } from './photoshop-host'
