export type { ResolveApi } from './batch'
export { askResolve, type ResolveBuild } from './describe-host'
export { openResolveHost, type ResolveSettings } from './resolve-host'
