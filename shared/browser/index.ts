export { enter, type Session, sessionOf, type Tab, tabOf } from './session'
export { browserSurroundings, settingsKeep, vaultOf } from './surroundings'
export { ThemeChoice, useTheme } from './theme'
