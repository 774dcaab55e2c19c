import { failure } from '#protocol'
import { openTask } from '#helper/document/open'
import { saveTask } from '#helper/document/save'
import { viewTask } from '#helper/document/view'
import { probeTask } from '#helper/tasks/probe'
import { proxyTask } from '#helper/tasks/proxy'
import { timelineTask } from '#helper/timeline/timeline'
import { kernels } from '#native'
import { serveJobs } from './serve-jobs'

/** The process that reads and writes files of the user's: a broken file may kill it and nothing else. */
serveJobs({
  tasks: { open: openTask, probe: probeTask, proxy: proxyTask, save: saveTask, timeline: timelineTask, view: viewTask },
  prepare: async () => ({ provider: 'none', providers: [], native: kernels().kind === 'native' }),
  model: async (_order, task) => {
    throw failure('MODEL_UNAVAILABLE', { model: `for ${task}`, reason: 'this process has none' })
  },
  unload: async () => undefined,
})
