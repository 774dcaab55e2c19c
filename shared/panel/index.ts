export type { Keep, PanelSettings, Vault } from './settings'
