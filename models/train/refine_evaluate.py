#!/usr/bin/python3
"""SAD and gradient error of the refiner as a share of colour lines': refine_evaluate.py HELD_OUT.u8 [STATE].

HELD_OUT.u8 comes from refine_pool.py --held-out: other cut-outs, backgrounds and seeds than those trained on.
"""
import sys

import numpy as np
import torch

from refine_export import load
from refine_pool import PLANES, SIDE
from refine_train import STATE, gradients


def errors(matte, truth, inside):
    """Sum of differences, and of squared differences of gradient magnitudes (Rhemann et al. 2009)."""
    magnitude = [torch.sqrt(gradients(p).pow(2).sum(1, keepdim=True)) for p in (matte, truth)]
    cut = (truth.shape[2] - magnitude[0].shape[2]) // 2
    slopes = (magnitude[0] - magnitude[1]).pow(2) * inside[:, :, cut:-cut, cut:-cut]
    return np.array([float(((matte - truth).abs() * inside).sum()), float(slopes.sum())])


def main(path, state=STATE):
    torch.set_num_threads(1)
    net = load(state)
    shares, colours = [], []
    for planes in np.fromfile(path, np.uint8).reshape(-1, PLANES, SIDE, SIDE):
        batch = torch.from_numpy(planes.copy())[None].float() / 255
        truth, lines, unknown = batch[:, 6:7], batch[:, 8:9], batch[:, 9:]
        with torch.no_grad():
            out = net(torch.cat([batch[:, :3], batch[:, 7:9]], 1))
        matte = ((out[:, :1] - .01) / .98).clamp(0, 1)
        unknown = torch.nn.functional.max_pool2d(unknown, 9, 1, 4)
        matte = lines + unknown * (matte - lines)
        mixed = torch.nn.functional.max_pool2d(((truth > .004) & (truth < .996)).float(), 17, 1, 8)
        before = errors(lines, truth, mixed)
        if before[0] < 1:
            continue
        shares.append(errors(matte, truth, mixed) / before)
        soft = ((truth > .05) & (truth < .95)).float()
        off = [float(((c - batch[:, 3:6]).abs() * soft).sum() / (3 * soft.sum() + 1)) for c in (batch[:, :3], out[:, 1:4])]
        colours.append(off)
    shares, colours = np.array(shares), np.array(colours) * 255
    print(f"{len(shares)} composites: SAD x {shares[:, 0].mean():.3f} (median {np.median(shares[:, 0]):.3f}), gradient x "
          f"{shares[:, 1].mean():.3f} (median {np.median(shares[:, 1]):.3f}) of colour lines; worse in "
          f"{(shares[:, 0] > 1).sum()} and {(shares[:, 1] > 1).sum()}; foreground off by {colours[:, 1].mean():.1f}, "
          f"the picture itself by {colours[:, 0].mean():.1f} of 255")


if __name__ == "__main__":
    main(*sys.argv[1:])
