import * as fs from 'node:fs'
import * as path from 'node:path'
import { doorBatchSchema, type DoorBatch } from '#protocol'
import { endHelpers } from '../../support/helper'
import { frame, PretendRoom } from '../../support/resolve/pretend-script'

afterEach(endHelpers)

const batch = (count = 1): DoorBatch => doorBatchSchema.parse({
  calls: Array.from({ length: count }, () => ({ on: { $handle: 'resolve' }, call: 'GetCurrentPage' })), timeoutMs: 2000,
})
const answers = (...values: unknown[]): string => JSON.stringify({ answers: values.map((value) => ({ value })) })
const said = (seq: number, text: string): string => frame('agent0001', seq, { text })

describe('the mailbox', () => {
  it('is emptied of files; a folder that somebody made in it is left alone', () => {
    const room = new PretendRoom()
    fs.mkdirSync(path.join(room.folder, 'mine'))
    fs.writeFileSync(path.join(room.folder, 'hello-old'), 'old')
    room.door.open()
    expect(fs.readdirSync(room.folder).sort()).toEqual(['mine', 'ticket.lua'])
  })
})

describe('who is there', () => {
  it('says what to do while no script runs', () => {
    const room = new PretendRoom()
    const advice: unknown = expect.stringContaining('Workspace > Scripts')
    expect(room.door.state()).toEqual({ state: 'waiting', why: 'not-started', advice })
  })

  it('attaches to a script that says hello by file or by preferences, and knows its edition', () => {
    const room = new PretendRoom()
    room.hello()
    expect(room.door.state()).toEqual({
      state: 'attached', edition: 'free', product: 'DaVinci Resolve', version: '21.1.0.7', channel: 'files', agent: 'agent0001',
    })
    expect([room.ticket('agent'), room.ticket('seats')]).toEqual(['agent0001', '1'])
    const other = new PretendRoom()
    other.hello({ channel: 'preferences', product: 'DaVinci Resolve Studio', version: '20.3.2' })
    expect(other.door.state()).toMatchObject({ edition: 'studio', channel: 'preferences', version: '20.3.2' })
  })

  it('hears nobody who greets another helper, or whose Resolve has ended', () => {
    const room = new PretendRoom()
    room.hello({ session: 'another' })
    expect(room.door.state().state).toBe('waiting')
    room.dead.add(77)
    room.hello({ agent: 'agent0077', pid: 77 })
    expect(room.door.state().state).toBe('waiting')
    expect(room.door.state().state).toBe('waiting')
    expect(room.ticket('roll')).toBe('1')
  })

  it.each([0, 77])('believes a script whose process it can\'t see (%d) once it answers a roll; misses no process then', (pid) => {
    const room = new PretendRoom()
    room.dead.add(77)
    room.hello({ pid })
    expect(room.door.state().state).toBe('waiting')
    room.hello({ pid })
    expect(room.door.state().state).toBe('attached')
    expect(room.door.state().state).toBe('attached')
  })

  it('asks again for the edition every five seconds while a window in Resolve hides it', () => {
    const room = new PretendRoom()
    room.hello({ product: '' })
    expect(room.door.state()).toMatchObject({ edition: 'free', product: 'DaVinci Resolve' })
    expect(room.ticket('roll')).toBe('1')
    room.hello({ product: '' })
    for (let look = 0; look < 3; look++) room.door.state()
    expect(room.ticket('roll')).toBe('1')
    room.nowMs += 5000
    room.door.state()
    expect(room.ticket('roll')).toBe('2')
    room.hello({ product: 'DaVinci Resolve Studio' })
    expect(room.door.state()).toMatchObject({ edition: 'studio' })
    room.nowMs += 200_000
    room.door.state()
    expect(room.ticket('roll')).toBe('2')
  })

  it.each([{ agent: '../../x' }, { next: -1 }, { pid: 1.5 }, { product: 'x'.repeat(101) }, { channel: 'pipe' as 'files' }])(
    'takes no hello with %j', (wrong) => {
      const room = new PretendRoom()
      const text = frame('hello', 0, { text: JSON.stringify({ ...room.hello(), ...wrong }) })
      fs.rmSync(path.join(room.folder, 'hello-agent0001'))
      fs.writeFileSync(path.join(room.folder, 'hello-agent0002'), text)
      expect(room.door.state().state).toBe('waiting')
    })

  it('notices when Resolve ends, and attaches to the next script', () => {
    const room = new PretendRoom()
    room.hello()
    room.door.state()
    room.dead.add(4000)
    expect(room.door.state()).toMatchObject({ state: 'waiting', why: 'resolve-ended' })
    room.hello({ agent: 'agent0002', pid: 4001 })
    expect(room.door.state()).toMatchObject({ state: 'attached', agent: 'agent0002' })
    expect(room.ticket('seats')).toBe('2')
  })

  it('goes over to a script that was started later; the earlier one is told by the ticket and never heard again', () => {
    const room = new PretendRoom()
    room.hello()
    room.door.state()
    room.hello({ agent: 'agent0002' })
    expect(room.door.state()).toMatchObject({ agent: 'agent0002' })
    expect([room.ticket('agent'), room.ticket('seats')]).toEqual(['agent0002', '2'])
    expect(room.door.state()).toMatchObject({ agent: 'agent0002' })
  })

  it('says so when the script is of another version', () => {
    const room = new PretendRoom()
    room.hello({ protocol: 2 })
    const advice: unknown = expect.stringContaining('Install')
    expect(room.door.state()).toMatchObject({ state: 'waiting', why: 'other-version', advice })
  })

  it('calls no roll while it hears of the script, one after five quiet minutes, and gives up one that is silent', () => {
    const room = new PretendRoom()
    room.hello()
    room.door.state()
    room.nowMs += 299_000
    room.door.state()
    expect(room.ticket('roll')).toBe('0')
    room.nowMs += 1000
    expect(room.door.state().state).toBe('attached')
    expect(room.ticket('roll')).toBe('1')
    room.nowMs += 10_000
    expect(room.door.state()).toMatchObject({ state: 'waiting', why: 'silent' })
    // It was busy; it answers a later roll.
    room.nowMs += 5000
    room.door.state()
    expect(room.ticket('roll')).toBe('2')
    room.hello()
    expect(room.door.state().state).toBe('attached')
  })

  it('stays attached when the roll is answered', () => {
    const room = new PretendRoom()
    room.hello()
    room.door.state()
    room.nowMs += 300_000
    room.door.state()
    room.hello()
    room.door.state()
    room.nowMs += 200_000
    expect(room.door.state().state).toBe('attached')
    expect(room.ticket('roll')).toBe('1')
  })
})

describe('a batch', () => {
  it('goes through, one request after the other, and leaves no file behind', async () => {
    const room = new PretendRoom()
    room.hello({ next: 5 })
    const asked: string[] = []
    room.answerWith((seq) => {
      asked.push(room.request(seq) ?? '')
      return said(seq, answers(`page ${seq}`))
    })
    const both = await Promise.all([room.door.call(batch()), room.door.call(batch())])
    expect(both).toEqual([{ answers: [{ value: 'page 5' }] }, { answers: [{ value: 'page 6' }] }])
    expect(asked[0]).toBe('return {kind="calls",calls={(function()return{on={__handle="resolve"},call="GetCurrentPage",'
      + 'as="value",args={n=0}}end)()}}\n')
    expect(fs.readdirSync(room.folder).sort()).toEqual(['hello-agent0001', 'ticket.lua'])
  })

  it('is refused at once while nobody is there', async () => {
    const room = new PretendRoom()
    await expect(room.door.call(batch())).rejects.toMatchObject({ code: 'DOOR_WAITING', data: { why: 'it was not started yet' } })
    expect(room.nowMs).toBe(1_000_000)
  })

  it('is put together from parts', async () => {
    const room = new PretendRoom()
    room.hello()
    const text = answers('ü'.repeat(50), 'b')
    const cut = Buffer.from(text, 'utf8')
    const halves = [cut.subarray(0, 34), cut.subarray(34)].map((half) => half.toString('base64'))
    room.answerWith((seq) => `fp1;agent0001;${seq};${seq};2;${halves[seq - 1]?.length};${halves[seq - 1]};end`)
    expect(await room.door.call(batch(2))).toEqual({ answers: [{ value: 'ü'.repeat(50) }, { value: 'b' }] })
  })

  it.each([
    ['no JSON', 'answers', /not JSON/], ['too few answers', answers(1), /1 answers to 2 calls/],
    ['an answer of no kind', JSON.stringify({ answers: [{ value: 1 }, { maybe: 1 }] }), /answers\.1/],
    ['an empty answer', JSON.stringify({ answers: [{ value: 1 }, {}] }), /answers\.1/],
    ['an unknown failure', JSON.stringify({ answers: [{ value: 1 }, { error: { code: 'X', message: '' } }] }), /answers\.1/],
    ['depth', '['.repeat(50_000), /not JSON/],
  ])('is refused when its answer has %s', async (_what, text, reason) => {
    const room = new PretendRoom()
    room.hello()
    room.answerWith((seq) => said(seq, text))
    const message: unknown = expect.stringMatching(reason)
    await expect(room.door.call(batch(2))).rejects.toMatchObject({ code: 'DOOR_ANSWER_INVALID', message })
  })

  it('times out, takes its request back, and asks again only once the script says how far it is', async () => {
    const room = new PretendRoom()
    room.hello()
    await expect(room.door.call(batch())).rejects.toMatchObject({ code: 'DOOR_SILENT', data: { timeoutMs: 2000 } })
    expect(room.request(1)).toBeUndefined()
    expect(room.ticket('roll')).toBe('1')
    expect(room.door.state()).toMatchObject({ state: 'waiting', why: 'silent' })
    // It had taken the request after all: the late answer to 1 is nobody's, the next request is 2.
    room.hello({ next: 2 })
    room.answerWith((seq) => said(seq, answers(`page ${seq}`)))
    expect(await room.door.call(batch())).toEqual({ answers: [{ value: 'page 2' }] })
  })

  it('waits three seconds for a silent script to come back, no longer', async () => {
    const room = new PretendRoom()
    room.hello()
    await expect(room.door.call(batch())).rejects.toMatchObject({ code: 'DOOR_SILENT' })
    const before = room.nowMs
    await expect(room.door.call(batch())).rejects.toMatchObject({ code: 'DOOR_WAITING', data: { why: 'it no longer answers' } })
    expect(room.nowMs - before).toBe(3000)
  })

  it('fails at once when Resolve ends meanwhile', async () => {
    const room = new PretendRoom()
    room.hello()
    room.whileItWaits = () => room.dead.add(4000)
    await expect(room.door.call(batch())).rejects.toMatchObject({ code: 'DOOR_WAITING', data: { why: 'Resolve was closed' } })
    expect(room.nowMs).toBe(1_000_020)
  })

  it('fails when the helper ends meanwhile; nothing stays in the folder', async () => {
    const room = new PretendRoom()
    room.hello()
    room.whileItWaits = () => room.door.close()
    await expect(room.door.call(batch())).rejects.toMatchObject({ code: 'HELPER_LOST' })
    expect(fs.readdirSync(room.folder)).toEqual([])
  })

  it('waits in a line of sixteen', async () => {
    const room = new PretendRoom()
    room.hello()
    room.answerWith((seq) => said(seq, answers(seq)))
    const all = await Promise.allSettled(Array.from({ length: 18 }, () => room.door.call(batch())))
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(16)
    expect(all[17]).toMatchObject({ reason: { code: 'HOST_BUSY' } })
  })
})

describe('the folder', () => {
  it('is the user\'s alone, and emptied at the start', () => {
    const room = new PretendRoom()
    if (process.platform !== 'win32') {
      expect(fs.statSync(room.folder).mode & 0o777).toBe(0o700)
      expect(fs.statSync(path.join(room.folder, 'ticket.lua')).mode & 0o777).toBe(0o600)
    }
    fs.chmodSync(room.folder, 0o755)
    fs.writeFileSync(path.join(room.folder, 'request-old-1.lua'), '')
    room.door.open()
    expect(fs.readdirSync(room.folder)).toEqual(['ticket.lua'])
    if (process.platform !== 'win32') expect(fs.statSync(room.folder).mode & 0o777).toBe(0o700)
  })

  it('asks a script to stop', () => {
    const room = new PretendRoom()
    room.door.stop()
    room.hello()
    room.door.stop()
    expect(room.request(1)).toBe('return {kind="stop"}\n')
    expect(room.door.state()).toMatchObject({ state: 'waiting', why: 'stopped' })
  })
})
