import type { Client } from '#client'
import { plainHeader } from '#protocol'
import type { Content, OpenDocument } from '#standalone/web/document'
import { DocumentStore } from '#standalone/web/document-store'
import { PageModel } from '#standalone/web/page-model'
import { saveDocument } from '#standalone/web/save-document'

const jobId = (name: string): string => name.padEnd(20, '0')
const content = (...jobs: string[]): Content => ({
  active: jobs[0]!,
  layers: jobs.map((job, order) => ({
    id: job, name: job, isVisible: true, opacity: 100, order,
    sheet: { header: plainHeader({ width: 4, height: 3 }, 'rgb', 'u8'), at: { job: jobId(job), result: 'picture' } },
  })),
})
const opened = (id: string, job: string): OpenDocument => ({
  id, name: `${id}.png`, width: 4, height: 3, opened: jobId(job), facts: '', notes: [], content: content(job), past: [],
})

describe('a document that is closed', () => {
  it('has the helper let go of all it ever showed, undone results too, but of nothing that another one shows', () => {
    const discarded: string[] = []
    const client = { discard: async (job: string) => void discarded.push(job) } as unknown as Client
    const store = new DocumentStore()
    const page = new PageModel({ client, store, newId: () => 'x', deliver: () => undefined })
    store.add(opened('one', 'a'))
    store.add({ ...opened('two', 'a'), content: content('a', 'b') })
    store.step('one', content('a', 'c'), 'Denoise')
    store.undo('one')
    page.close('one')
    expect(discarded).toEqual([jobId('c')])
    page.close('two')
    expect(discarded.slice(1).sort()).toEqual([jobId('a'), jobId('b')])
  })
})

describe('a tab that keeps its documents over a reload', () => {
  const kept = (limit: number) => {
    let text: string | undefined
    return {
      get: () => text,
      set: (next: string) => {
        if (next.length > limit) throw new DOMException('full', 'QuotaExceededError')
        text = next
      },
    }
  }
  const bytes = JSON.stringify(opened('one', 'a')).length

  it('keeps them without their history where that is too much, and works on', () => {
    const keep = kept(bytes * 3)
    const store = new DocumentStore(keep)
    const heard: string[] = []
    store.watch((change) => heard.push(change))
    store.add(opened('one', 'a'))
    for (let step = 0; step < 20; step++) store.step('one', content('a', 'b'), `step ${step}`)
    expect([heard.length, store.active!.past.length]).toEqual([21, 20])
    const again = new DocumentStore(keep).active!
    expect([again.content, again.past]).toEqual([content('a', 'b'), []])
  })

  it('forgets them where even that is too much: never an older state', () => {
    const keep = kept(bytes + 100)
    const store = new DocumentStore(keep)
    store.add(opened('one', 'a'))
    expect(new DocumentStore(keep).state.documents.length).toBe(1)
    store.add(opened('two', 'a'))
    expect(store.state.documents.length).toBe(2)
    expect(new DocumentStore(keep).state.documents).toEqual([])
  })
})

describe('a file that is downloaded', () => {
  it('comes by windows that the page holds as blobs, whole and named by its document', async () => {
    const windowBytes = 16 * 1024 * 1024
    const size = windowBytes + 5
    const asked: number[] = []
    const result = { results: { file: { kind: 'file', path: 'result.psd', bytes: size, sha256: '' } } }
    const client = {
      submit: async () => ({ latest: { job: jobId('s'), task: 'save' } }),
      follow: async () => ({ result }),
      window: async (_from: unknown, offset: number, length: number) => {
        asked.push(length)
        return new Uint8Array(length).fill(offset === 0 ? 1 : 2)
      },
      discard: async () => undefined,
    } as unknown as Client
    const { name, bytes } = await saveDocument(client, opened('one', 'a'), 'psd')
    expect([name, bytes.size, bytes.type]).toEqual(['one-firstpass.psd', size, 'application/octet-stream'])
    expect(asked).toEqual([windowBytes, 5])
    expect([...new Uint8Array(await bytes.slice(windowBytes - 1).arrayBuffer())]).toEqual([1, 2, 2, 2, 2, 2])
  })
})
