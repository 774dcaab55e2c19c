import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { GraphWriter } from '#helper/models/onnx/graph'

const anySize = ['N', 3, 'H', 'W']

/** A network of one node from `image` to `out`. */
function network(name: string, build: (graph: GraphWriter) => void): void {
  const graph = new GraphWriter()
  graph.input('image', anySize)
  build(graph)
  const file = join(__dirname.replace(/([/\\])build[/\\]/, '$1'), `${name}.onnx`)
  writeFileSync(file, graph.bytes(name, [{ name: 'out', dims: ['N', 3, 'OH', 'OW'] }]))
}

const ones = (count: number): number[] => Array.from({ length: count }, () => 1)

/** A depthwise 3x3 convolution, so that the answer depends on a border of one pixel. */
function depthwise(graph: GraphWriter, kernel: readonly number[], input = 'image'): void {
  graph.floats('kernel', [3, 1, 3, 3], Float32Array.from([...kernel, ...kernel, ...kernel]))
  graph.node(['Conv', input, 'kernel'], 'out', { group: 3, pads: [1, 1, 1, 1] })
}

network('identity', (graph) => graph.node(['Identity', 'image'], 'out'))

network('brighten', (graph) => {
  graph.floats('tenth', [1], Float32Array.of(0.1))
  graph.node(['Add', 'image', 'tenth'], 'out')
})

/** One pixel to the right. */
network('shift', (graph) => depthwise(graph, [0, 0, 0, 1, 0, 0, 0, 0, 0]))

/** The mean of nine. */
network('blur', (graph) => depthwise(graph, ones(9).map((one) => one / 9)))

/** The logarithm of what is below 0 in a black picture. */
network('nan', (graph) => {
  graph.floats('half', [1], Float32Array.of(0.5))
  graph.node(['Sub', 'image', 'half'], 'lowered')
  graph.node(['Log', 'lowered'], 'out')
})

/** Each pixel as a block of four: nearest-neighbour doubling. */
network('double', (graph) => {
  graph.floats('spread', [3, 1, 2, 2], Float32Array.from(ones(12)))
  graph.node(['ConvTranspose', 'image', 'spread'], 'out', { group: 3, strides: [2, 2] })
})

/** With a noise map of half size beside the picture: the picture minus what the map says in even columns, plus it in odd ones. */
network('comb', (graph) => {
  graph.input('sigma', ['N', 1, 'HH', 'HW'])
  graph.floats('spread', [1, 1, 2, 2], Float32Array.of(1, -1, 1, -1))
  graph.node(['ConvTranspose', 'sigma', 'spread'], 'map', { strides: [2, 2] })
  graph.node(['Sub', 'image', 'map'], 'out')
})
