import type { RunStage } from '../state'

/** All that the panel says in its own words; failures bring theirs (shared/protocol/error-table.ts). */

export const names = {
  subject: 'Subject (Firstpass)',
  denoised: (amount: string): string => `Denoised ${amount} (Firstpass)`,
  upscaled: (scale: number): string => `Upscaled ${scale}x (Firstpass)`,
  checks: 'Check here (Firstpass)',
  subjectStep: 'Firstpass: Select Subject',
  denoiseStep: 'Firstpass: Denoise',
  upscaleStep: 'Firstpass: Upscale',
  checksStep: 'Firstpass: Places to Check',
  byModel: (name: string): string => name.replace(' (Firstpass)', ', model (Firstpass)'),
  traditional: (name: string): string => name.replace(' (Firstpass)', ', traditional (Firstpass)'),
}

/** What a mask begins as, in a sentence. */
export const starts = { 'layer-mask': 'mask', 'selection': 'selection', 'host-subject': 'subject that the host finds' } as const

const opening = 'Opening the file'
const saving = 'Saving the result'

export const stages: Record<RunStage, string> = {
  opening,
  reading: 'Reading the pixels',
  sending: 'Sending the pixels to the helper',
  waiting: 'Waiting for the helper',
  working: 'Working',
  placing: 'Placing the result',
  saving,
  cancelling: 'Cancelling',
}

/** The helper's own stages, where there is a nicer word than the stage's name. */
const working: Record<string, string> = {
  start: 'Starting',
  read: 'Reading the mask',
  measure: 'Measuring the picture',
  find: 'Finding the subject',
  refine: 'Refining the edge',
  edge: 'Shaping the edge',
  decontaminate: 'Cleaning the edge’s colours',
  denoise: 'Removing the noise',
  upscale: 'Enlarging',
}

export const describeStage = (stage: string): string => working[stage] ?? stages.working

/** "About 12 s left". */
export function describeTimeLeft(ms: number): string {
  const seconds = Math.ceil(ms / 1000)
  if (seconds < 2) return 'Nearly done'
  return seconds < 90 ? `About ${seconds} s left` : `About ${Math.round(seconds / 60)} min left`
}

export const connection = {
  connecting: 'Looking for the helper…',
  ready: 'Connected',
  notRunning: {
    message: 'Firstpass is not running.',
    hint: 'Start it below: the panel connects by itself. If nothing happens, open Firstpass from your system’s menu.',
  },
  notPaired: {
    message: 'Firstpass does not know this panel yet.',
    hint: 'It is let in once, in Firstpass’s window.',
  },
  helperTooOld: {
    message: 'The helper is too old for this panel.',
    hint: 'Update the helper: install the newer Firstpass. This panel is fine.',
  },
  panelTooOld: {
    message: 'This panel is too old for the helper.',
    hint: 'Update the panel: install the plugin that came with the helper. The helper is fine.',
  },
  portTaken: (port: number) => ({
    message: `Another program answers on port ${port}, where the helper should be.`,
    hint: 'Start Firstpass: it takes the next port. `firstpass doctor` names the other program.',
  }),
  denied: {
    message: 'This application does not let the panel reach the helper.',
    hint: 'Allow the plugin its network access to localhost, or install the plugin again.',
  },
  cleartext: {
    message: 'macOS blocks the panel’s connection to the helper (plain http on localhost).',
    hint: 'Update the application to its newest version.',
  },
  lost: {
    message: 'The helper stopped answering.',
    hint: 'The panel looks for it and goes on by itself once it is back. If Firstpass was quit, start it below.',
  },
}

/** Of a panel that asks to be let in. */
export const asking = {
  waiting: 'Open Firstpass’s window and press Allow beside these digits:',
  refused: { message: 'The panel was not let in.', hint: 'If that was a mistake, ask again.' },
  expired: { message: 'Nobody answered within two minutes.', hint: 'Ask again, and press Allow in Firstpass’s window.' },
}

export const problems = {
  codeWrong: { message: 'A code has six digits.', hint: 'Type the one that Firstpass’s window shows.' },
  nothingMade: { message: 'Nothing was made here by Firstpass yet.', hint: 'Run a task first.' },
  nothingOpen: {
    picture: { message: 'There is no picture to work on.', hint: 'Open a picture, and choose a layer.' },
    clip: { message: 'There is no clip to work on.', hint: 'Select a clip on a timeline.' },
  },
  noFiles: { message: 'There is no picture file in that folder.', hint: 'Choose another folder, or some files.' },
  notReady: { message: 'The helper is not connected.', hint: 'See above.' },
  busy: { message: 'Another run goes on.', hint: 'Wait until it is finished, or cancel it.' },
  noStart: {
    message: 'Firstpass could not be started from here.',
    hint: 'Open it from the Start menu, the Applications folder or your desktop’s menu, or run `firstpass serve`.',
  },
  noWindow: {
    message: 'Firstpass’s window could not be opened from here.',
    hint: 'Open Firstpass from the Start menu, the Applications folder or your desktop’s menu, or run `firstpass open`.',
  },
}

/** Of a run on several files or layers. */
export const summary = {
  opening,
  saving,
  files: (count: number, folder: string): string => `${count === 1 ? 'One file' : `${count} files`} into “${folder}”`,
  target: (name: string, document: string): string => `${name} — ${document}`,
}

export const report = {
  kept: 'The result is kept; it can be placed anyway.',
  limitLost: 'The selection it was limited to is gone: it shows everywhere.',
  cancelled: 'Cancelled; nothing was changed.',
}

/** "u2netp (Apache-2.0) on cpu, 1.4 s". */
export function describeCredit(
  { method, model, provider, ms }: { method?: string; model?: { id: string; licence: string }; provider?: string; ms: number },
): string {
  const by = model ? `${model.id} (${model.licence})` : method === 'traditional' ? 'Traditional method' : 'No model'
  return `${by}${provider === undefined ? '' : ` on ${provider}`}, ${(ms / 1000).toFixed(1)} s`
}

/** "Subject (Firstpass) for “Portrait”". */
export const describeWaiting = (name: string, target: string): string => `${name} for “${target}”`
