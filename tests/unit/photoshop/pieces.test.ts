import { failure } from '#protocol'
import { CommandFailed, play, tryPlay } from '../../../plugins/photoshop/host/batch-play'
import { type JobNote, mergeNotes, parseNotes } from '../../../plugins/photoshop/host/job-notes'
import { HostCancelled, inModal } from '../../../plugins/photoshop/host/modal'
import type { HostModules, ModalContext } from '../../../plugins/photoshop/host/modules'
import { convertChannels, convertSamples, paste } from '../../../plugins/photoshop/host/samples'
import { openScratch } from '../../../plugins/photoshop/host/temp-files'
import { addMissing } from '../../../shared/uxp/polyfills'
import { openPhotoshop } from '../../simulators/photoshop'

describe('samples', () => {
  it('change depth by white, rounded and held within it', () => {
    expect([...convertSamples(Uint8Array.of(0, 128, 255), 255, { sample: 'u16', max: 32768 })]).toEqual([0, 16448, 32768])
    expect([...convertSamples(Float32Array.of(-1, 0.5, 2), 1, { sample: 'u8', max: 255 })]).toEqual([0, 128, 255])
    expect([...convertSamples(Uint16Array.of(65535, 32768), 65535, { sample: 'u16', max: 32768 })]).toEqual([32768, 16384])
  })

  it('gain an opaque alpha, lose one, and repeat gray', () => {
    expect([...convertChannels(Uint8Array.of(1, 2, 3), 3, 4)]).toEqual([1, 2, 3, 255])
    expect([...convertChannels(Uint16Array.of(1, 2, 3, 9), 4, 3)]).toEqual([1, 2, 3])
    expect([...convertChannels(Float32Array.of(0.5, 1), 2, 4)]).toEqual([0.5, 0.5, 0.5, 1])
    expect([...convertChannels(Uint16Array.of(7), 1, 2)]).toEqual([7, 32768])
  })

  it('are pasted where both blocks are', () => {
    const onto = { samples: new Uint8Array(6), bounds: { left: 0, top: 0, right: 3, bottom: 2 } }
    paste({ samples: Uint8Array.of(1, 2, 3, 4), bounds: { left: 2, top: -1, right: 4, bottom: 1 } }, onto, 1)
    expect([...onto.samples]).toEqual([0, 0, 3, 0, 0, 0])
    paste({ samples: Uint8Array.of(9), bounds: { left: 5, top: 5, right: 6, bottom: 6 } }, onto, 1)
    expect([...onto.samples]).toEqual([0, 0, 3, 0, 0, 0])
  })
})

describe('notes of jobs', () => {
  const note: JobNote = {
    job: 'abc', recipe: '{"a":"<&>\\"$& \n"}', form: 'layer', at: 5, place: { hid: 1, target: 3, targetName: 'A "B" & <C>' },
  }

  it('come back as they were, beside what others wrote', () => {
    const theirs = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="r">' +
      '<rdf:Description dc:title="T"/></rdf:RDF></x:xmpmeta>'
    const merged = mergeNotes(theirs, [note])
    expect(parseNotes(merged)).toEqual([note])
    expect(merged).toContain('<rdf:Description dc:title="T"/>')
    expect(mergeNotes(merged, [])).toBe(theirs)
    expect(parseNotes(mergeNotes(merged, [{ ...note, job: 'two' }]))).toEqual([{ ...note, job: 'two' }])
    expect(parseNotes(mergeNotes('', [note]))).toEqual([note])
  })

  it('are none where the metadata is not ours or was damaged', () => {
    const merged = mergeNotes('', [note])
    expect(parseNotes('')).toEqual([])
    expect(parseNotes(merged.replace('abc', 'abc&quot;'))).toEqual([])
    expect(parseNotes(merged.replace('layer&quot;', 'poem&quot;'))).toEqual([])
  })
})

describe('a modal scope', () => {
  const work = { name: 'Read layer', action: 'read the layer' }
  const context = { isCancelled: false } as ModalContext
  const modulesThat = (executeAsModal: HostModules['photoshop']['core']['executeAsModal']): HostModules =>
    ({ photoshop: { app: { documents: [] as object[] }, core: { executeAsModal } } }) as unknown as HostModules
  const running = modulesThat(async (act) => act(context))

  it('says who keeps Photoshop busy', async () => {
    const busy = modulesThat(async () => {
      throw Object.assign(new Error('Host is in a modal state. Plugin: other is running.'), { number: 9 })
    })
    await expect(inModal(busy, work, async () => 1)).rejects.toMatchObject({
      code: 'HOST_BUSY', message: 'Photoshop is busy: Host is in a modal state. Plugin: other is running.',
    })
  })

  it('understands failures that are strings, and such that are nothing', async () => {
    const fail = (thrown: unknown) => inModal(running, work, async () => { throw thrown })
    await expect(fail('no such layer.')).rejects.toMatchObject({
      code: 'HOST_REFUSED', message: 'Photoshop did not let Firstpass read the layer: no such layer.',
    })
    await expect(fail('')).rejects.toMatchObject({ message: expect.stringContaining('it did not say why') })
    await expect(fail({ number: -128, message: 'User canceled' })).rejects.toBeInstanceOf(HostCancelled)
    await expect(fail(failure('TARGET_GONE', { name: 'A' }))).rejects.toMatchObject({ code: 'TARGET_GONE' })
  })

  it('finds our error again where Photoshop hands on another', async () => {
    const translating = modulesThat(async (act) => {
      try {
        return await act(context)
      } catch {
        throw new Error('uncaught')
      }
    })
    const act = async (): Promise<never> => { throw failure('TARGET_LOCKED', { name: 'A' }) }
    await expect(inModal(translating, work, act)).rejects.toMatchObject({ code: 'TARGET_LOCKED' })
  })
})

describe('commands', () => {
  it('that fail are failures, though Photoshop resolves', async () => {
    const ps = openPhotoshop()
    const modules: HostModules = { photoshop: ps.photoshop, uxp: ps.uxp, fs: ps.fs }
    ps.makeDocument({ width: 4, height: 4 })
    const missing = { _obj: 'get', _target: [{ _property: 'name' }, { _ref: 'layer', _id: 999 }] }
    await expect(play(modules, [missing])).rejects.toMatchObject({ command: 'get', number: expect.any(Number) })
    await expect(play(modules, [missing])).rejects.toBeInstanceOf(CommandFailed)
    expect(await tryPlay(modules, [missing])).toBeUndefined()
    ps.remove()
  })
})

describe('temporary files', () => {
  it.each([100, 5 * 1024 * 1024])('%i bytes: windows come back as they were written, the rest is 0', async (size) => {
    const ps = openPhotoshop()
    const scratch = await openScratch(ps.fs as HostModules['fs'], size)
    await scratch.write(Uint8Array.of(9, 1, 2, 3).subarray(1), 40)
    expect([...await scratch.read(39, 5)]).toEqual([0, 1, 2, 3, 0])
    expect((await scratch.read(size - 3, 3)).length).toBe(3)
    await scratch.close()
    await scratch.close()
    expect(ps.countOpenFiles()).toBe(0)
    ps.remove()
  })
})

describe('polyfills', () => {
  it('bring what is missing and leave what is there', async () => {
    const globals: Record<string, unknown> = { TextDecoder: 'own' }
    addMissing(globals)
    expect(globals.TextDecoder).toBe('own')
    const bare: Record<string, unknown> = {}
    addMissing(bare)
    const encoded = (new (bare.TextEncoder as typeof TextEncoder)()).encode('aß–🎨 %')
    expect([...encoded]).toEqual([...new TextEncoder().encode('aß–🎨 %')])
    expect((new (bare.TextDecoder as typeof TextDecoder)()).decode(encoded.buffer)).toBe('aß–🎨 %')
    const order: string[] = []
    ;(bare.queueMicrotask as typeof queueMicrotask)(() => order.push('later'))
    order.push('now')
    await Promise.resolve()
    expect(order).toEqual(['now', 'later'])
  })
})
