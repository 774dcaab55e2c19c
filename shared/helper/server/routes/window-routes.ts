import { checkupSchema, type Pairing, idSchema, wholeInboxSchema, type WholeInbox, z } from '#protocol'
import type { JobQueue } from '#helper/queue/queue'
import { type CheckupParts, checkUp } from '../checkup/checkup'
import { type Route, route } from '../route'

const ofJob = z.strictObject({ id: idSchema })

export interface WindowParts {
  checkup: CheckupParts
  queue: JobQueue
  pairings(): Pairing[]
  /** Shows a file to the user in the system's own way. */
  reveal(path: string): void
}

/** What the window sees of all panels together, and of this machine. */
export function windowRoutes({ checkup, queue, pairings, reveal }: WindowParts): Route[] {
  return [
    route({
      method: 'GET', path: '/v1/checkup', access: 'window',
      summary: 'What is well on this machine, what is not, and how to mend it',
      answer: checkupSchema, handle: () => checkUp(checkup),
    }),
    route({
      method: 'GET', path: '/v1/inbox', access: 'window',
      summary: 'The finished jobs of all panels, and how many are not finished',
      answer: wholeInboxSchema, handle: () => wholeInbox(queue, pairings()),
    }),
    route({
      method: 'POST', path: '/v1/inbox/:id/reveal', access: 'window', summary: 'Show the file that a job of any panel wrote',
      params: ofJob, handle: ({ params: { id } }) => reveal(queue.outputFile(queue.ownerOf(id), id)),
    }),
    route({
      method: 'POST', path: '/v1/inbox/:id/discard', access: 'window',
      summary: 'Remove a finished job of any panel and its scratch',
      params: ofJob, handle: ({ params: { id } }) => queue.discard(queue.ownerOf(id), id),
    }),
  ]
}

/** A page, the window among them, has a name that ends with it. */
const pages = { browser: 'A page', resolve: 'A page of DaVinci Resolve', home: 'Firstpass\'s window' } as const

function wholeInbox(queue: JobQueue, pairings: readonly Pairing[]): WholeInbox {
  const { unfinished, finished } = queue.wholeInbox()
  return {
    unfinished,
    jobs: finished.map(({ latest, placed, createdAt, owner, host, file }) => {
      const name = pairings.find(({ panel }) => panel === owner)?.name
      const page = host === 'browser' || host === 'resolve' || host === 'home' ? pages[host] : owner
      return {
        latest, task: latest.task, placed, createdAt, host, panel: name ?? (host === 'command-line' ? 'firstpass' : page),
        ...(file === undefined ? {} : { file }),
      }
    }),
  }
}
