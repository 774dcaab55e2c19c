/** Resolve answers nothing in two ways: `nil` in Lua, `null` or `undefined` in JavaScript. */
export type Maybe<T> = T | null | undefined

/** Calls through a Workflow Integration may give a value or a promise of it, by how the API was asked for: await every one. */
export type MaybePromise<T> = T | Promise<T>

/**
 * The Workflow Integration's projection of the types in this folder, whose interfaces are the Lua one (every call answers at
 * once): every method's answer may be a promise, and so may those of the objects in it.
 */
export type Awaitable<T> = T extends (...given: infer Given) => infer Answer
  ? (...given: { [At in keyof Given]: Awaitable<Given[At]> }) => MaybePromise<Awaitable<Answer>>
  : T extends object ? { [Name in keyof T]: Awaitable<T[Name]> } : T
