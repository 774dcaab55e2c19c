#!/usr/bin/python3
"""Train the denoiser; goes on from the state file if there is one.

    train.py POOL.npz [--minutes 90] [--steps N] [--restart] [--batch 8] [--patch 64] [--state FILE]

The learning rate falls along a cosine from --rate to near zero over the limit that was given,
whichever of time and steps is further; a later run with a new limit restarts it (use a lower
--rate then). SIGTERM or SIGINT save the state and end.
"""
import argparse
import math
import os
import signal
import time

import torch

from network import Denoise
from noise import MARGIN, degrade
from pool import Pool

STATE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "state", "denoise.pt")


def cpu_has_bf16():
    """Whether mixed precision pays on this processor: twice the steps a second where it has bf16 products."""
    try:
        with open("/proc/cpuinfo") as file:
            return "avx512_bf16" in file.read()
    except OSError:
        return False


def save(path, net, mean, optimizer, step):
    """Whole or not at all, so that a stop while writing loses nothing."""
    torch.save({"net": net.state_dict(), "mean": mean.state_dict(),
                "optimizer": optimizer.state_dict(), "step": step}, path + ".part")
    os.replace(path + ".part", path)


def main(argv=None):
    parser = argparse.ArgumentParser()
    parser.add_argument("pool")
    parser.add_argument("--minutes", type=float, default=float("inf"))
    parser.add_argument("--steps", type=int, default=0)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--patch", type=int, default=64)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--state", default=STATE)
    parser.add_argument("--restart", action="store_true", help="ignore the state file")
    args = parser.parse_args(argv)
    if args.minutes == float("inf") and not args.steps:
        args.minutes = 90

    device = "cuda" if torch.cuda.is_available() else "cpu"
    half = torch.float16 if device == "cuda" else torch.bfloat16
    mixed = device == "cuda" or cpu_has_bf16()
    net = Denoise().to(device, memory_format=torch.channels_last)
    optimizer = torch.optim.Adam(net.parameters(), args.rate, betas=(.9, .99))
    first = 0
    shadow = Denoise().to(device)  # running mean of the weights: as good as a lower rate, at any time
    shadow.load_state_dict(net.state_dict())
    if os.path.exists(args.state) and not args.restart:
        state = torch.load(args.state, map_location=device)
        net.load_state_dict(state["net"])
        shadow.load_state_dict(state["mean"])
        optimizer.load_state_dict(state["optimizer"])
        first = state["step"]
    pool = Pool(args.pool, seed=first)
    torch.manual_seed(first)
    scaler = torch.cuda.amp.GradScaler(enabled=device == "cuda")
    stop = []
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.append(True))

    begin = saved = time.time()
    step, counted, total, done = first, first, 0.0, 0.0
    while done < 1 and not stop:
        rate = args.rate * (.001 + .999 * .5 * (1 + math.cos(math.pi * done))) * min(1, (step - first + 1) / 200)
        for group in optimizer.param_groups:
            group["lr"] = rate
        clean = pool.draw(args.batch, args.patch + 2 * MARGIN).to(device).float() / 255
        with torch.no_grad():
            noisy, target, sigma = degrade(clean)
        with torch.autocast(device, dtype=half, enabled=mixed):
            out = net(noisy.contiguous(memory_format=torch.channels_last), sigma)
        # The error grows about as sigma^0.57: this weight lets every level count alike.
        weight = (sigma.mean((1, 2, 3), keepdim=True) + .005) ** -.57
        loss = ((out.float() - target).abs() * weight).mean()
        optimizer.zero_grad(set_to_none=True)
        scaler.scale(loss).backward()
        scaler.unscale_(optimizer)
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        scaler.step(optimizer)
        scaler.update()
        step += 1
        total += loss.item()
        keep = min(.999, step / (step + 20))
        with torch.no_grad():
            for kept, new in zip(shadow.state_dict().values(), net.state_dict().values()):
                kept.copy_(new) if not kept.is_floating_point() else kept.lerp_(new, 1 - keep)
        now = time.time()
        done = max((now - begin) / 60 / args.minutes, (step - first) / args.steps if args.steps else 0)
        if step % 500 == 0:
            print(f"{step} loss {total / (step - counted):.5f} rate {rate:.2e} {(now - begin) / 60:.1f} min",
                  flush=True)
            total, counted = 0.0, step
        if now - saved > 240:
            save(args.state, net, shadow, optimizer, step)
            saved = now
    save(args.state, net, shadow, optimizer, step)
    print(f"saved at step {step}")
    return total / max(1, step - counted)  # mean loss since the last line


if __name__ == "__main__":
    main()
