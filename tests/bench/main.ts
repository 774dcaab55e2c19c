import { kernels } from '#native'
import { benchKernels, formatRow, type Row } from '../../native/bench/main'
import { benchClientCall } from './client-call'
import { benchClipMemory, benchDenoiseClip, benchMaskClip } from './clip'
import { benchColdStart } from './cold-start'
import { benchDenoise } from './denoise'
import { benchMask } from './mask'
import { benchMemory } from './memory'
import { benchUpscale } from './upscale'

/** `npm run bench`, `npm run bench -- --quick` (smaller pictures, about two minutes), `npm run bench -- denoise` (one part). */
const parts: Record<string, (size: { quick: boolean }) => Promise<Row[]>> = {
  kernels: benchKernels,
  'cold-start': benchColdStart,
  'client-call': benchClientCall,
  mask: benchMask,
  upscale: benchUpscale,
  denoise: benchDenoise,
  memory: benchMemory,
  'clip-mask': benchMaskClip,
  'clip-denoise': benchDenoiseClip,
  'clip-memory': benchClipMemory,
}

async function main(words: readonly string[]): Promise<void> {
  const quick = words.includes('--quick')
  const chosen = words.filter((word) => !word.startsWith('--'))
  process.stdout.write(`kernels: ${kernels().kind}; milliseconds where no unit stands\n`)
  process.stdout.write(`${'what'.padEnd(50)} ${'measured'.padStart(9)} ${'floor'.padStart(9)} ${'ratio'.padStart(8)}  goal\n`)
  for (const [name, bench] of Object.entries(parts)) {
    if (chosen.length > 0 && !chosen.includes(name)) continue
    try {
      for (const row of await bench({ quick })) process.stdout.write(`${formatRow(row)}\n`)
    } catch (error) {
      process.stdout.write(`${name}: not measured: ${error instanceof Error ? error.message : String(error)}\n`)
    }
  }
}

void main(process.argv.slice(2))
