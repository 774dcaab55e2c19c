import { checkOnnx, onnxLimits } from '#helper/models/onnx/check'
import { Malformed, MessageWriter } from '#helper/models/onnx/protobuf'
import { scalingModel } from './tiny-manifest'

/** Field numbers of onnx.proto: ModelProto 7 graph, 8 opset; GraphProto 1 node, 5 initializer, 11 input. */
const opset = (domain = ''): Uint8Array => new MessageWriter().text(1, domain).integer(2, 18).bytes()
const modelOf = (graph: MessageWriter): Uint8Array =>
  new MessageWriter().integer(1, 8).message(7, graph.bytes()).message(8, opset()).bytes()
const tensor = (dims: (number | bigint)[], bytes: number): MessageWriter =>
  new MessageWriter().integers(1, dims).integer(2, 1).text(8, 'w').message(9, new Uint8Array(bytes))
const withTensor = (initialiser: MessageWriter): Uint8Array => modelOf(new MessageWriter().message(5, initialiser.bytes()))
const node = (): MessageWriter => new MessageWriter().text(1, 'x').text(2, 'y').text(4, 'Relu')
const withNode = (each: MessageWriter): Uint8Array => modelOf(new MessageWriter().message(1, each.bytes()))

function inputOf(dims: (number | bigint)[]): Uint8Array {
  const shape = new MessageWriter()
  for (const dim of dims) shape.message(1, new MessageWriter().integer(1, dim).bytes())
  const type = new MessageWriter().message(1, new MessageWriter().integer(1, 1).message(2, shape.bytes()).bytes())
  return modelOf(new MessageWriter().message(11, new MessageWriter().text(1, 'x').message(2, type.bytes()).bytes()))
}

/** A graph inside an If inside a graph ..., `depth` deep. */
function nested(depth: number): Uint8Array {
  let graph = new MessageWriter()
  for (let level = 0; level < depth; level++) {
    const branch = new MessageWriter().text(1, 'then_branch').message(6, graph.bytes()).integer(20, 5)
    graph = new MessageWriter().message(1, new MessageWriter().text(4, 'If').message(5, branch.bytes()).bytes())
  }
  return modelOf(graph)
}

const external = new MessageWriter().text(1, 'location').text(2, '../../../etc/passwd').bytes()

describe('checkOnnx', () => {
  test('takes a plain model and names its ends', () => {
    expect(checkOnnx(scalingModel(2))).toEqual({ inputs: ['x'], outputs: ['y'] })
  })

  test('takes weights whose bytes are what their shape says, raw or typed', () => {
    expect(() => checkOnnx(withTensor(tensor([2, 3], 24)))).not.toThrow()
    const typed = new MessageWriter().integers(1, [2]).integer(2, 1).message(4, new Uint8Array(8))
    expect(() => checkOnnx(withTensor(typed))).not.toThrow()
    const integers = new MessageWriter().integers(1, [3]).integer(2, 7).integers(7, [1, 300, -1])
    expect(() => checkOnnx(withTensor(integers))).not.toThrow()
  })

  test.each<[string, Uint8Array, RegExp]>([
    ['weights in another file', withTensor(tensor([1], 4).message(13, external)), /external_data/],
    ['weights said to be in another file', withTensor(tensor([1], 4).integer(14, 1)), /external_data/],
    ['weights in another file, inside a node', withNode(node().message(5, new MessageWriter()
      .message(5, tensor([1], 4).message(13, external).bytes()).bytes())), /external_data/],
    ['a negative size', withTensor(tensor([-1], 4)), /negative/],
    ['sizes whose product overflows', withTensor(tensor([2 ** 27, 2 ** 27, 2 ** 27], 4)), /larger than/],
    ['sizes whose product wraps to 0 in 64 bits', withTensor(tensor([2n ** 32n, 2n ** 32n], 0)), /larger than/],
    ['an input of impossible size', inputOf([1, 3, 2 ** 27, 2 ** 27]), /larger than/],
    ['an input of negative size', inputOf([1, -3]), /negative/],
    ['fewer bytes than the shape says', withTensor(tensor([1000], 4)), /another number of bytes/],
    ['more bytes than the shape says', withTensor(tensor([1], 4000)), /another number of bytes/],
    ['too many dimensions', withTensor(tensor(Array<number>(9).fill(1), 4)), /dimensions/],
    ['an element type that is not known', withTensor(new MessageWriter().integers(1, [1]).integer(2, 99)), /type 99/],
    ['operators of an unknown set', withNode(node().text(7, 'evil.example')), /"evil\.example"/],
    ['an unknown operator set', new MessageWriter().message(7, new Uint8Array()).message(8, opset('evil.example')).bytes(), /evil/],
    ['functions of its own', new MessageWriter().message(7, new Uint8Array()).message(8, opset()).message(25, opset()).bytes(), /functions/],
    ['training graphs', new MessageWriter().message(7, new Uint8Array()).message(8, opset()).message(20, opset()).bytes(), /training/],
    ['graphs nested without end', nested(onnxLimits.depth + 1), /nested deeper/],
    ['two graphs', new MessageWriter().message(7, new Uint8Array()).message(7, new Uint8Array()).message(8, opset()).bytes(), /not an ONNX/],
    ['nothing', new Uint8Array(), /not an ONNX/],
    ['a text', Buffer.from('<!doctype html><title>404</title>'), /./],
    ['a length that points past the end', Uint8Array.of(0x3a, 0xff, 0xff, 0xff, 0xff, 0x0f), /longer than the file/],
    ['a number without end', Uint8Array.of(0x08, ...Array<number>(11).fill(0x80)), /ten bytes/],
    ['a group', Uint8Array.of(0x0b), /wire type/],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => checkOnnx(bytes)).toThrow(Malformed)
    expect(() => checkOnnx(bytes)).toThrow(message)
  })

  test('takes graphs nested as deep as allowed', () => {
    expect(() => checkOnnx(nested(onnxLimits.depth))).not.toThrow()
  })

  test('refuses more nodes, tensors or bytes than allowed', () => {
    const many = new MessageWriter()
    for (let count = 0; count < 11; count++) many.message(1, node().bytes())
    expect(() => checkOnnx(modelOf(many), { ...onnxLimits, nodes: 11 })).not.toThrow()
    expect(() => checkOnnx(modelOf(many), { ...onnxLimits, nodes: 10 })).toThrow(/more than 10 nodes/)
    expect(() => checkOnnx(scalingModel(2), { ...onnxLimits, tensors: 0 })).toThrow(/more than 0 tensors/)
    expect(() => checkOnnx(scalingModel(2), { ...onnxLimits, bytes: 20 })).toThrow(/larger than 20 bytes/)
  })

  test('a model cut anywhere, or with any byte changed, is taken or refused, never a crash', () => {
    const whole = scalingModel(2)
    for (let at = 0; at < whole.length; at++) {
      const changed = Uint8Array.from(whole)
      changed[at] = (changed[at] ?? 0) ^ 0xff
      for (const bytes of [whole.subarray(0, at), changed]) {
        try {
          checkOnnx(bytes)
        } catch (error) {
          expect(error).toBeInstanceOf(Malformed)
        }
      }
    }
  })
})
