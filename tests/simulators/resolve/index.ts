import { type NodeSurroundings, nodeSurroundings } from './node-surroundings'
import { describeProject } from './model/describe'
import { type Knobs, type Profile, profiles } from './model/knobs'
import { Machine } from './model/machine'
import { ResolveObject } from './model/resolve'
import { layScene, type SceneMaking } from './model/scene'
import { makeWorkflowIntegration, showResolve } from './workflow-integration'

export { factsOf } from './model/probe'
export type { Knobs, Profile } from './model/knobs'
export type { MediaFacts } from './model/surroundings'
export type { SceneMaking, TimelineMaking } from './model/scene'

export interface ResolveOptions extends NodeSurroundings {
  profile: Profile
  knobs?: Partial<Knobs>
  scene?: SceneMaking
  /** Where Fusion.prefs lies. */
  prefsFile?: string
}

export type ResolveSimulator = ReturnType<typeof openResolve>

/** A running DaVinci Resolve, and the hands of its user. */
export function openResolve({ profile, knobs = {}, scene, prefsFile = '', ...outside }: ResolveOptions) {
  const media = { ...outside.media }
  for (const { path, facts } of scene?.media ?? []) media[path] = facts
  const machine = new Machine({ ...profiles[profile], ...knobs }, nodeSurroundings({ ...outside, media }))
  const root = new ResolveObject(machine, prefsFile)
  if (scene !== undefined) layScene(root, scene)
  return {
    machine, root, knobs: machine.knobs,
    /** Every answer is a promise. */
    resolve: showResolve(root, 'promised', { seconds: 0 }),
    workflowIntegration: (pluginId: string) => makeWorkflowIntegration(root, pluginId),
    /** Media from now on, as if a file were written. */
    addFile: (path: string, facts: NonNullable<NodeSurroundings['media']>[string]) => { media[path] = facts },
    /** All that the user sees of the project, to be compared before and after. */
    describe: () => describeProject(root.manager.current),
    /** V1, V3: the user answers the window that waits. */
    answerModal: () => { machine.modal = undefined },
    project: () => root.manager.current,
    /** What the user is looking at. */
    timeline: () => {
      const timeline = root.manager.current.currentTimeline
      if (timeline === undefined) throw new Error('No timeline is open.')
      return timeline
    },
  }
}
