export type { HostModules, UxpModule } from './modules'
export { openPhotoshopHost } from './photoshop-host'
