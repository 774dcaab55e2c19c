import type { ClipHost } from '#host'
import { clipPresetSchema, clipRecipeSchema, type ClipTask, isClipTask } from '#protocol'
import { openClipCraft } from './clip-craft'
import { openClipExtras } from './clip-extras'
import type { PanelTasks } from './craft'
import { clipRules } from './tasks/clip-rules'
import { clipViews } from './views/clip-views'

/** What a panel of clips can do: Premiere's, and Resolve's. */
export const clipTasks: PanelTasks<ClipTask, ClipHost> = {
  kind: 'clip',
  names: ['mask-clip', 'denoise-clip', 'upscale-clip', 'slow'],
  rules: (task) => isClipTask(task) ? clipRules[task] : undefined,
  commands: { 'select-subject': 'mask-clip', 'denoise-last': 'denoise-clip' },
  presets: clipPresetSchema,
  recipes: clipRecipeSchema,
  open: openClipCraft,
  extras: openClipExtras,
  views: clipViews,
}
