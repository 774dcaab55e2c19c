import type { Machine } from './machine'

const scopeEvents = ['modalJavaScriptScopeEnter', 'modalJavaScriptScopeExit']

/**
 * P13: listeners get (name, descriptor). While a scope is open that is not interactive, they hear of nothing but scopes
 * beginning and ending.
 */
export function notify(machine: Machine, name: string, descriptor: Record<string, unknown>): void {
  const isSilenced = machine.scope !== undefined && !machine.scope.isInteractive && !scopeEvents.includes(name)
  if (isSilenced) return
  machine.notified.push({ name, descriptor })
  for (const listener of [...machine.listeners]) {
    if (listener.events.includes(name)) listener.act(name, descriptor)
  }
}
