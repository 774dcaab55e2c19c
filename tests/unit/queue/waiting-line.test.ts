import type { Job } from '#helper/queue/job'
import { WaitingLine } from '#helper/queue/waiting-line'

const job = (owner: string, name: string): Job => ({ name, record: { owner } }) as unknown as Job
const names = (line: WaitingLine): string[] => {
  const taken: string[] = []
  for (let next = line.take(); next; next = line.take()) taken.push((next as unknown as { name: string }).name)
  return taken
}

describe('whose turn it is', () => {
  test('owners take turns, each in its own order', () => {
    const line = new WaitingLine()
    for (const name of ['a1', 'a2', 'a3', 'a4']) line.add(job('a', name))
    for (const name of ['b1', 'b2']) line.add(job('b', name))
    line.add(job('c', 'c1'))
    expect(names(line)).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3', 'a4'])
  })

  test('who came late is not behind who was served before', () => {
    const line = new WaitingLine()
    for (const name of ['a1', 'a2', 'a3']) line.add(job('a', name))
    expect((line.take() as unknown as { name: string }).name).toBe('a1')
    line.add(job('b', 'b1'))
    expect(names(line)).toEqual(['b1', 'a2', 'a3'])
  })

  test('a job that is tried again goes ahead of its owner\'s others; a removed one never comes', () => {
    const line = new WaitingLine()
    const gone = job('a', 'a2')
    line.add(job('a', 'a1'))
    line.add(gone)
    line.addFirst(job('a', 'a0'))
    expect([line.remove(gone), line.remove(gone)]).toEqual([true, false])
    expect(names(line)).toEqual(['a0', 'a1'])
  })
})
