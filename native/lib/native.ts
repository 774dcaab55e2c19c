import { failure } from '#protocol'
import type { Kernels } from './kernels'
import type { Addon } from './load'
import { reference } from './reference'

/** The addon's kernels, whose errors become ours. */
export function nativeKernels(addon: Addon): Kernels {
  const names = Object.keys(reference).filter((name): name is Exclude<keyof Kernels, 'kind'> => name !== 'kind')
  const wrapped = names.map((name) => [name, translated(addon[name] as (...given: unknown[]) => unknown, name)])
  return { ...(Object.fromEntries(wrapped) as Omit<Kernels, 'kind'>), kind: 'native' }
}

function translated(kernel: (...given: unknown[]) => unknown, name: string): (...given: unknown[]) => unknown {
  return (...given) => {
    try {
      return kernel(...given)
    } catch (error) {
      const { code, message } = error as { code?: string; message: string }
      if (code === 'ENOMEM') throw failure('OUT_OF_MEMORY', { needed: sizeOf(given) }, error)
      throw failure('KERNEL_MISUSED', { kernel: name, reason: message }, error)
    }
  }
}

/** Bytes of the arrays given: at least as much was asked for. */
function sizeOf(given: readonly unknown[]): number {
  return given.reduce<number>((sum, value) => {
    const data = ArrayBuffer.isView(value) ? value : (value as { data?: unknown } | undefined)?.data
    return sum + (ArrayBuffer.isView(data) ? data.byteLength : 0)
  }, 0)
}
