import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import vm from 'node:vm'
import { webcrypto } from 'node:crypto'
import { UxpDocument } from './dom-document'
import { UxpElement } from './dom-element'
import { UxpEvent } from './dom-event'
import { UxpNode } from './dom-node'
import { Network, type NetworkKnobs, type NetworkPermission, worstNetwork } from './network'

export interface ContextSettings {
  /** An unpacked plugin: manifest.json, index.html and its scripts. */
  folder: string
  /** What `require` gives, by name. */
  modules: Readonly<Record<string, unknown>>
  network?: Partial<NetworkKnobs>
  /** Kept from an earlier run of the same plugin. */
  kept?: Map<string, string>
}

interface Manifest { requiredPermissions?: { network?: NetworkPermission } }

/** Typed arrays and errors of one realm, so that `instanceof` holds for what the host hands out, as it does in UXP. */
const shared = {
  ArrayBuffer, Uint8Array, Uint8ClampedArray, Int8Array, Uint16Array, Int16Array, Uint32Array, Int32Array, Float32Array,
  Float64Array, DataView, Error, TypeError, RangeError, ReferenceError, SyntaxError, Map, Set,
}

function makeLocalStorage(kept: Map<string, string>) {
  return {
    get length(): number { return kept.size },
    key: (index: number): string | null => [...kept.keys()][index] ?? null,
    getItem: (key: string): string | null => kept.get(key) ?? null,
    setItem: (key: string, value: string): void => { kept.set(key, String(value)) },
    removeItem: (key: string): void => { kept.delete(key) },
    clear: (): void => { kept.clear() },
  }
}

/**
 * Runs a packaged plugin with UXP's globals and no others (S5): there is no TextDecoder, TextEncoder, queueMicrotask,
 * DOMParser, EventSource, structuredClone, setImmediate, process or Buffer, and no eval.
 */
export function createUxpContext(settings: ContextSettings) {
  const { folder, modules } = settings
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Manifest
  const network = new Network(manifest.requiredPermissions?.network, { ...worstNetwork, ...settings.network })
  const document = new UxpDocument()
  const logged: string[] = []
  const timers = new Set<NodeJS.Timeout>()
  const say = (...words: unknown[]): void => { logged.push(words.map(String).join(' ')) }
  let isClosed = false
  const later = (start: typeof setTimeout) => (act: () => void, ms?: number): number => {
    // An unloaded plugin does not go on.
    if (isClosed) return 0
    const timer = start(act, ms)
    timers.add(timer)
    return Number(timer)
  }
  const stop = (id: number): void => { clearTimeout(id) }
  const globals: Record<string, unknown> = {
    ...shared, document, fetch: network.fetch, Headers, AbortController, AbortSignal, URL, Blob,
    console: { log: say, info: say, warn: say, error: say, debug: say },
    setTimeout: later(setTimeout), clearTimeout: stop,
    setInterval: later(setInterval as unknown as typeof setTimeout), clearInterval: stop,
    localStorage: makeLocalStorage(settings.kept ?? new Map()),
    crypto: { getRandomValues: webcrypto.getRandomValues.bind(webcrypto) },
    performance: { now: () => performance.now() }, navigator: { platform: 'darwin', language: 'en-US' },
    Event: UxpEvent, CustomEvent: UxpEvent, Node: UxpNode, Element: UxpElement, HTMLElement: UxpElement, devicePixelRatio: 1,
    requestAnimationFrame: (act: (ms: number) => void) => later(setTimeout)(() => { act(performance.now()) }, 16),
    cancelAnimationFrame: stop,
    addEventListener: () => undefined, removeEventListener: () => undefined,
    require: (name: string): unknown => {
      if (!Object.hasOwn(modules, name)) throw new Error(`Module not found: ${name}`)
      return modules[name]
    },
  }
  if (network.knobs.sockets !== 'absent') {
    globals.WebSocket = function open(url: string): object { return network.openSocket(url) }
  }
  const context = vm.createContext(globals, { codeGeneration: { strings: false, wasm: false } })
  vm.runInContext('this.window = this; this.self = this', context)
  return {
    document, network, logged, manifest, globals,
    /** Loads index.html's scripts, as the host does when the plugin starts. */
    start: (): void => {
      const page = readFileSync(join(folder, 'index.html'), 'utf8')
      for (const [, name = ''] of page.matchAll(/<script[^>]* src="([^"]+)"/g)) {
        const file = join(folder, name)
        vm.runInContext(readFileSync(file, 'utf8'), context, { filename: file })
      }
    },
    run: (code: string): unknown => vm.runInContext(code, context),
    /** Ends sockets and timers, as unloading the plugin does. */
    close: (): void => {
      isClosed = true
      network.close()
      for (const timer of timers) clearTimeout(timer)
    },
  }
}
