import {
  addRatios, allowsDropFrame, compareRatios, failure, multiplyRatios, ratio, rateRatio, secondsOf, subtractRatios, type Timeline,
  type TimelineClip, type TimelineMedia, type TimelineTrack,
} from '#protocol'

const refuse = (reason: string): Error => failure('TIMELINE_INVALID', { reason })

/** What the schema can't see: that its parts fit together. @throws TIMELINE_INVALID */
export function checkTimeline(timeline: Timeline): void {
  const media = new Map(timeline.media.map((each) => [each.id, each]))
  if (media.size !== timeline.media.length) throw refuse('two media have the same id')
  for (const each of timeline.media) checkMedia(each)
  if (timeline.start.isDropFrame && !allowsDropFrame(timeline.rate)) throw refuse('its rate has no drop-frame')
  for (const track of timeline.tracks) checkTrack(track, { timeline, media })
}

function checkMedia({ id, rate, start, frames, isStill }: TimelineMedia): void {
  if (start?.isDropFrame === true && !allowsDropFrame(rate)) throw refuse(`the rate of media ${id} has no drop-frame`)
  if (isStill && frames !== 1) throw refuse(`media ${id} is a still of ${frames} frames`)
}

interface Whole {
  timeline: Timeline
  media: ReadonlyMap<string, TimelineMedia>
}

function checkTrack(track: TimelineTrack, whole: Whole): void {
  let end = 0
  for (const clip of track.clips) {
    const where = `clip "${clip.name}" of track "${track.name}"`
    const media = whole.media.get(clip.media)
    if (media === undefined) throw refuse(`${where} is of media ${clip.media}, which is not there`)
    if (clip.record.in < end) throw refuse(`${where} begins before the one before it ends`)
    if (clip.record.out <= clip.record.in || clip.source.out <= clip.source.in) throw refuse(`${where} is empty`)
    end = clip.record.out
    if (!media.isStill) checkSource(clip, media, { where, rate: whole.timeline.rate })
    if (track.kind === 'audio') checkSound(clip, media, where)
  }
}

/** What is taken must be there, and as long as it is shown: to a frame, since rates differ. */
function checkSource(clip: TimelineClip, media: TimelineMedia, { where, rate }: { where: string; rate: Timeline['rate'] }): void {
  if (clip.source.out > media.frames) throw refuse(`${where} ends after its media`)
  const speed = rateRatio(clip.speed)
  const taken = secondsOf(clip.source.out - clip.source.in, media.rate)
  const shown = multiplyRatios(secondsOf(clip.record.out - clip.record.in, rate), speed)
  const apart = subtractRatios(taken, shown)
  const slack = addRatios(secondsOf(1, media.rate), multiplyRatios(secondsOf(1, rate), speed))
  const size = compareRatios(apart, ratio(0n)) < 0 ? subtractRatios(ratio(0n), apart) : apart
  if (compareRatios(size, slack) > 0) throw refuse(`${where} takes another duration than it shows at its speed`)
}

function checkSound({ sound }: TimelineClip, { audio }: TimelineMedia, where: string): void {
  const stream = audio[sound?.stream ?? 0]
  if (stream === undefined) throw refuse(`${where} is of a stream of sound that is not there`)
  const isBeyond = sound?.channels.some((channel) => channel >= stream.channels) === true
  if (isBeyond) throw refuse(`${where} is of a channel that is not there`)
}
