/** What files and presets of ours are called that last as long as a clip is rendered: nothing of the user's is. */
export const SCRATCH_NAME = /^firstpass-graded-[0-9a-f]+$/

interface Call {
  call: string
  args: readonly unknown[]
  must?: boolean | undefined
  each?: boolean | undefined
}

const isOurs = (name: unknown): boolean => typeof name === 'string' && SCRATCH_NAME.test(name)

const PRESETS: readonly string[] = ['SaveAsNewRenderPreset', 'LoadRenderPreset', 'DeleteRenderPreset']

/**
 * Rendering writes files, over others of their name: a batch may do so only under a name that nobody else's file has, and touch
 * only such presets. @returns why it may not
 */
export function refuseRendering(calls: readonly Call[]): string | undefined {
  let isNamed = false
  for (const [at, { call, args, must, each }] of calls.entries()) {
    if (PRESETS.includes(call) && !isOurs(args[0])) return `calls.${at} is of a preset that is not of Firstpass`
    if (call === 'SetRenderSettings') {
      const [settings] = args as [{ CustomName?: unknown; TargetDir?: unknown } | undefined]
      const isWhole = isOurs(settings?.CustomName) && typeof settings?.TargetDir === 'string'
      if (!isWhole) return `calls.${at} renders to a file that is not of Firstpass`
      isNamed = must === true && each !== true
    }
    if (call === 'AddRenderJob' && !isNamed) return `calls.${at} renders to a file that nothing named before`
    if (call === 'StartRendering' && args.length !== 1) return `calls.${at} renders more than one job`
  }
  return undefined
}
