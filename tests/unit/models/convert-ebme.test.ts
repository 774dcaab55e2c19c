import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { convertEbme } from '#helper/models/convert/ebme'
import { readPickle } from '#helper/models/convert/pickle'
import { readTorchFile } from '#helper/models/convert/torch-file'
import { manifestOf } from '#helper/models/catalogue'
import { checkOnnx } from '#helper/models/onnx/check'
import { Malformed } from '#helper/models/onnx/protobuf'
import { pullWeights, readWeights } from '#helper/models/weights'
import { itWithWeights, weights } from '../../support/available'
import { RegistryServer } from '../../support/registry-server'
import { pickle, statePickle, storedZip, tensorPickle, torchFile } from '../../support/torch-file'

const checkpoint = 'ebme_bi-flownet.pkl'

/** Numbers in 0..1 that are the same every time. */
function random(count: number, seed: number): Float32Array {
  let state = seed >>> 0
  return Float32Array.from({ length: count }, () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32)
}

describe('a file of torch.save', () => {
  const small = { a: { dims: [2, 3], values: [1, 2, 3, 4, 5, 6] }, b: { dims: [1], values: [-0.5] } }

  test('gives its tensors by name', () => {
    const tensors = readTorchFile(torchFile(small))
    expect([...tensors.keys()]).toEqual(['a', 'b'])
    expect(tensors.get('a')).toEqual({ dims: [2, 3], values: Float32Array.of(1, 2, 3, 4, 5, 6) })
    expect(tensors.get('b')?.values).toEqual(Float32Array.of(-0.5))
  })

  const archive = (data: Buffer, floats = 6): Buffer =>
    storedZip({ 'archive/data.pkl': data, 'archive/data/0': Buffer.alloc(4 * floats) })
  const one = (shape: Parameters<typeof tensorPickle>[1]): Buffer => archive(statePickle({ a: tensorPickle('0', shape) }))
  const zip = (change: (record: Buffer) => void): Buffer => storedZip({ 'archive/data.pkl': Buffer.from('.') }, change)

  test.each<[string, Buffer, RegExp]>([
    ['another kind of file', Buffer.from('hello, this is no archive at all'), /not end as a ZIP/],
    ['a compressed archive', zip((record) => record.writeUInt16LE(8, 10)), /compressed/],
    ['an encrypted archive', zip((record) => record.writeUInt16LE(1, 8)), /compressed/],
    ['damaged bytes', zip((record) => record.writeUInt32LE(1, 16)), /damaged/],
    ['a file beyond the end', zip((record) => { record.writeUInt32LE(1e9, 20); record.writeUInt32LE(1e9, 24) }), /ends too early/],
    ['an archive without a pickle', storedZip({ 'a/b': Buffer.from('') }), /torch.save/],
    ['a name that climbs by strange letters', storedZip({ 'a\\..\\b': Buffer.from('') }), /strange name/],
    ['more elements than there are bytes', one({ dims: [2, 4] }), /no whole storage/],
    ['sizes beyond any memory', one({ dims: [2 ** 31 - 1, 2 ** 31 - 1, 2 ** 31 - 1] }), /no whole storage/],
    ['a view into a storage', one({ dims: [3], offset: 3, elements: 6 }), /no whole storage/],
    ['columns before rows', one({ dims: [2, 3], strides: [1, 2] }), /no whole storage/],
    ['a storage that is not there', archive(statePickle({ a: tensorPickle('1', { dims: [6] }) })), /no whole storage/],
    ['a value that is no tensor', archive(statePickle({ a: pickle.text('b') })), /no tensor/],
    ['a pickle that is no dict', archive(pickle.whole(pickle.text('b'))), /no dict of tensors/],
  ])('is refused with %s', (_, bytes, message) => {
    expect(() => readTorchFile(bytes)).toThrow(message)
    expect(() => readTorchFile(bytes)).toThrow(Malformed)
  })

  const rebuild = pickle.global('torch._utils', '_rebuild_tensor_v2')
  test.each<[string, Buffer, RegExp]>([
    ['another protocol', Buffer.from([0x80, 4, 0x2e]), /protocol 2/],
    ['a command of the system', pickle.whole(pickle.call(pickle.global('os', 'system'), pickle.tuple(pickle.text('id')))), /os system/],
    ['a builtin', pickle.whole(pickle.global('builtins', 'eval')), /builtins eval/],
    ['another function of torch', pickle.whole(pickle.global('torch', 'load')), /torch load/],
    ['INST', pickle.whole(Buffer.from('(ios\nsystem\n')), /opcode 0x69/],
    ['NEWOBJ', pickle.whole(rebuild, pickle.tuple(), Buffer.from([0x81])), /opcode 0x81/],
    ['STACK_GLOBAL', pickle.whole(pickle.text('os'), pickle.text('system'), Buffer.from([0x93])), /opcode 0x93/],
    ['EXT1', pickle.whole(Buffer.from([0x82, 1])), /opcode 0x82/],
    ['a call of a text', pickle.whole(pickle.call(pickle.text('eval'), pickle.tuple())), /calls what is no name/],
    ['a tensor of nothing', pickle.whole(pickle.call(rebuild, pickle.tuple())), /tensor that is not read/],
    ['a storage of another kind', pickle.whole(pickle.tuple(pickle.text('file')), Buffer.from('Q')), /no storage of floats/],
    ['state for what is no dict', pickle.whole(rebuild, pickle.tuple(), Buffer.from('b')), /builds what is no dict/],
    ['an empty stack', pickle.whole(Buffer.from('R')), /not there/],
    ['a mark that is not there', pickle.whole(Buffer.from('t')), /mark/],
    ['a memory that is not there', pickle.whole(Buffer.from('h\0')), /never kept/],
    ['a text without end', pickle.whole(Buffer.from('X\xff\xff\xff\x7f', 'latin1')), /too long/],
    ['a text of negative length', pickle.whole(Buffer.from('X\xff\xff\xff\xff', 'latin1')), /too long/],
    ['no end', Buffer.from([0x80, 2, 0x29]), /ends too early/],
    ['something after its end', Buffer.concat([pickle.whole(pickle.tuple()), Buffer.from('.')]), /left over/],
  ])('a pickle with %s is refused', (_, bytes, message) => {
    expect(() => readPickle(bytes)).toThrow(message)
    expect(() => readPickle(bytes)).toThrow(Malformed)
  })

  test('is read or refused, whatever 4000 times three bytes are changed to', () => {
    const whole = torchFile(small)
    const data = statePickle({ a: tensorPickle('0', { dims: [2, 3] }) })
    let refused = 0
    for (let round = 0; round < 4000; round++) {
      const given = Buffer.from(round % 2 === 0 ? whole : data)
      const [places, values] = [random(3, 7 * round + 1), random(3, 7 * round + 2)]
      places.forEach((place, index) => { given[Math.floor(place * given.length)] = Math.floor((values[index] ?? 0) * 256) })
      try {
        if (round % 2 === 0) readTorchFile(given)
        else readPickle(given)
      } catch (error) {
        expect(error).toBeInstanceOf(Malformed)
        refused++
      }
    }
    expect(refused).toBeGreaterThan(2000)
    expect(refused).toBeLessThan(4000)
  })
})

describe('the checkpoint of EBME', () => {
  test('with other weights than the network has is refused', () => {
    const name = 'module.feat_pyramid.conv_stage1.0.weight'
    expect(() => convertEbme(torchFile({ [name]: { dims: [1], values: [1] } }))).toThrow(/conv_stage1\.0\.weight are not of 24 x 3 x 3 x 3/)
  })

  const checkpointFile = (): Buffer => readFileSync(weights(checkpoint) ?? '')

  itWithWeights(checkpoint, 'ebme_biflow_level')('becomes a network with the outputs of an independent conversion', async () => {
    const made = convertEbme(checkpointFile())
    checkOnnx(made)
    const [height, width] = [48, 80]
    const tensor = (channels: number, divisor: number, seed: number): Tensor => {
      const dims = [1, channels, height / divisor, width / divisor]
      return new Tensor('float32', random(channels * height * width / divisor ** 2, seed), dims)
    }
    const inputs = { img0: tensor(3, 1, 1), img1: tensor(3, 1, 2), last_feat: tensor(64, 4, 3), last_flow: tensor(4, 4, 4) }
    const run = async (model: Uint8Array): Promise<Record<string, Tensor>> => {
      const session = await InferenceSession.create(model, { logSeverityLevel: 3, intraOpNumThreads: 1 })
      const outputs = await session.run(inputs)
      await session.release()
      return outputs as Record<string, Tensor>
    }
    const [ours, theirs] = [await run(made), await run(readFileSync(weights('ebme_biflow_level') ?? ''))]
    for (const name of ['flow', 'feat']) {
      const expected = theirs[name]?.data as Float32Array
      const given = ours[name]?.data as Float32Array
      const worst = given.reduce((most, value, at) => Math.max(most, Math.abs(value - (expected[at] ?? NaN))), 0)
      expect(worst).toBeLessThan(1e-5)
      expect(Math.max(...expected)).toBeGreaterThan(0.1)
    }
  })

  itWithWeights(checkpoint)('is fetched from its address, verified and built into the cache', async () => {
    const server = new RegistryServer()
    await server.start()
    const home = mkdtempSync(join(tmpdir(), 'firstpass-ebme-'))
    const kept = { models: process.env.FIRSTPASS_MODELS, tests: process.env.FIRSTPASS_TEST_MODELS }
    delete process.env.FIRSTPASS_TEST_MODELS
    process.env.FIRSTPASS_MODELS = home
    try {
      const url = server.page('/bi-flownet.pkl', (response) => response.writeHead(200).end(checkpointFile()))
      const manifest = structuredClone(manifestOf('ebme'))
      for (const file of manifest.source.files) file.from = { url }
      await pullWeights(manifest)
      expect(Buffer.compare(await readWeights(manifest), convertEbme(checkpointFile()))).toBe(0)
      expect(existsSync(join(home, 'partial', checkpoint))).toBe(false)
    } finally {
      if (kept.models === undefined) delete process.env.FIRSTPASS_MODELS
      else process.env.FIRSTPASS_MODELS = kept.models
      if (kept.tests !== undefined) process.env.FIRSTPASS_TEST_MODELS = kept.tests
      await server.stop()
      rmSync(home, { recursive: true, force: true })
    }
  })
})
