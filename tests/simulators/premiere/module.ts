import type * as official from '@adobe/premierepro'
import { ClipItem } from './clip-items'
import { filterStatics } from './components'
import { constants } from './constants'
import { editorStatics } from './editor'
import { eventStatics } from './events'
import { encoderStatics, type Exported, exporterStatics } from './exports'
import { expose, ownOf } from './expose'
import { illegalType } from './host-error'
import type { Machine } from './machine'
import { markersOf, markerTypes } from './markers'
import { projectOf, ProjectHandle } from './project'
import { AnyItem, Folder, itemStatics, RawItem } from './project-items'
import { propertiesOf } from './properties'
import type { Seat } from './seat'
import { SequenceHandle, selectionStatics, sequenceOf } from './sequences'
import { itemIn, sequenceIn } from './state'
import { rateStatics, timeStatics } from './time'
import { transcriptStatics } from './transcript'
import { guidOf, guidStatics, pointClass, rectClass } from './values'

export function makeSeat(machine: Machine): Seat {
  const seat: Seat = {
    machine,
    project: () => projectOf(seat),
    sequence: (guid) => sequenceOf(seat, guid),
    item: (id) => expose(machine, new RawItem(seat, id)) as unknown as official.ProjectItem,
    folder: (id) => expose(machine, new Folder(seat, id), {
      createBinAction: 2, createRemoveItemAction: 1, createMoveItemAction: 2,
    }) as unknown as official.FolderItem,
    clipItem: (id) => expose(machine, new ClipItem(seat, id), {
      createSetInPointAction: 1, createSetOutPointAction: 1, createSetInOutPointsAction: 2, getInPoint: 1, getOutPoint: 1,
      createSetFootageInterpretationAction: 1, changeMediaFilePath: 1, attachProxy: 2,
    }) as unknown as official.ClipProjectItem,
  }
  return seat
}

/** R12, G16: whose properties; an item's are against the types. */
function propertyStatics(machine: Machine): official.PropertiesStatic {
  return expose(machine, {
    PROPERTY_PERSISTENT: constants.PropertyType.PERSISTENT,
    PROPERTY_NON_PERSISTENT: constants.PropertyType.NON_PERSISTENT,
    getProperties: async (given: official.Project | official.Sequence) => {
      const sequence = ownOf(SequenceHandle, given)
      if (sequence !== undefined) return propertiesOf(machine, (state) => sequenceIn(state, sequence.id)?.properties)
      if (ownOf(ProjectHandle, given) !== undefined) return propertiesOf(machine, (state) => state.properties)
      const item = ownOf(ClipItem, given)
      if (item === undefined || machine.knobs.clipProperties === 'throw') throw illegalType()
      return propertiesOf(machine, (state) => itemIn(state, item.id)?.properties)
    },
  }, { getProperties: 1 })
}

function markerStatics(machine: Machine): official.MarkersStatic {
  return expose(machine, {
    getMarkers: async (given: official.Sequence | official.ClipProjectItem) => {
      const sequence = ownOf(SequenceHandle, given)
      if (sequence !== undefined) return markersOf(machine, (state) => sequenceIn(state, sequence.id)?.markers)
      const item = ownOf(ClipItem, given)
      if (item === undefined) throw illegalType()
      return markersOf(machine, (state) => itemIn(state, item.id)?.markers)
    },
  }, { getMarkers: 1 })
}

export type PremiereModule = ReturnType<typeof makePremiere>

/** What `require('premierepro')` gives; the types' members are checked one by one, in each class. */
export function makePremiere(seat: Seat, watched: { exported: Exported[]; frames: string[] }) {
  const { machine } = seat
  return {
    ...itemStatics(seat),
    Application: { get version() { return machine.knobs.version } } satisfies official.Application,
    Constants: constants as unknown as typeof official.Constants,
    EncoderManager: encoderStatics(machine, watched.exported) as official.EncoderManagerStatic,
    EventManager: eventStatics(machine),
    Exporter: exporterStatics(machine, watched.frames),
    FrameRate: rateStatics,
    Guid: guidStatics,
    Marker: markerTypes satisfies official.MarkerStatic,
    Markers: markerStatics(machine),
    PointF: pointClass,
    Project: expose(machine, {
      getActiveProject: async () => (machine.project === undefined ? null as unknown as official.Project : seat.project()),
      getProject: (guid: official.Guid) =>
        (machine.project?.guid === String(guid) ? seat.project() : null as unknown as official.Project),
    } satisfies Partial<official.ProjectStatic>, { getProject: 1 }) as official.ProjectStatic,
    Properties: propertyStatics(machine),
    RectF: rectClass,
    SequenceEditor: editorStatics(seat) as official.SequenceEditorStatic,
    TickTime: timeStatics(machine),
    TrackItemSelection: selectionStatics(seat),
    Transcript: transcriptStatics(machine) as official.TranscriptStatic,
    UniqueSerializeable: {
      cast: (given: unknown) => {
        const id = ownOf(AnyItem, given)?.id ?? ownOf(SequenceHandle, given)?.id
        if (id === undefined) throw illegalType()
        return { getUniqueID: () => guidOf(id) }
      },
    } as official.UniqueSerializeableStatic,
    VideoFilterFactory: filterStatics(machine),
  } satisfies Partial<official.premierepro>
}
