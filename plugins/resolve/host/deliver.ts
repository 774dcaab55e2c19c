import type { DoorValue } from '#protocol'
import { Batch, numberOf, recordOf, type ResolveApi, ROOT, textOf } from './batch'
import { refused } from './refuse'
import type { Project } from './timeline'
import { twice } from './twice'

export const refuseRender = (reason: string): Error => refused('render the clip', reason)

/** The Deliver page as the user had it, as far as scripts are told; all else is in a preset that was saved of it. */
export interface Delivery {
  preset: string
  format: string
  codec: string
  mode: DoorValue
}

function askDelivery(batch: Batch, { thing }: Project): readonly [{ $answer: number }, { $answer: number }] {
  return [batch.make(thing, 'GetCurrentRenderFormatAndCodec'), batch.make(thing, 'GetCurrentRenderMode')]
}

/** @throws HOST_REFUSED where it is not, or does not tell */
export async function checkIdle(api: ResolveApi, { thing }: Project): Promise<void> {
  const batch = new Batch()
  const isBusy = batch.make(thing, 'IsRenderingInProgress')
  if ((await batch.run(api)).value(isBusy) !== false) {
    throw refuseRender('something else is rendered now: wait until that is done')
  }
}

/**
 * Keeps it, so that it can be given back: no version tells render settings, but a preset has them all, folder and name too.
 * @throws HOST_REFUSED where that, or anything else, can't be; nothing is changed then
 */
export async function keepDelivery(api: ResolveApi, project: Project, preset: string): Promise<Delivery> {
  const batch = new Batch()
  const [chosen, mode] = askDelivery(batch, project)
  const got = await batch.run(api)
  const { format, codec } = got.record(chosen)
  if (textOf(format) === '' || numberOf(got.value(mode)) === undefined) {
    throw refuseRender('it does not tell the settings of the Deliver page')
  }
  const saving = new Batch()
  const isSaved = saving.make(project.thing, 'SaveAsNewRenderPreset', preset)
  try {
    if (!(await saving.run(api)).isYes(isSaved)) throw refuseRender('it could not keep the settings of the Deliver page')
  } catch (thrown) {
    // It may be there although the answer is lost.
    const batch = new Batch()
    batch.make(project.thing, 'DeleteRenderPreset', preset)
    await batch.run(api)
    throw thrown
  }
  return { preset, format: textOf(format), codec: textOf(codec), mode: got.value(mode) }
}

/** @returns sentences on what is not as it was; the preset goes only once it was loaded, since nothing else has all settings */
export async function giveDeliveryBack(api: ResolveApi, project: Project, kept: Delivery): Promise<readonly string[]> {
  const { preset } = kept
  const isBack = await twice(() => loadDelivery(api, project, kept)).catch(() => false)
  if (!isBack) {
    return [`Look at the settings of the Deliver page: they may not be as they were. Its preset “${preset}” has them: load that.`]
  }
  const batch = new Batch()
  const isGone = batch.make(project.thing, 'DeleteRenderPreset', preset)
  const isDone = await batch.run(api).then((got) => got.isYes(isGone), () => false)
  return isDone ? [] : [`The render preset “${preset}” stays: delete it on the Deliver page.`]
}

/** @throws HOST_REFUSED where it is not as it was */
async function loadDelivery(api: ResolveApi, project: Project, { preset, format, codec, mode }: Delivery): Promise<true> {
  const { thing } = project
  const batch = new Batch()
  const isLoaded = batch.make(thing, 'LoadRenderPreset', preset)
  batch.make(thing, 'SetCurrentRenderMode', mode)
  if (codec !== '') batch.make(thing, 'SetCurrentRenderFormatAndCodec', format, codec)
  const [chosen, modeNow] = askDelivery(batch, project)
  const got = await batch.run(api)
  const now = got.record(chosen)
  const isChosen = textOf(now.format) === format && textOf(now.codec) === codec
  if (got.isYes(isLoaded) && isChosen && got.value(modeNow) === mode) return true
  throw refuseRender('the settings of the Deliver page did not come back')
}

/** In order of how little they lose; which there are differs by edition and system. */
const CODECS = [
  /prores.?422.?hq/i, /prores.?4444(?!.?xq)/i, /dnxhr.?(hqx|444)/i, /prores.?422(?!.?(lt|proxy))/i, /dnxhr.?hq/i, /cineform/i,
  /h\.?264/i,
]

/** A codec of QuickTime's by what it is called and its id. @throws HOST_REFUSED */
export async function chooseCodec(api: ResolveApi, { thing }: Project): Promise<{ format: string; codec: string }> {
  const format = 'mov'
  const batch = new Batch()
  const codecs = batch.make(thing, 'GetRenderCodecs', format)
  const all = Object.entries((await batch.run(api)).record(codecs)).map(([words, id]) => ({ words, codec: textOf(id) }))
  for (const wanted of CODECS) {
    const found = all.find(({ words, codec }) => codec !== '' && (wanted.test(words) || wanted.test(codec)))
    if (found) return { format, codec: found.codec }
  }
  throw refuseRender('it writes no QuickTime file of a kind that is read here')
}

/** Resolve stops for a question where a folder is none of its media storage. @throws HOST_REFUSED */
export async function checkStorage(api: ResolveApi, { storage }: Project, folder: string): Promise<void> {
  const batch = new Batch()
  const volumes = batch.make(storage, 'GetMountedVolumeList')
  const plain = (path: string): string => path.replaceAll('\\', '/').replace(/\/*$/, '/').toLowerCase()
  const all = (await batch.run(api)).list(volumes).map(textOf).filter((volume) => volume !== '')
  if (all.some((volume) => plain(folder).startsWith(plain(volume)))) return
  throw refuseRender(`${folder} is in none of its Preferences ▸ Media Storage locations: add its drive there`)
}

export interface JobState {
  isBusy: boolean
  percent: number
  /** '' where there is none. */
  error: string
}

/** What a job is called is in the user's language: only numbers are believed. */
export async function lookAtJob(api: ResolveApi, { thing }: Project, job: string): Promise<JobState> {
  const batch = new Batch(true)
  const [isBusy, status] = [batch.make(thing, 'IsRenderingInProgress'), batch.make(thing, 'GetRenderJobStatus', job)]
  const got = await batch.run(api)
  const { CompletionPercentage: percent, Error: error } = recordOf(got.value(status))
  return { isBusy: got.value(isBusy) === true, percent: numberOf(percent) ?? 0, error: textOf(error) }
}

/** @throws HOST_REFUSED where it does not tell */
export async function pageNow(api: ResolveApi): Promise<string> {
  const batch = new Batch()
  const asked = batch.make(ROOT, 'GetCurrentPage')
  const page = (await batch.run(api)).text(asked)
  if (page === '') throw refuseRender('it does not tell which page is open')
  return page
}

export async function openPage(api: ResolveApi, page: string): Promise<void> {
  const batch = new Batch()
  batch.make(ROOT, 'OpenPage', page)
  await batch.run(api)
}
