// UXP's own type file redeclares the DOM's globals, which the panel's views take from TypeScript's: only what is used.
declare module 'uxp' {
  const uxp: import('./modules').UxpModule
  export = uxp
}

declare module 'fs' {
  const fs: import('./modules').FileModule
  export = fs
}
