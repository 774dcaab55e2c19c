import { failure } from '#protocol'
import type { AwaitableResolve } from '../api'
import { openBatches, type RunBatch } from './run-batch'

/** What the module gives; later versions have the calls that answer by promises, and nobody else has the others. */
interface IntegrationModule {
  Initialize?(id: string): unknown
  InitializePromise?(id: string): Promise<unknown>
  GetResolve?(): unknown
  GetResolvePromise?(): Promise<unknown>
  RegisterCallback?(name: 'ResolveQuit', act: () => void): unknown
  SetAPITimeout?(seconds: number): unknown
  CleanUp?(): unknown
}

/** As the manifest has it: Resolve refuses any other. */
export const PLUGIN_ID = 'com.firstpass.resolve'

const START_LIMIT_MS = 15_000
/** A call that never ends must not hold up Resolve's side for ever; batches have shorter limits of their own. */
const CALL_LIMIT_S = 300

export interface Integration {
  run: RunBatch
  close(): void
}

export interface IntegrationSettings {
  /** See RunBatch. */
  prefix: string
  setTimer(ms: number, act: () => void): () => void
  onQuit(): void
}

/** @param loaded what the module's file exports @throws HOST_REFUSED */
export async function openIntegration(loaded: unknown, settings: IntegrationSettings): Promise<Integration> {
  const module = loaded as IntegrationModule
  const within = <T>(work: Promise<T> | T): Promise<T> => limit(work, settings)
  const isReady = await within(module.InitializePromise ? module.InitializePromise(PLUGIN_ID) : module.Initialize?.(PLUGIN_ID))
  if (isReady !== true) throw refused('it does not let this plugin in')
  const resolve = await within(module.GetResolvePromise ? module.GetResolvePromise() : module.GetResolve?.())
  if (typeof resolve !== 'object' || resolve === null) throw refused('it gives nothing to speak with')
  module.SetAPITimeout?.(CALL_LIMIT_S)
  module.RegisterCallback?.('ResolveQuit', settings.onQuit)
  const { prefix, setTimer } = settings
  const run = await within(openBatches({ resolve: resolve as AwaitableResolve, prefix, setTimer }))
  return { run, close: () => void module.CleanUp?.() }
}

function limit<T>(work: Promise<T> | T, { setTimer }: IntegrationSettings): Promise<T> {
  return new Promise((settle, refuse) => {
    const callOff = setTimer(START_LIMIT_MS, () => refuse(refused(`it did not answer within ${START_LIMIT_MS / 1000} s`)))
    Promise.resolve(work).then(settle, (thrown: unknown) => {
      refuse(refused(thrown instanceof Error ? thrown.message : String(thrown)))
    }).finally(callOff)
  })
}

const refused = (reason: string): Error => failure('HOST_REFUSED', { host: 'DaVinci Resolve', action: 'open the plugin', reason })
