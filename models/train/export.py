#!/usr/bin/python3
"""Write the trained denoiser as ONNX: export.py OUT.onnx [STATE]. Prints size and sha256."""
import sys

import numpy as np
import torch
from onnx import TensorProto, helper, numpy_helper

from onnx_file import write
from network import Denoise
from train import STATE


def load(path):
    """The network with its averaged weights."""
    net = Denoise()
    net.load_state_dict(torch.load(path, map_location="cpu")["mean"])
    return net.eval()


def graph(net):
    """SpaceToDepth orders the folded channels (y, x, colour), pixel_unshuffle (colour, y, x)."""
    order = np.arange(12).reshape(3, 4).T.ravel()
    pairs = [(w.numpy(), b.numpy()) for w, b in net.merged()]
    pairs[0] = (pairs[0][0][:, list(order) + [12]], pairs[0][1])
    pairs[-1] = (pairs[-1][0][order], pairs[-1][1][order])

    nodes = [helper.make_node("SpaceToDepth", ["image"], ["folded"], blocksize=2),
             helper.make_node("Concat", ["folded", "sigma"], ["x0"], axis=1)]
    weights = []
    for i, (weight, bias) in enumerate(pairs):
        names = [f"weight{i}", f"bias{i}"]
        weights += [numpy_helper.from_array(np.ascontiguousarray(a, np.float32), n)
                    for a, n in zip((weight, bias), names)]
        last = i == len(pairs) - 1
        nodes.append(helper.make_node("Conv", [f"x{i}", *names], ["noise" if last else f"y{i}"],
                                      kernel_shape=[3, 3], pads=[1, 1, 1, 1]))
        if not last:
            nodes.append(helper.make_node("Relu", [f"y{i}"], [f"x{i + 1}"]))
    nodes += [helper.make_node("Mul", ["noise", "sigma"], ["scaled"]),
              helper.make_node("Sub", ["folded", "scaled"], ["clean"]),
              helper.make_node("DepthToSpace", ["clean"], ["denoised"], blocksize=2, mode="DCR")]
    tensor = lambda name, shape: helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
    return helper.make_graph(nodes, "firstpass-denoise",
                             [tensor("image", ["n", 3, "h", "w"]), tensor("sigma", ["n", 1, "h2", "w2"])],
                             [tensor("denoised", ["n", 3, "h", "w"])], weights)


def main(out, state=STATE):
    write(out, graph(load(state)))


if __name__ == "__main__":
    main(*sys.argv[1:])
