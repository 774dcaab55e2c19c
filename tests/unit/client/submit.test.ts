import { Client, type PictureSource } from '#client'
import { plainHeader } from '#protocol'
import { event, FakeHelper, TOKEN, view } from './fake-helper'

describe('submitting a job', () => {
  test('pixels go in parts, in order, and the profile as a blob of its own', async () => {
    const bodies: Record<string, unknown>[] = []
    const helper = new FakeHelper((path, { body }) => {
      if (path.startsWith('/v1/blobs/')) return { id: path.slice(10, 34), received: 0 }
      bodies.push(JSON.parse(body as string) as Record<string, unknown>)
      return view([event(1, 'queued')])
    })
    const client = new Client({ surroundings: helper.surroundings(), ports: [2], panel: 'panel-one', token: () => TOKEN })
    const header = plainHeader({ width: 10, height: 10 }, 'gray', 'u8')
    const read: number[][] = []
    const picture: PictureSource = {
      header, icc: new Uint8Array(30),
      read: (offset, length) => {
        read.push([offset, length])
        return new Uint8Array(length)
      },
    }
    const told: number[][] = []
    const order = { task: 'denoise', options: {}, inputs: { picture, mask: { job: 'k'.repeat(24), result: 'matte' } } }
    await helper.clock.run(client.submit(order, { partBytes: 40, onUpload: (done, total) => told.push([done, total]) }))
    expect(read).toEqual([[0, 40], [40, 40], [80, 20]])
    expect(told).toEqual([[40, 130], [80, 130], [100, 130], [130, 130]])
    const parts = helper.asked.filter((one) => one.startsWith('PUT')).map((one) => one.replace(/blobs\/[0-9a-f]{24}/, 'blobs/ID'))
    expect(parts).toEqual([
      'PUT /v1/blobs/ID?offset=0&total=100', 'PUT /v1/blobs/ID?offset=40&total=100', 'PUT /v1/blobs/ID?offset=80&total=100',
      'PUT /v1/blobs/ID?offset=0&total=30',
    ])
    const { inputs, id } = bodies[0] as { id: string; inputs: { picture: { blob: string; header: { colour: { icc: string } } } } }
    expect(id).toMatch(/^[0-9a-f]{24}$/)
    expect(new Set([id, inputs.picture.blob, inputs.picture.header.colour.icc]).size).toBe(3)
    expect(bodies[0]).toMatchObject({ task: 'denoise', inputs: { mask: { job: 'k'.repeat(24), result: 'matte' } } })
  })

  test('a helper that is lost in between gets what it misses, and the same id again', async () => {
    const ids: string[] = []
    let isFirst = true
    const helper: FakeHelper = new FakeHelper((path, { body }) => {
      if (path.startsWith('/v1/blobs/')) return { id: path.slice(10, 34), received: 0 }
      ids.push((JSON.parse(body as string) as { id: string }).id)
      if (isFirst) {
        isFirst = false
        helper.isUp = false
        helper.clock.setTimer(700, () => { helper.isUp = true })
        throw new TypeError('the answer is lost')
      }
      return view([event(1, 'queued')])
    })
    const client = new Client({ surroundings: helper.surroundings(), ports: [2], panel: 'panel-one', token: () => TOKEN })
    await helper.clock.run(client.submit({ task: 'open', options: { path: '/a.png' } }))
    expect(ids.length).toBe(2)
    expect(ids[0]).toBe(ids[1])
  })
})
