import type { Page } from '../../../../plugins/resolve/api'

export interface Gate {
  isStudioOnly?: boolean
  /** First version that has it. */
  since?: string
  /** V3: pages on which it works. */
  pages?: Page[]
}

const studio: Gate = { isStudioOnly: true }
const since = (version: string): Gate => ({ since: version })

/** V1, V3, by "Class.Method". Of Studio's, those that a plugin of ours might be tempted to call. */
export const gates: Record<string, Gate> = {
  'Resolve.IsStudio': since('21.1'),
  'Resolve.GetCurrentProject': since('21.1'),
  'Resolve.GetCurrentTimeline': since('21.1'),
  'Resolve.GetMediaPool': since('21.1'),
  'Project.GetSettings': since('21.1'),
  'Fusion.UIManager': { isStudioOnly: true },
  'MediaPoolItem.SetName': since('20.2'),
  'MediaPoolItem.TranscribeAudio': studio,
  'MediaPoolItem.RemoveMotionBlur': studio,
  'MediaPoolItem.AnalyzeForIntellisearch': { isStudioOnly: true, since: '21.0' },
  'Timeline.GetSelectedClips': since('21.0.4'),
  'Timeline.DeleteClips': { pages: ['edit'] },
  'Timeline.GetCurrentClipThumbnailImage': { pages: ['color'] },
  'Timeline.SetCurrentTimecode': { pages: ['cut', 'edit', 'fusion', 'color', 'fairlight', 'deliver'] },
  'Timeline.CreateSubtitlesFromAudio': { isStudioOnly: true, pages: ['media', 'photo', 'cut', 'edit', 'fairlight'] },
  'Timeline.DetectSceneCuts': studio,
  'Timeline.AnalyzeDolbyVision': studio,
  'TimelineItem.SetName': since('20.2'),
  'TimelineItem.CreateMagicMask': studio,
  'TimelineItem.RegenerateMagicMask': studio,
  'TimelineItem.SmartReframe': studio,
  'TimelineItem.Stabilize': studio,
  'TimelineItem.SetVoiceIsolationState': { isStudioOnly: true, since: '20.1' },
  'TimelineItem.GetProperties': since('21.1'),
  'TimelineItem.SetProperties': since('21.1'),
  'TimelineItem.GetType': since('21.1'),
  'TimelineItem.GetSpeed': since('21.1'),
  'TimelineItem.SetSpeed': since('21.1'),
  'TimelineItem.AddTransition': since('21.1'),
}
