#!/usr/bin/python3
"""One minute on made-up pictures: does the whole road from noise to ONNX work, and does it learn?"""
import os
import tempfile

import numpy as np
import onnx
import torch
from PIL import Image

import export
import noise
import train
import upscale_evaluate
import upscale_export
import upscale_network
import upscale_pairs
import upscale_train


def made_up_pool(folder):
    """A pool of one smooth picture, as prepare.py writes it."""
    pool = os.path.join(folder, "pool.npz")
    picture = Image.fromarray(np.random.default_rng(0).integers(0, 255, (24, 24, 3), np.uint8))
    pixels = np.asarray(picture.resize((240, 240), Image.BICUBIC))
    np.savez(pool, pixels=pixels.reshape(-1), shapes=np.array([[240, 240]]),
             places=np.array([[0, 0, 0, 1], [0, 120, 120, 1]], np.float32))
    return pool, pixels


def check_noise():
    gray = torch.linspace(.1, .9, 96).expand(1, 1, 96, 96).contiguous()
    for kernels in (noise._MALVAR, noise._BILINEAR):
        error = (noise.demosaic(gray, kernels) - gray)[:, :, 4:-4, 4:-4].abs().max()
        assert error < 1e-5, "demosaicing a gray ramp must keep it"
    blocks = torch.nn.functional.interpolate(torch.rand(8, 3, 12, 12), size=96, mode="bicubic").clamp(0, 1)
    fine = (noise.jpeg(blocks, torch.full((8,), 98.), False) - blocks).abs().mean() * 255
    coarse = (noise.jpeg(blocks, torch.full((8,), 50.), False) - blocks).abs().mean() * 255
    assert fine < 1 < coarse, "JPEG's loss grows as quality falls"
    noisy, target, level = noise.camera(blocks)
    assert abs(float((noisy - target).pow(2).mean() / level.pow(2).mean()) - 1) < .2, "level map"


def check_denoiser(folder, pool):
    state = os.path.join(folder, "denoise.pt")
    losses = [train.main([pool, "--steps", "60", "--batch", "4", "--state", state]) for _ in range(2)]
    assert losses[1] < losses[0], "goes on from its state and learns"
    out = os.path.join(folder, "denoise.onnx")
    export.main(out, state)
    onnx.checker.check_model(onnx.load(out), full_check=True)
    net = export.load(state)
    image = torch.rand(1, 3, 32, 32)
    assert torch.equal(net(image, torch.zeros(1, 1, 16, 16)), image), "sigma 0 changes nothing"
    x = torch.cat([torch.nn.functional.pixel_unshuffle(image, 2), torch.full((1, 1, 16, 16), .1)], 1)
    for i, (weight, bias) in enumerate(net.merged()):
        x = torch.nn.functional.conv2d(x, weight, bias, padding=1)
        x = x.relu() if i < 12 else x
    plain = image - .1 * torch.nn.functional.pixel_shuffle(x, 2)
    assert (plain - net(image, torch.full((1, 1, 16, 16), .1))).abs().max() < 1e-4, "merged batch norm"


def check_upscaler(folder, pool, pixels):
    small = np.asarray(Image.fromarray(pixels).resize((120, 120), Image.BICUBIC))
    for scale in (2, 4):
        net = upscale_network.Upscale(scale)
        torch.nn.init.zeros_(net.last.weight)
        wrong = np.abs(upscale_evaluate.enlarge(net, small) - upscale_evaluate.bicubic(net, small))
        assert wrong[4 * scale:-4 * scale, 4 * scale:-4 * scale].max() <= 2, "starts as bicubic"
    large = torch.tensor(pixels).permute(2, 0, 1)[None, :, :128, :128].float().repeat(8, 1, 1, 1) / 255
    for scale, patch in ((2, 32), (4, 24)):
        side = upscale_pairs.drawn_px("camera", patch) * scale
        small, target = upscale_pairs.pair("camera", large[:, :, :side, :side], scale, patch)
        assert target.shape[-1] == patch * scale, "sizes"
        away = [float((upscale_pairs.bicubic(target.roll(scale * by, 3), scale) - small)[..., 2:-2].abs().mean())
                for by in (-1, 0, 1)]
        assert away[1] < .6 * min(away[0], away[2]), "damaged, not moved"
    state = os.path.join(folder, "upscale.pt")
    options = [pool, "--scale", "2", "--kind", "clean", "--patch", "24", "--batch", "2", "--state", state]
    losses = [upscale_train.main(options + ["--steps", "30"]) for _ in range(2)]
    assert losses[1] < losses[0], "goes on from its state and learns"
    larger = os.path.join(folder, "larger.pt")
    upscale_train.main([pool, "--scale", "4", "--kind", "camera", "--patch", "24", "--batch", "2", "--steps", "3",
                        "--from", state, "--state", larger])
    out = os.path.join(folder, "upscale.onnx")
    upscale_export.main(out, larger)
    onnx.checker.check_model(onnx.load(out), full_check=True)


def main():
    torch.manual_seed(0)
    check_noise()
    with tempfile.TemporaryDirectory() as folder:
        pool, pixels = made_up_pool(folder)
        check_denoiser(folder, pool)
        check_upscaler(folder, pool, pixels)
    print("smoke test passed")


if __name__ == "__main__":
    main()
