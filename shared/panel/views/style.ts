/**
 * One column that works from 220 px on. Only what UXP draws: flexbox, no shorthand of fonts, nothing that moves. The colours
 * are the application's own in UXP, Spectrum's tokens in a page, so all themes follow.
 */
export const style = `
.fp { display: flex; flex-direction: column; padding: 8px 12px; min-width: 196px; font-size: 12px; }
.fp-uxp { color: var(--uxp-host-text-color); background-color: var(--uxp-host-background-color); }
.fp-web { color: var(--spectrum-neutral-content-color-default, #222222); font-family: inherit; }
.fp-row { display: flex; flex-direction: row; flex-wrap: wrap; align-items: center; margin-top: 6px; }
.fp-row > * { margin-right: 6px; margin-bottom: 4px; }
.fp-spread { display: flex; flex-direction: row; justify-content: space-between; align-items: baseline; }
.fp-moment { display: flex; flex-direction: row; align-items: center; margin-top: 4px; }
.fp-moment > .fp-faint { flex: 1; min-width: 0; margin-top: 0px; margin-left: 6px; }
.fp-spread > .fp-strong { min-width: 0; }
.fp-field { display: flex; flex-direction: column; margin-top: 8px; }
.fp-wide { width: 100%; box-sizing: border-box; }
.fp-label { font-size: 11px; opacity: 0.85; }
.fp-faint { font-size: 11px; opacity: 0.75; margin-top: 4px; overflow-wrap: break-word; }
.fp-strong { font-weight: bold; overflow-wrap: break-word; }
.fp-digits { font-size: 32px; font-weight: bold; letter-spacing: 8px; margin-top: 4px; margin-bottom: 4px; }
.fp-progress { margin-top: 6px; margin-bottom: 4px; }
.fp-run { display: flex; flex-direction: column; margin-top: 12px; }
.fp-card { display: flex; flex-direction: column; margin-top: 10px; padding: 8px; border-width: 1px; border-style: solid;
  border-radius: 4px; border-color: rgba(128, 128, 128, 0.4); }
.fp-uxp .fp-card { border-color: var(--uxp-host-border-color); }
.fp-web .fp-card { border-color: var(--spectrum-gray-300, #b0b0b0); }
.fp-alert { border-left-width: 4px; border-left-color: #d7373f; }
.fp-uxp .fp-alert { border-left-color: #d7373f; }
.fp-web .fp-alert { border-left-color: var(--spectrum-negative-visual-color, #d7373f); }
.fp-uxp .fp-chosen { border-bottom-width: 2px; border-bottom-style: solid; border-bottom-color: #1473e6; }
.fp-loupe { overflow: auto; max-height: 512px; margin-top: 6px; }
.fp-still { width: 100%; margin-top: 6px; }
.fp-loupe img { cursor: pointer; }
`
