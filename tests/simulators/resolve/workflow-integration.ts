import type { AwaitableResolve } from '../../../plugins/resolve/api'
import { type ApiObject, isApiObject } from './model/api-object'
import { callApi, hasMethod } from './model/call'
import { NeverAnswers } from './model/machine'
import type { ResolveObject } from './model/resolve'
import { FrameMap, type Value } from './model/values'

/** V9: `at-once` is what GetResolve gives, `promised` what GetResolvePromise gives. */
type Manner = 'at-once' | 'promised'

/** How long a call may take before it fails; 0: for ever. */
export interface Patience {
  seconds: number
}

const behind = new WeakMap<object, ApiObject>()

class Projection {
  constructor(private readonly manner: Manner, private readonly patience: Patience) {}

  show(value: Value): unknown {
    if (value === undefined || value === null) return null
    if (isApiObject(value)) return this.object(value)
    if (Array.isArray(value)) return value.map((each) => this.show(each))
    if (value instanceof FrameMap) {
      return Object.fromEntries(value.entries.map(({ frame, value: each }) => [`${frame}`, this.show(each)]))
    }
    if (typeof value !== 'object') return value
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, this.show(each)]))
  }

  /** The same object is another one every time it is handed out, as far as a script can see. */
  private object(target: ApiObject): object {
    const proxy = new Proxy({}, {
      get: (_empty, name) => (typeof name === 'string' ? this.member(target, name) : undefined),
      has: (_empty, name) => typeof name === 'string' && hasMethod(target, name),
    })
    behind.set(proxy, target)
    return proxy
  }

  private member(target: ApiObject, name: string): unknown {
    if (target.kind === 'Resolve') {
      const constant = (target as ResolveObject).constants()[name]
      if (constant !== undefined) return constant
    }
    // A promise that holds it must not take it for a promise.
    if (name === 'then' || name === 'toJSON') return undefined
    if (!hasMethod(target, name) && target.machine.knobs.missingMethods === 'absent') return undefined
    return (...given: unknown[]) => this.call(target, name, given)
  }

  private call(target: ApiObject, name: string, given: unknown[]): unknown {
    try {
      const made = this.show(callApi(target, name, given.map(hide)))
      return this.manner === 'promised' ? Promise.resolve(made) : made
    } catch (caught) {
      if (!(caught instanceof NeverAnswers)) throw caught
      return this.wait(caught.what)
    }
  }

  /** V9, V11: for ever, or as long as SetAPITimeout says. */
  private wait(what: string): Promise<never> {
    const { seconds } = this.patience
    return new Promise((_resolve, reject) => {
      if (seconds > 0) setTimeout(() => { reject(new Error(`${what} timed out after ${seconds} s`)) }, seconds * 1000)
    })
  }
}

/** Arguments as the model has them: a script's handles are taken off. */
function hide(value: unknown): Value {
  if (typeof value !== 'object' || value === null) return value as Value
  const target = behind.get(value)
  if (target !== undefined) return target
  if (Array.isArray(value)) return value.map(hide)
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, hide(each)]))
}

/** The root as a script in JavaScript has it: every method's answer comes at once, or as a promise. */
export const showResolve = (resolve: ResolveObject, manner: Manner, patience: Patience): AwaitableResolve =>
  new Projection(manner, patience).show(resolve) as AwaitableResolve

export type CallbackName = 'RenderStart' | 'RenderStop' | 'ResolveQuit'

export type WorkflowIntegration = ReturnType<typeof makeWorkflowIntegration>

/**
 * What `require('./WorkflowIntegration.node')` gives in Studio's own Electron process (D4).
 * @param pluginId as the manifest says it: any other is refused
 */
export function makeWorkflowIntegration(resolve: ResolveObject, pluginId: string) {
  const patience: Patience = { seconds: 0 }
  const callbacks = new Map<CallbackName, () => void>()
  let isInitialized = false
  const initialize = (id: string): boolean => {
    isInitialized = id === pluginId && resolve.machine.knobs.edition === 'studio'
    return isInitialized
  }
  return {
    GetInfo: () => ({ version: resolve.GetVersionString() }),
    Initialize: initialize,
    InitializePromise: (id: string) => Promise.resolve(initialize(id)),
    GetResolve: () => (isInitialized ? showResolve(resolve, 'at-once', patience) : null),
    GetResolvePromise: () => Promise.resolve(isInitialized ? showResolve(resolve, 'promised', patience) : null),
    SetAPITimeout: (seconds: number) => {
      patience.seconds = seconds
      return true
    },
    RegisterCallback: (name: CallbackName, act: () => void) => {
      callbacks.set(name, act)
      return true
    },
    DeregisterCallback: (name: CallbackName) => callbacks.delete(name),
    CleanUp: () => {
      isInitialized = false
      return true
    },
    /** The application's side: it tells the plugin something. */
    tell: (name: CallbackName) => { callbacks.get(name)?.() },
  }
}
