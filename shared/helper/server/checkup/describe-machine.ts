import type { Capabilities, Finding, Media, Provider } from '#protocol'

/** Less than this is soon full: a picture of 24 megapixels needs as much while it is worked on. */
const ROOMY_BYTES = 2e9

export function describeDisk(folder: string, freeBytes: number): Finding {
  const text = `${folder} has ${(freeBytes / 1e9).toFixed(1)} GB free.`
  if (freeBytes > ROOMY_BYTES) return { what: 'data', state: 'ok', text }
  return { what: 'data', state: 'warn', text, mend: 'Free some space on this disk: large pictures and clips need more.' }
}

/** @param isCheckout whether it can be built where it lies */
export function describeKernels({ native }: Pick<Capabilities, 'native'>, isCheckout: boolean): Finding {
  if (native) return { what: 'kernels', state: 'ok', text: 'The fast kernels are loaded.' }
  const mend = isCheckout
    ? 'Run `npm run build`, with cmake and a C++ compiler.'
    : 'README.txt of the archive says how new a system they need; all works without them.'
  return { what: 'kernels', state: 'warn', text: 'The fast kernels can\'t be loaded: all takes several times longer.', mend }
}

const names: Record<string, string> = {
  cpu: 'The processor', webgpu: 'The graphics card (WebGPU)', cuda: 'The NVIDIA graphics card (CUDA)',
  dml: 'The graphics card (DirectML)', coreml: 'Apple\'s graphics and neural engine (Core ML)',
}

/** By name, the one first that a job gets which names none. */
export function describeProviders({ providers }: Pick<Capabilities, 'providers'>, chosen: Provider): Finding[] {
  if (providers.length === 0) return [noEngine]
  const first = providers.find(({ usable }) => usable)
  const isGone = chosen !== 'auto' && !providers.some(({ id, usable }) => id === chosen && usable)
  const findings = providers.map((provider): Finding => {
    const { id, usable, reason } = provider
    const name = names[id] ?? id
    if (usable) {
      const isUsed = chosen === id || (chosen === 'auto' && provider === first)
      const text = `${name} ${isUsed ? 'computes' : 'can be chosen'} (${id}: ${lastSentence(reason)}).`
      return { what: 'provider', state: 'ok', text }
    }
    return {
      what: 'provider', state: 'warn', text: `${name} can't be used (${id}: ${lastSentence(reason)}).`,
      mend: 'Where there is one, update its driver and start Firstpass again; without it, the processor computes.',
    }
  })
  if (!isGone) return findings
  const text = `The settings choose ${names[chosen] ?? chosen} (${chosen}), which this machine has not.`
  return [{ what: 'provider', state: 'fail', text, mend: 'Choose "auto" in the settings.' }, ...findings]
}

const noEngine: Finding = {
  what: 'provider', state: 'fail', text: 'The process that computes can\'t be started.',
  mend: 'Install Firstpass from the archive for this system; if that does not help, report it with a copy of this check-up.',
}

export function describeModels({ models }: Pick<Capabilities, 'models'>): Finding {
  const what = 'models'
  const missing = models.filter(({ isDefault, present }) => isDefault && !present)
  const present = models.filter((model) => model.present)
  if (missing.length > 0) {
    const text = `Not here yet: ${list(missing)}. What needs them uses a simpler method, or can't be done.`
    const pull = `firstpass models pull ${missing.map(({ id }) => id).join(' ')}`
    return { what, state: 'warn', text, mend: `Fetch them under Models in Firstpass's window, or by \`${pull}\`.` }
  }
  return { what, state: 'ok', text: present.length === 0 ? 'None is needed.' : `Here: ${list(present)}.` }
}

const list = (models: Capabilities['models']): string => models.map(({ id }) => id).join(', ')

/** Pictures need no ffmpeg, so that its absence is no failure. */
export function describeClips({ ffmpeg, lacks, error }: Media): Finding {
  const what = 'clips'
  if (ffmpeg === undefined) {
    return {
      what, state: 'warn', text: error?.message ?? 'Clips need ffmpeg, which is not here.',
      mend: error?.hint ?? 'Install it, or name its place in the settings. Pictures need none.',
    }
  }
  const found = `ffmpeg ${ffmpeg.version}, ${ffmpeg.path}`
  if (lacks.length === 0) return { what, state: 'ok', text: `${found}.` }
  const lacking = lacks.map(({ encoding, encoder }) => `${encoding} (encoder ${encoder})`).join(', ')
  const mend = 'Install a complete ffmpeg and name its place in the settings, or choose other encodings.'
  return { what, state: 'warn', text: `${found}: it can't write ${lacking}.`, mend }
}

/** A runtime's complaint begins with its own source lines; what matters is said last. */
function lastSentence(reason: string): string {
  const last = reason.split(/ was false\. |\n/).findLast((part) => part.trim() !== '')?.trim() ?? reason
  return last.replace(/\.$/, '')
}
