import { join, resolve } from 'node:path'
import { denoiseSection } from './denoise'
import { denoiseClipSection } from './denoise-clip'
import { maskClipSection } from './mask-clip'
import { refineSection } from './refine'
import { formatFigures, NotRun, type Section } from './section'
import { sensorSection } from './sensor'
import { slowSection } from './slow'
import { upscaleSection } from './upscale'

/**
 * Quality by numbers: `npm run eval`, `npm run eval -- denoise` (one section), `npm run eval -- --data FOLDER` (research
 * data that is no part of the project). Figures that miss their goal are told, not failed.
 */
const sections: readonly Section[] = [
  denoiseSection, sensorSection, upscaleSection, refineSection, maskClipSection, denoiseClipSection, slowSection,
]

const DATA = join(__dirname, '../../../../shared/data/eval')

async function main(words: readonly string[]): Promise<void> {
  const flag = words.indexOf('--data')
  const data = flag < 0 ? DATA : resolve(words[flag + 1] ?? '.')
  const chosen = flag < 0 ? words : words.filter((_, i) => i !== flag && i !== flag + 1)
  const unknown = chosen.filter((word) => !sections.some(({ name }) => name === word))
  const names = sections.map(({ name }) => name)
  if (unknown.length > 0) {
    process.stderr.write(`no section ${unknown.join(', ')}; there are ${names.join(', ')}\n`)
    process.exitCode = 2
    return
  }
  for (const section of sections) {
    if (chosen.length > 0 && !chosen.includes(section.name)) continue
    process.stdout.write(`\n${section.name}\n`)
    try {
      process.stdout.write(`${formatFigures(await section.run({ data }))}\n`)
    } catch (error) {
      if (!(error instanceof NotRun)) throw error
      process.stdout.write(`not run: ${error.message}\n`)
    }
  }
}

void main(process.argv.slice(2))
