#!/usr/bin/python3
"""Train an upscaler; goes on from the state file if there is one.

    upscale_train.py POOL.npz --scale 2 --kind clean --state state/upscale-x2-clean.pt
                     [--minutes 30] [--steps N] [--from STATE] [--rate 2e-3] [--batch 6] [--patch 56] [--look FOLDER]

--kind clean: against bicubic reduction. --kind camera: against blur, noise and JPEG as well (upscale_pairs.py).
--from starts with another state's body, and with its head where the scale is the same.
--look FOLDER prints PSNR on its pictures every few minutes; nothing is learnt from them.
The learning rate falls along a cosine from --rate over the limit that was given, whichever of time and
steps is further; a later run with a new limit starts it again (use a lower --rate then).
SIGTERM or SIGINT save the state and end.
"""
import argparse
import math
import os
import signal
import time

import torch

import upscale_pairs
from pool import Pool
from train import cpu_has_bf16
from upscale_evaluate import mean_psnr
from upscale_network import Upscale, load

LUMA = torch.tensor([65.481, 128.553, 24.966]).view(1, 3, 1, 1) / 255  # ITU-R BT.601, as PSNR is measured
SAVE_S = 150


def arguments(argv):
    parser = argparse.ArgumentParser()
    parser.add_argument("pool")
    parser.add_argument("--scale", type=int, required=True)
    parser.add_argument("--kind", choices=("clean", "camera"), required=True)
    parser.add_argument("--state", required=True)
    parser.add_argument("--from", dest="start")
    parser.add_argument("--minutes", type=float, default=float("inf"))
    parser.add_argument("--steps", type=int, default=0)
    parser.add_argument("--batch", type=int, default=6)
    parser.add_argument("--patch", type=int, default=56, help="px at low resolution; the network reaches 13 to each side")
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--look")
    args = parser.parse_args(argv)
    if args.minutes == float("inf") and not args.steps:
        args.minutes = 30
    return args


def loss_of(out, clean, kind):
    """L1 over the colours, and luminance beside it, which eyes and PSNR-Y look at.

    Camera-like damage: L1 of it, which outliers do not rule. Clean reductions: each patch's root mean square, so
    that edges count as much as they do in PSNR.
    """
    error = out - clean
    luma = (error * LUMA.to(error.device)).sum(1)
    if kind == "camera":
        return error.abs().mean() + luma.abs().mean()
    return .3 * error.abs().mean() + (luma.pow(2).mean((1, 2)) + 1e-7).sqrt().mean()


def save(path, net, mean, optimizer, step):
    """Whole or not at all, so that a stop while writing loses nothing."""
    torch.save({"scale": net.scale, "net": net.state_dict(), "mean": mean.state_dict(),
                "optimizer": optimizer.state_dict(), "step": step}, path + ".part")
    os.replace(path + ".part", path)


def begin(args, device):
    """(network, its running mean, optimizer, step), from the state, from another one, or from nothing."""
    net = load(args.start, args.scale).train() if args.start else Upscale(args.scale)
    net = net.to(device, memory_format=torch.channels_last)
    mean = Upscale(args.scale).to(device)
    mean.load_state_dict(net.state_dict())
    optimizer = torch.optim.Adam(net.parameters(), args.rate, betas=(.9, .99))
    if not os.path.exists(args.state):
        return net, mean, optimizer, 0
    state = torch.load(args.state, map_location=device)
    net.load_state_dict(state["net"])
    mean.load_state_dict(state["mean"])
    optimizer.load_state_dict(state["optimizer"])
    return net, mean, optimizer, state["step"]


def main(argv=None):
    args = arguments(argv)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    half = torch.bfloat16 if device == "cuda" or cpu_has_bf16() else None
    net, mean, optimizer, first = begin(args, device)
    drawn = upscale_pairs.drawn_px(args.kind, args.patch) * args.scale
    pool = Pool(args.pool, seed=first, least=drawn)
    torch.manual_seed(first)
    stop = []
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.append(True))

    started = saved = time.time()
    step, counted, total, done = first, first, 0.0, 0.0
    while done < 1 and not stop:
        for group in optimizer.param_groups:
            group["lr"] = args.rate * (.01 + .99 * .5 * (1 + math.cos(math.pi * done))) * min(1, (step - first + 1) / 100)
        with torch.no_grad():
            large = pool.draw(args.batch, drawn).to(device).float() / 255
            small, target = upscale_pairs.pair(args.kind, large, args.scale, args.patch)
        loss = loss_of(net(small, half), target, args.kind)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), .5)
        optimizer.step()
        step += 1
        total += loss.item()
        keep = min(.999, step / (step + 20))
        with torch.no_grad():
            for kept, new in zip(mean.parameters(), net.parameters()):
                kept.lerp_(new, 1 - keep)
        now = time.time()
        done = max((now - started) / 60 / args.minutes, (step - first) / args.steps if args.steps else 0)
        if now - saved > SAVE_S or done >= 1 or stop:
            save(args.state, net, mean, optimizer, step)
            look = f" {mean_psnr(mean, args.look):.3f} dB" if args.look else ""
            print(f"{step} loss {total / (step - counted):.5f} {(now - started) / 60:.1f} min{look}", flush=True)
            saved, result = time.time(), total / (step - counted)
            total, counted = 0.0, step
    return result


if __name__ == "__main__":
    main()
