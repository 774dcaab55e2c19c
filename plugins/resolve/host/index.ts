export type { ResolveApi } from './batch'
export { askResolve, type ResolveBuild } from './describe-host'
export type { Compose } from './put-in-fusion'
export { openResolveHost, type ResolveSettings } from './resolve-host'
