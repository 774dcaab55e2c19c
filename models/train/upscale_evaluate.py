#!/usr/bin/python3
"""Mean PSNR on luminance over a folder of clean pictures: upscale_evaluate.py FOLDER STATE...

Each picture is cropped to a multiple of the scale, reduced bicubically (PIL), enlarged, rounded to 8 bit;
BT.601 luminance, borders cropped by the scale.
"""
import glob
import math
import os
import sys

import numpy as np
import torch
from PIL import Image
from torch.nn import functional as F

from upscale_network import load

REACH = 16  # px of mirrored border, so that zeros beyond the picture reach nothing


def enlarge(net, small):
    """H,W,3 uint8 to scale*H, scale*W, 3 float 0..255."""
    x = torch.tensor(small).permute(2, 0, 1)[None].float() / 255
    with torch.no_grad():
        out = net(F.pad(x, (REACH,) * 4, mode="reflect"))[0]
    cut = REACH * net.scale
    return (out[:, cut:-cut, cut:-cut].clamp(0, 1) * 255).round().permute(1, 2, 0).double().numpy()


def psnr_y(a, b, border):
    weights = np.array([65.481, 128.553, 24.966]) / 255
    error = ((a.astype(float) - b) @ weights)[border:-border, border:-border]
    return 10 * math.log10(255 ** 2 / np.mean(error ** 2))


def mean_psnr(net, folder, enlarge_with=enlarge):
    figures = []
    for path in sorted(glob.glob(os.path.join(folder, "*.[bp][mn][pg]"))):
        large = Image.open(path).convert("RGB")
        w, h = (side // net.scale for side in large.size)
        large = large.crop((0, 0, w * net.scale, h * net.scale))
        small = np.asarray(large.resize((w, h), Image.BICUBIC))
        figures.append(psnr_y(np.asarray(large), enlarge_with(net, small), net.scale))
    return sum(figures) / len(figures)


def bicubic(net, small):
    size = (small.shape[1] * net.scale, small.shape[0] * net.scale)
    return np.asarray(Image.fromarray(small).resize(size, Image.BICUBIC)).astype(float)


def main(folder, *states):
    for state in states:
        net = load(state)
        print(f"{state}: x{net.scale} bicubic {mean_psnr(net, folder, bicubic):.2f}, "
              f"network {mean_psnr(net, folder):.2f} dB", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
