import './polyfills'

export { localKeep, openOutside, secureVault, uxpSurroundings } from './surroundings'
export type { Entrypoints, UxpModule } from './module'
export { wordsOf } from './words-of'
