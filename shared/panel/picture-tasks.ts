import type { PictureHost } from '#host'
import { recipeSchema } from '#protocol'
import type { PanelTasks } from './craft'
import { panelPresetSchema } from './panel-preset'
import { openPictureCraft } from './picture-craft'
import { isPictureTask, pictureRules } from './tasks'
import type { PictureTask } from './tasks/task'
import { pictureViews } from './views/picture-views'

/** What a panel of pictures can do: Photoshop's, and the page's. */
export const pictureTasks: PanelTasks<PictureTask, PictureHost> = {
  kind: 'picture',
  names: ['mask', 'denoise', 'upscale'],
  rules: (task) => isPictureTask(task) ? pictureRules[task] : undefined,
  commands: { 'select-subject': 'mask', 'denoise-last': 'denoise' },
  presets: panelPresetSchema,
  recipes: recipeSchema,
  open: openPictureCraft,
  views: pictureViews,
}
