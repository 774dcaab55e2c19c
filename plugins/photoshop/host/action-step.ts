import type { RecordedStep } from '#host'
import type { HostModules } from './modules'

/**
 * What Photoshop calls when a recorded step is played: a function of the plugin's global scope, of which an action keeps only
 * the name, so that it must never change.
 */
export const PLAYBACK = 'firstpassPlay'

/** A name of our own, so that the Actions panel does not show the settings as if they were Photoshop's. */
const STEP_KEY = 'firstpass.photoshop.step'

/** Adds a step to the action that is being recorded; where none is, or this Photoshop can't, nothing comes of it. */
export async function recordStep({ photoshop: { action } }: HostModules, { name, text }: RecordedStep): Promise<void> {
  if (typeof action.recordAction !== 'function') return
  try {
    await action.recordAction({ name, methodName: PLAYBACK }, { [STEP_KEY]: text })
  } catch {
    // The run itself is done; a step that could not be recorded is missed in the action, where its user looks.
  }
}

/** What `recordStep` wrote; empty where it is something else. */
export function stepTextOf(info: unknown): string {
  const text = typeof info === 'object' && info !== null ? (info as Record<string, unknown>)[STEP_KEY] : undefined
  return typeof text === 'string' ? text : ''
}
