import type { ClipNeeds, Form, HostCapabilities } from '#host'
import { type Encoding, ratio, type Ratio, z } from '#protocol'
import type { Aim, RunHow, TaskRules } from './task'

/** How a run on a clip goes, planned from the settings once. */
export interface ClipPlan extends Aim {
  needs: ClipNeeds
  /** More of the source than is played, before and after, in its frames. */
  handlesFrames: number
  /** Of the file's name: "subject", "upscaled-2x". */
  suffix: string
  encoding: Encoding
  /** So many seconds of the result show one second of the source. */
  stretch: Ratio
  /** So many times as wide and high as the source. */
  scale: number
}

/** A task on clips. */
export interface ClipRules<S> extends TaskRules<S> {
  plan(settings: S, how: RunHow, host: HostCapabilities): ClipPlan
}

/** Where a clip that stands for the original goes. */
export const swapForms = ['clip', 'take', 'media', 'proxy', 'timeline-copy'] as const

/** Where a matte goes. */
export const matteForms = ['clip', 'external-matte', 'fusion', 'timeline-copy'] as const

/** Where what lasts longer than the original goes. */
export const longForms = ['clip', 'timeline-copy'] as const

/** One file each, such as editing hosts take; the protocol knows more. */
const encodings = ['prores-422-hq', 'prores-4444', 'h264'] as const satisfies readonly Encoding[]

/** What every task on clips is asked beside its job's options. */
export const clipSettingFields = {
  encoding: z._default(z.enum(encodings, 'editing hosts take ProRes 422 HQ, ProRes 4444 and H.264 only'), 'prores-422-hq'),
  /** So many frames of the source more than is played, before and after, so that the cut can be moved. */
  handlesFrames: z._default(z.number().check(z.int(), z.minimum(0), z.maximum(1000)), 12),
  /** What is worked on: the media as it is, or as the host shows it, where it can render that. */
  look: z._default(z.enum(['source', 'graded']), 'source'),
}

export const ALIKE = { stretch: ratio(1n), scale: 1 } as const

/** The form that was asked for, if this host has it. */
export const formOf = (asked: Form, { forms }: HostCapabilities): Form => forms.includes(asked) ? asked : 'clip'

/**
 * What goes with all that a media has can be no less than the whole of it: another file of it, a matte that it carries. What has
 * its own grade, or gets the original's, can be none that has it already.
 */
export const needsOf = (form: Form, look: 'source' | 'graded', { readsGraded }: HostCapabilities): ClipNeeds => ({
  region: ofMedia.includes(form) ? 'media' : 'played',
  ...(look === 'graded' && readsGraded === true && isAbove(form) ? { look } : {}),
})
const ofMedia: readonly Form[] = ['media', 'proxy', 'external-matte']

/** Lies above the original, whose sound is heard already. */
export const isAbove = (form: Form): boolean => form === 'clip' || form === 'timeline-copy'
