#!/usr/bin/python3
"""Write a trained upscaler as ONNX: upscale_export.py OUT.onnx STATE. Prints size and sha256."""
import os
import sys

import numpy as np
from onnx import TensorProto, helper, numpy_helper

from onnx_file import write
from upscale_network import load


class Graph:
    """Nodes and weights in the order they are computed."""

    def __init__(self):
        self.nodes, self.weights = [], []

    def conv(self, module, x, out):
        names = [f"{out}.weight"]
        tensors = [module.weight]
        if module.bias is not None:
            names.append(f"{out}.bias")
            tensors.append(module.bias)
        self.weights += [numpy_helper.from_array(np.ascontiguousarray(t.detach().numpy(), np.float32), n)
                         for t, n in zip(tensors, names)]
        size = module.kernel_size[0]
        self.node("Conv", [x, *names], out, kernel_shape=[size, size], pads=[size // 2] * 4)
        return out

    def node(self, kind, inputs, out, **attributes):
        self.nodes.append(helper.make_node(kind, inputs, [out], **attributes))
        return out


def graph(net, name):
    g = Graph()
    x = g.conv(net.first, "picture", "first")
    for i, (one, two) in enumerate(net.blocks):
        inner = g.node("Relu", [g.conv(one, x, f"block{i}.one")], f"block{i}.active")
        x = g.node("Add", [g.conv(two, inner, f"block{i}.two"), x], f"block{i}")
    total = g.node("Add", [g.conv(net.last, x, "added"), g.conv(net.linear, "picture", "linear")], "folded")
    g.node("DepthToSpace", [total], "enlarged", blocksize=net.scale, mode="CRD")
    tensor = lambda title, shape: helper.make_tensor_value_info(title, TensorProto.FLOAT, shape)
    return helper.make_graph(g.nodes, name, [tensor("picture", ["n", 3, "h", "w"])],
                             [tensor("enlarged", ["n", 3, "large h", "large w"])], g.weights)


def main(out, state):
    name = os.path.splitext(os.path.basename(out))[0]
    write(out, graph(load(state), name))


if __name__ == "__main__":
    main(*sys.argv[1:])
