export type { Around } from './around'
export { findHosts, type HostFinding, type PluginState } from './hosts'
export { type Installation, readInstallation } from './installation'
export { type LoginItem, loginItem } from './login-item'
