#!/usr/bin/python3
"""Write the trained edge refiner as ONNX: refine_export.py OUT.onnx [STATE]. Prints size and sha256.

Inputs: image N,3,H,W and mattes N,2,H,W (coarse, colour-line); output: refined N,5,H,W (matte, foreground, doubt).
"""
import sys

import numpy as np
import torch
from onnx import TensorProto, helper, numpy_helper

from onnx_file import write
from refine_network import INPUTS, NARROW, OUTPUTS, Refine, WIDE
from refine_train import STATE


def load(path=STATE):
    """The network with its averaged weights."""
    net = Refine()
    net.load_state_dict(torch.load(path, map_location="cpu")["mean"])
    return net.eval()


def folded(channels):
    """Where ONNX' space-to-depth order (y, x, channel) is found in pixel_unshuffle's (channel, y, x)."""
    return np.arange(4 * channels).reshape(channels, 4).T.ravel()


class Graph:
    """Collects nodes; names are made up."""

    def __init__(self):
        self.nodes, self.weights, self.count = [], [], 0

    def add(self, kind, inputs, output=None, **attributes):
        self.count += 1
        output = output or f"t{self.count}"
        self.nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output

    def constant(self, values):
        self.count += 1
        name = f"w{self.count}"
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(values, np.float32), name))
        return name

    def pick(self, x, rows, columns):
        """Weighted sums of planes: `rows` of (column, weight) lists, as a 1 x 1 convolution."""
        weight = np.zeros((len(rows), columns, 1, 1))
        for row, parts in enumerate(rows):
            for column, share in parts:
                weight[row, column] = share
        return self.add("Conv", [x, self.constant(weight)], kernel_shape=[1, 1])

    def conv(self, x, layer, order_out=None):
        weight, bias = layer.merged()
        if order_out is not None:
            weight, bias = weight[order_out], bias[order_out]
        side, how = weight.shape[2], layer.conv
        return self.add("Conv", [x, self.constant(weight), self.constant(bias)], kernel_shape=[side, side],
                        pads=[how.padding[0]] * 4, strides=list(how.stride), dilations=list(how.dilation))

    def clip(self, x, least, most):
        return self.add("Clip", [x, self.constant(np.array(least)), self.constant(np.array(most))])

    def relu(self, x):
        return self.add("Relu", [x])

    def residual(self, x, layer):
        return self.add("Add", [x, self.relu(self.conv(x, layer))])

    def up(self, x, layer, skip):
        channels = layer.conv.out_channels // 4
        wide = self.conv(x, layer, order_out=folded(channels))
        return self.add("Add", [skip, self.add("DepthToSpace", [wide], blocksize=2, mode="DCR")])


def nearby(g, x, side):
    """Means of windows, down and then across: many times faster than at once, and the same."""
    pad = (side - 4) // 2
    x = g.add("AveragePool", [x], kernel_shape=[side, 1], strides=[4, 1], pads=[pad, 0, pad, 0])
    return g.add("AveragePool", [x], kernel_shape=[1, side], strides=[1, 4], pads=[0, pad, 0, pad])


def features(g, given):
    """The same as refine_network.features; sums over planes are 1 x 1 convolutions."""
    both = lambda kind, a, b: g.add(kind, [a, b])
    number = lambda value: g.constant(np.array(value))
    folded = g.add("SpaceToDepth", [given], blocksize=2)
    mean = g.add("AveragePool", [given], kernel_shape=[2, 2], strides=[2, 2])
    matte = g.clip(g.pick(mean, [[(4, 1)]], INPUTS), 0, 1)
    rest = both("Sub", number(1), matte)
    colour = g.pick(mean, [[(c, 1)] for c in range(3)], INPUTS)
    parts = []
    for weight in (both("Pow", matte, number(4)), both("Pow", rest, number(4))):
        parts += [both("Mul", colour, weight), weight]
    sums = g.add("Concat", parts, axis=1)
    narrow, wide = (nearby(g, sums, side) for side in (NARROW, WIDE))
    colours = []
    for at in (0, 4):
        rgb = lambda x: g.pick(x, [[(at + c, 1)] for c in range(3)], 8)
        one = lambda x: g.pick(x, [[(at + 3, 1)]], 8)
        far = both("Div", both("Add", rgb(wide), number(.5e-4)), both("Add", one(wide), number(1e-4)))
        scaled = both("Mul", far, number(.02))
        colours.append(both("Div", both("Add", rgb(narrow), scaled), both("Add", one(narrow), number(.02))))
    ground = g.add("Concat", colours, axis=1)
    g.weights.append(numpy_helper.from_array(np.array([1, 1, 4, 4], np.float32), "times"))
    ground = g.add("Resize", [ground, "", "times"], mode="linear", coordinate_transformation_mode="half_pixel")
    back_four = g.pick(ground, [[(3 + c, 1)] for _ in range(4) for c in range(3)], 6)
    line = g.pick(ground, [[(c, 1), (3 + c, -1)] for c in range(3)], 6)
    line_four = g.add("Concat", [line] * 4, axis=1)
    apart = g.pick(both("Mul", line, line), [[(c, 1) for c in range(3)]], 3)
    per_pixel = [[(3 * k + c, 1) for c in range(3)] for k in range(4)]
    offset = both("Sub", g.pick(folded, [[(5 * k + c, 1)] for k in range(4) for c in range(3)], 20), back_four)
    along = both("Div", g.pick(both("Mul", offset, line_four), per_pixel, 12), both("Add", apart, number(.004)))
    along = g.clip(along, -.5, 1.5)
    along_twelve = g.pick(along, [[(k, 1)] for k in range(4) for _ in range(3)], 4)
    beside = both("Sub", offset, both("Mul", along_twelve, line_four))
    square = g.pick(both("Mul", beside, beside), per_pixel, 12)
    distance = g.add("Sqrt", [both("Add", square, number(1e-5))])
    far_apart = g.add("Sqrt", [both("Add", apart, number(1e-5))])
    centred = g.add("Concat", [folded, ground, along], axis=1)
    return g.add("Concat", [both("Sub", centred, number(.5)), both("Mul", distance, number(2)), far_apart], axis=1)


def graph(net):
    g = Graph()
    given = g.add("Concat", ["image", "mattes"], axis=1)
    a = g.relu(g.conv(features(g, given), net.enter))
    a = g.residual(a, net.half_in)
    b = g.relu(g.conv(a, net.down))
    for layer in net.quarter_in:
        b = g.residual(b, layer)
    c = g.relu(g.conv(b, net.down_again))
    for layer in net.eighth:
        c = g.residual(c, layer)
    b = g.up(c, net.up, b)
    for layer in net.quarter_out:
        b = g.residual(b, layer)
    a = g.residual(g.up(b, net.up_again, a), net.half_out)
    out = g.add("DepthToSpace", [g.conv(a, net.leave, order_out=folded(OUTPUTS))], blocksize=2, mode="DCR")
    # What is added to: the colour-line matte, the picture, nothing.
    base = g.pick(given, [[(4, 1)], [(0, 1)], [(1, 1)], [(2, 1)], []], INPUTS)
    g.add("Add", [out, base], output="refined")
    tensor = lambda name, planes: helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", planes, "h", "w"])
    return helper.make_graph(g.nodes, "firstpass-refine", [tensor("image", 3), tensor("mattes", 2)],
                             [tensor("refined", OUTPUTS)], g.weights)


def main(out, state=STATE):
    write(out, graph(load(state)))


if __name__ == "__main__":
    main(*sys.argv[1:])
