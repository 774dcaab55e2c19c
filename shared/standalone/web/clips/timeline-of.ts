import { type ClipInfo, placeOnTimeline, type TimelineInput } from '#protocol'
import type { ClipResult, OpenClip } from './clip'
import { isRetimed } from './clip-runs'
import { downloadName } from './words'

/**
 * The clip and its result on a timeline, as the command line puts them there. A page knows no folders: both files
 * go by their bare names, for editors that look beside the timeline's own file.
 * @param info of the result's own file
 */
export function timelineOf(clip: OpenClip, result: ClipResult, info: ClipInfo): TimelineInput {
  const name = downloadName(clip.name, result)
  return placeOnTimeline({
    name, source: { name: clip.name, path: clip.name, info: clip.info }, range: result.range,
    result: { name, path: name, info }, markers: result.markers, isRetimed: isRetimed(result),
  })
}
