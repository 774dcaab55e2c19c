export type { HostModules } from './modules'
export { openPremiereHost } from './premiere-host'
