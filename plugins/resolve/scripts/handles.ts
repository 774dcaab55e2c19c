/** Handles that are kept; older ones are forgotten, so that a long session doesn't hold every object it ever saw. */
const KEPT = 65536

const objects = new LuaTable<string, object>()
let made = 0
let prefix = ''

/** Handles of one run of the script never fit another. */
export function startHandles(agent: string): void {
  prefix = agent
}

export function nameHandle(object: object): string {
  made++
  const name = `${prefix}-${made}`
  objects.set(name, object)
  objects.delete(`${prefix}-${made - KEPT}`)
  return name
}

export function objectOf(name: string): object | undefined {
  return objects.get(name)
}
