#!/usr/bin/python3
"""Mean PSNR over RGB on a folder of clean pictures: evaluate.py FOLDER [STATE].

Gaussian noise, rounded and clipped to 8 bit; output rounded and clipped; seeded per picture.
"""
import glob
import os
import sys

import numpy as np
import torch
from PIL import Image

from export import load
from train import STATE


def denoise(net, image, sigma):
    """image H,W,3 float 0..1, sigma a number 0..1; odd sizes are padded by one row or column."""
    h, w = image.shape[:2]
    padded = np.pad(image, ((0, h % 2), (0, w % 2), (0, 0)), mode="reflect")
    x = torch.from_numpy(padded.transpose(2, 0, 1)[None].astype(np.float32))
    level = torch.full((1, 1, x.shape[2] // 2, x.shape[3] // 2), sigma)
    with torch.no_grad():
        return net(x, level)[0].numpy().transpose(1, 2, 0)[:h, :w]


def psnr(a, b):
    return 10 * np.log10(255 ** 2 / np.mean((a.astype(float) - b) ** 2))


def main(folder, state=STATE):
    net = load(state)
    paths = sorted(glob.glob(os.path.join(folder, "*.png")))
    for level in (5, 15, 25, 50, 75):
        before, after = [], []
        for index, path in enumerate(paths):
            clean = np.asarray(Image.open(path).convert("RGB"))
            noise = np.random.default_rng(1000 * level + index).normal(0, level, clean.shape)
            noisy = np.clip(np.round(clean + noise), 0, 255)
            out = np.clip(np.round(denoise(net, noisy / 255, level / 255) * 255), 0, 255)
            before.append(psnr(clean, noisy))
            after.append(psnr(clean, out))
        print(f"sigma {level}: {np.mean(before):.2f} -> {np.mean(after):.2f} dB, {len(paths)} pictures",
              flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
