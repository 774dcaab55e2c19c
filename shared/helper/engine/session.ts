import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node'
import { failure } from '#protocol'
import type { ModelSession, Tensor } from '#helper/pipeline/model-session'

/** Providers as the wire names them, and as the runtime does. */
export type ProviderId = 'cpu' | 'webgpu' | 'cuda' | 'dml' | 'coreml'

type Runtime = typeof import('onnxruntime-node')

let runtime: Promise<Runtime> | undefined

/**
 * The runtime's library is 45 MB; it is loaded with the first model, not before. From 1.30 on, its builds for Linux and macOS
 * report sessions and errors to their maker, keep a number of this computer for that in the user's folder of caches, and only
 * leave both when this is set before they are loaded.
 */
function loadRuntime(): Promise<Runtime> {
  process.env.ORT_DISABLE_TELEMETRY = '1'
  runtime ??= import('onnxruntime-node')
  return runtime
}

/** GPU providers that this build of the runtime brings along, `cpu` always among them. */
export async function bundledProviders(): Promise<ProviderId[]> {
  const { listSupportedBackends } = await loadRuntime()
  const known: readonly string[] = ['cuda', 'dml', 'coreml', 'webgpu', 'cpu']
  const bundled = listSupportedBackends().filter(({ bundled }) => bundled).map(({ name }) => name)
  return known.filter((id) => id === 'cpu' || bundled.includes(id)) as ProviderId[]
}

/**
 * `cpu` counts the machine's physical cores itself (intraOpNumThreads 0). Without its arena the runtime gives memory
 * back after each run; with it, u2netp holds 589 MB instead of 290 at the same speed.
 */
const sessionOptions = ({ provider, sharesCores }: Place): InferenceSession.SessionOptions => ({
  executionProviders: [provider],
  graphOptimizationLevel: 'all',
  executionMode: 'sequential',
  intraOpNumThreads: 0,
  enableCpuMemArena: false,
  logSeverityLevel: 4,
  ...(sharesCores ? { extra: { session: { intra_op: { allow_spinning: '0' } } } } : {}),
})

/** Where a network runs. */
export interface Place {
  provider: ProviderId
  /**
   * Others compute beside it (a clip's decoder and encoder): its threads sleep between runs. Else they go on turning, which
   * is a little faster for it alone, and cost a mask of 1080p a quarter of its processor time.
   */
  sharesCores?: boolean
}

/** A network in the runtime. Sessions are dear to make; `hand out` gives each job its own clock. */
export class LoadedNetwork {
  private constructor(private readonly inner: InferenceSession, private readonly ort: Runtime, readonly provider: ProviderId) {}

  /** @throws MODEL_REFUSED, PROVIDER_UNAVAILABLE, OUT_OF_MEMORY */
  static async load(bytes: Uint8Array, model: string, place: ProviderId | Place): Promise<LoadedNetwork> {
    const ort = await loadRuntime()
    const where = typeof place === 'string' ? { provider: place } : place
    const { provider } = where
    try {
      return new LoadedNetwork(await ort.InferenceSession.create(bytes, sessionOptions(where)), ort, provider)
    } catch (error) {
      const reason = firstLine(error)
      if (isMemoryFailure(reason)) throw failure('OUT_OF_MEMORY', { needed: bytes.byteLength }, error)
      if (provider !== 'cpu') throw failure('PROVIDER_UNAVAILABLE', { provider, reason }, error)
      throw failure('MODEL_REFUSED', { model, reason }, error)
    }
  }

  handOut(): ModelSession {
    let inferMs = 0
    return {
      provider: this.provider,
      inferMs: () => inferMs,
      run: async (inputs, outputs) => {
        const startedMs = performance.now()
        try {
          return await this.run(inputs, outputs)
        } finally {
          inferMs += performance.now() - startedMs
        }
      },
    }
  }

  /** Frees the runtime's memory; the network can't be used after. */
  async release(): Promise<void> {
    await this.inner.release()
  }

  private async run(inputs: Record<string, Tensor>, outputs: readonly string[]): Promise<Record<string, Tensor>> {
    const feeds: Record<string, OrtTensor> = {}
    for (const [name, { data, dims }] of Object.entries(inputs)) feeds[name] = new this.ort.Tensor('float32', data, dims)
    let made: InferenceSession.OnnxValueMapType
    try {
      made = await this.inner.run(feeds, outputs)
    } catch (error) {
      const reason = firstLine(error)
      if (isMemoryFailure(reason)) throw failure('OUT_OF_MEMORY', { needed: bytesOf(inputs) }, error)
      throw failure('OUTPUT_INVALID', { provider: this.provider, reason }, error)
    }
    return Object.fromEntries(outputs.map((name) => [name, this.accept(name, made[name])]))
  }

  private accept(name: string, value: OrtTensor | undefined): Tensor {
    const reject = (reason: string): never => {
      throw failure('OUTPUT_INVALID', { provider: this.provider, reason: `output ${name} ${reason}` })
    }
    if (!value || value.type !== 'float32') return reject('is not a float32 tensor')
    const data = value.data as Float32Array
    if (!isFinite32(data)) return reject('holds values that are not numbers')
    return { data, dims: value.dims }
  }
}

/** Finite numbers times 0 add up to 0; one NaN or infinity makes the sum NaN. In four sums, which don't wait for each other. */
function isFinite32(data: Float32Array): boolean {
  let [a, b, c, d] = [0, 0, 0, 0]
  const even = data.length - (data.length % 4)
  for (let i = 0; i < even; i += 4) {
    a += (data[i] as number) * 0
    b += (data[i + 1] as number) * 0
    c += (data[i + 2] as number) * 0
    d += (data[i + 3] as number) * 0
  }
  for (let i = even; i < data.length; i++) a += (data[i] as number) * 0
  return a + b + c + d === 0
}

function bytesOf(inputs: Record<string, Tensor>): number {
  return Object.values(inputs).reduce((sum, { data }) => sum + data.byteLength, 0)
}

/** What a runtime's error says, without the place in its source that it begins with. */
function firstLine(error: unknown): string {
  const [line = ''] = String((error as Error | null)?.message ?? error).split('\n')
  return line.replace(/^\/.*? was false\. /, '').slice(0, 300)
}

/** How the runtime and its providers word it; there is no code to ask. */
function isMemoryFailure(reason: string): boolean {
  return /bad.?alloc|failed to allocate memory|out.?of.?memory|available memory|BFCArena/i.test(reason)
}
