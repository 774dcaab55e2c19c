import type * as official from '@adobe/premierepro'
import {
  type ClipMaking, openPremiere, type Premiere, type PremiereOptions, type SequenceMaking, TICKS_PER_SECOND,
} from '../../simulators/premiere'

const opened: Premiere[] = []

afterEach(() => { for (const each of opened.splice(0)) each.remove() })

/** 25 frames a second. */
export const FRAME = TICKS_PER_SECOND / 25n

export const clipMaking = (more: Partial<ClipMaking> = {}): ClipMaking => ({
  name: 'beach.mov', path: '/footage/beach.mov', media: { duration: 200n * FRAME, hasAudio: true }, start: 10n * FRAME,
  end: 40n * FRAME, in: 50n * FRAME, out: 80n * FRAME, isSelected: true, hasSound: true, ...more,
})

/** A simulator with one sequence (25 frames a second) that is gone after the test, and what most tests ask of it. */
export async function openOne(options: PremiereOptions = {}, making: Partial<SequenceMaking> = {}) {
  const app = openPremiere({ profile: '26.3.0-win', importDelayMs: 0, ...options })
  opened.push(app)
  app.makeProject({
    path: '/work of mine/film.prproj',
    sequences: [{ name: 'Cut', frameTicks: FRAME, video: [{ clips: [clipMaking()] }, { clips: [] }], ...making }],
  })
  const { premierepro: ppro } = app
  const project = await ppro.Project.getActiveProject()
  const sequence = await project.getActiveSequence()
  const editor = ppro.SequenceEditor.getEditor(sequence)
  const clipsOn = async (track: number): Promise<official.VideoClipTrackItem[]> =>
    (await sequence.getVideoTrack(track)).getTrackItems(ppro.Constants.TrackItemType.CLIP, false)
  return {
    app, ppro, project, sequence, editor, clipsOn,
    /** The first clip of a track, anew. */
    clipOn: async (track = 0): Promise<official.VideoClipTrackItem> => (await clipsOn(track))[0]!,
    time: (ticks: bigint): official.TickTime => ppro.TickTime.createWithTicks(ticks.toString()),
    /** Frames on which clips of a picture track lie. */
    frames: (track: number, at = app): string[] => at.sequence().video[track]!.clips
      .map((clip) => `${clip.start / FRAME}-${clip.end / FRAME} of ${clip.in / FRAME}-${clip.out / FRAME}`),
    item: async (name: string): Promise<official.ProjectItem> =>
      (await (await project.getRootItem()).getItems()).find((each) => each.name === name)!,
  }
}

export type Opened = Awaited<ReturnType<typeof openOne>>

/** In the lock and in a transaction, as every edit is to be made. */
export function transact({ project }: Pick<Opened, 'project'>, make: () => official.Action, label = 'Test'): boolean {
  let done = false
  project.lockedAccess(() => {
    done = project.executeTransaction((compound) => { compound.addAction(make()) }, label)
  })
  return done
}

/** The message of what is thrown; strings are told as such. */
export async function thrownBy(act: () => unknown): Promise<string> {
  try {
    await act()
  } catch (thrown) {
    return typeof thrown === 'string' ? `string: ${thrown}` : (thrown as Error).message
  }
  return 'nothing'
}
