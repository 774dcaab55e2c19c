// Adobe's types come under the name of their package; Premiere itself knows the module by this one.
declare module 'premierepro' {
  const premierepro: import('@adobe/premierepro').premierepro
  export = premierepro
}

// UXP's own type file redeclares the DOM's globals, which the panel's views take from TypeScript's: only what is used.
declare module 'uxp' {
  const uxp: import('./modules').UxpModule
  export = uxp
}
