/**
 * The part of DaVinci Resolve's scripting API that Firstpass uses, with units and traps as they were documented or measured for
 * versions 18.5 to 21.1. The interfaces are what a Lua script meets: methods called by colon, answers at once. `Awaitable<T>`
 * is what a Workflow Integration's JavaScript meets.
 *
 * Of all calls holds: a yes may be a lie, so read back; nothing is a transaction, one call is one step of the history; while
 * a window of Resolve's waits for an answer every call is answered with nothing; any object may be gone the next moment.
 */
export type * from './fusion'
export type * from './markers'
export type * from './media'
export type * from './projections'
export type * from './resolve'
export type * from './timeline'
export type * from './timeline-item'
export type * from './values'
