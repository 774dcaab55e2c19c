import type { ClipTask } from '#protocol'
import type { PanelModel } from '../panel-model'
import { clipLabels } from '../text/clip-labels'
import { ClipPreview } from './clip-preview'
import { Moments } from './moments'
import { DenoiseClipFields, MaskClipFields, SlowFields, UpscaleClipFields } from './options-clips'
import type { OptionsProps, TaskViews } from './task-views'

const fields = {
  'mask-clip': MaskClipFields, 'denoise-clip': DenoiseClipFields, 'upscale-clip': UpscaleClipFields, 'slow': SlowFields,
}

/** Of a panel that was opened with tasks on clips. */
type ClipOptions = OptionsProps<PanelModel<ClipTask>>

export const clipViews: TaskViews = {
  Options: (props) => {
    const Fields = fields[props.model.state.task as ClipTask]
    return <Fields {...props as unknown as ClipOptions} />
  },
  Preview: ClipPreview,
  Checks: Moments,
  describeUndo: clipLabels.undo,
  help: [clipLabels.files],
}
