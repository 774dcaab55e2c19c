import type { PanelModel } from '../panel-model'
import type { PictureTask } from '../tasks/task'
import { labels } from '../text/labels'
import { Checks } from './checks'
import { LoupeView } from './loupe-view'
import { DenoiseFields } from './options-denoise'
import { MaskFields } from './options-mask'
import { UpscaleFields } from './options-upscale'
import type { OptionsProps, TaskViews } from './task-views'

const fields = { mask: MaskFields, denoise: DenoiseFields, upscale: UpscaleFields }

/** Of a panel that was opened with tasks on pictures. */
type PictureOptions = OptionsProps<PanelModel<PictureTask>>

export const pictureViews: TaskViews = {
  Options: (props) => {
    const Fields = fields[props.model.state.task as PictureTask]
    return <Fields {...props as unknown as PictureOptions} />
  },
  Preview: ({ model }) => <LoupeView model={model as unknown as PanelModel<PictureTask>} />,
  Checks,
  describeUndo: labels.undo,
  help: [labels.modifiers],
}
