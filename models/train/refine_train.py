#!/usr/bin/python3
"""Train the edge refiner; goes on from the state file if there is one.

    refine_train.py POOL.u8 [--minutes 70] [--steps N] [--restart] [--batch 8] [--side 128] [--rate 1.5e-3] [--state FILE]

POOL.u8 is refine_pool.py's and may still grow. The rate falls along a cosine over the minutes. SIGTERM or SIGINT save the
state and end.
"""
import argparse
import math
import os
import signal
import time

import numpy as np
import torch
from torch.nn import functional as F

from refine_network import Refine
from refine_pool import PATCH, PLANES
from train import cpu_has_bf16

STATE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "state", "refine.pt")
BYTES = PLANES * PATCH * PATCH


class Patches:
    """Draws parts of patches in the eight orientations, with colours moved."""

    def __init__(self, path, seed):
        self.path, self.random = path, np.random.default_rng(seed)
        self.look()

    def look(self):
        count = os.path.getsize(self.path) // BYTES
        self.data = np.memmap(self.path, np.uint8, "r", shape=(count, PLANES, PATCH, PATCH))

    def draw(self, count, side):
        random = self.random
        out = np.empty((count, PLANES, side, side), np.uint8)
        for i in range(count):
            y, x = random.integers(0, PATCH - side + 1, 2)
            part = self.data[random.integers(len(self.data)), :, y:y + side, x:x + side]
            turn = random.integers(8)
            part = np.rot90(part, turn % 4, (1, 2))
            part = part[:, :, ::-1] if turn > 3 else part
            order = random.permutation(3)
            out[i, :3], out[i, 3:6], out[i, 6:] = part[order], part[3 + order], part[6:]
        batch = torch.from_numpy(out).float() / 255
        gain = torch.from_numpy(random.uniform(.75, 1.25, (count, 3, 1, 1)).astype(np.float32))
        for c in (0, 3):
            batch[:, c:c + 3] = (batch[:, c:c + 3] * gain).clamp(0, 1)
        return batch


def bell(sigma):
    """Taps of a Gaussian and of its derivative."""
    radius = math.ceil(3 * sigma)
    x = torch.arange(-radius, radius + 1.)
    taps = torch.exp(-x * x / (2 * sigma ** 2))
    taps /= taps.sum()
    return taps, -x / sigma ** 2 * taps


SMOOTH, SLOPE = bell(1.4)  # as the gradient error of Rhemann et al. 2009


def gradients(plane):
    """Both first derivatives, N,2,H,W; borders are cut off."""
    across = torch.stack([torch.outer(SMOOTH, SLOPE), torch.outer(SLOPE, SMOOTH)])[:, None].to(plane)
    return F.conv2d(plane, across)


def loss_of(out, batch):
    """The loss, and the matte's error where it was unknown. A sample counts by what colour lines leave of it."""
    truth, lines, unknown = batch[:, 6:7], batch[:, 8:9], batch[:, 9:]
    weight = .35 + .65 * unknown  # thin parts reach beyond what a coarse matte leaves open
    left = ((lines - truth).abs() * unknown).sum((1, 2, 3)) / (unknown.sum((1, 2, 3)) + 1)
    share = 1 / (left + .03)
    share = (share / share.mean())[:, None, None, None]
    weight = weight * share / weight.mean()
    matte, colour, doubt = out[:, :1], out[:, 1:4], out[:, 4:]
    difference = matte - truth
    error = difference.abs()
    slope = gradients(difference)
    cut = (weight.shape[2] - slope.shape[2]) // 2
    inner = weight[:, :, cut:-cut, cut:-cut]
    loss = (error * weight).mean() + ((slope.abs() + 4 * slope.pow(2)) * inner).mean()
    fine = sum((difference.diff(dim=d).abs() * share).mean() for d in (2, 3))
    wide = (F.avg_pool2d(difference, 4).abs() * share).mean()
    mixed = truth * weight * (1 - .9 * (truth > .98).float())
    foreground = ((colour - batch[:, 3:6]).abs() * mixed).mean()
    doubted = ((doubt - error.detach()).abs() * weight).mean()
    return loss + .5 * fine + .3 * wide + .3 * foreground + .1 * doubted, float((error.detach() * unknown * share).sum())


def save(path, net, mean, step):
    """Whole or not at all. The optimizer's state is left out: it is found again within its warm-up."""
    torch.save({"net": net.state_dict(), "mean": mean.state_dict(), "step": step}, path + ".part")
    os.replace(path + ".part", path)


def main(argv=None):
    parser = argparse.ArgumentParser()
    parser.add_argument("pool")
    parser.add_argument("--minutes", type=float, default=70)
    parser.add_argument("--steps", type=int, default=10 ** 9)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--side", type=int, default=128)
    parser.add_argument("--rate", type=float, default=1.5e-3)
    parser.add_argument("--state", default=STATE)
    parser.add_argument("--restart", action="store_true", help="ignore the state file")
    args = parser.parse_args(argv)

    device = "cuda" if torch.cuda.is_available() else "cpu"
    mixed = device == "cuda" or cpu_has_bf16()
    net = Refine().to(device, memory_format=torch.channels_last)
    mean = Refine().to(device)  # running mean of the weights
    first = 0
    if os.path.exists(args.state) and not args.restart:
        state = torch.load(args.state, map_location=device)
        net.load_state_dict(state["net"])
        mean.load_state_dict(state["mean"])
        first = state["step"]
    else:
        mean.load_state_dict(net.state_dict())
    optimizer = torch.optim.AdamW(net.parameters(), args.rate, betas=(.9, .99), weight_decay=1e-4)
    pool = Patches(args.pool, first)
    stop = []
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.append(True))

    begin = saved = time.time()
    step, done, sums, counted = first, 0.0, np.zeros(3), first
    while done < 1 and not stop:
        rate = args.rate * (.002 + .998 * .5 * (1 + math.cos(math.pi * done))) * min(1, (step - first + 1) / 300)
        for group in optimizer.param_groups:
            group["lr"] = rate
        batch = pool.draw(args.batch, args.side).to(device)
        given = torch.cat([batch[:, :3], batch[:, 7:9]], 1).contiguous(memory_format=torch.channels_last)
        with torch.autocast(device, dtype=torch.bfloat16, enabled=mixed):
            out = net(given)
        loss, error = loss_of(out.float(), batch)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), .5)
        optimizer.step()
        step += 1
        before = float(loss_of(torch.cat([batch[:, 8:9], batch[:, :3], batch[:, :1]], 1), batch)[1]) if step % 4 == 0 else 0
        sums += (loss.item(), error if before else 0, before)
        keep = min(.999, step / (step + 20))
        with torch.no_grad():
            for kept, new in zip(mean.state_dict().values(), net.state_dict().values()):
                kept.lerp_(new, 1 - keep) if kept.is_floating_point() else kept.copy_(new)
        now = time.time()
        done = max((now - begin) / 60 / args.minutes, (step - first) / args.steps)
        if step % 200 == 0:
            print(f"{step} loss {sums[0] / (step - counted):.5f} error {sums[1] / sums[2]:.4f} of colour lines, "
                  f"rate {rate:.2e}, {len(pool.data)} patches, {(now - begin) / 60:.1f} min", flush=True)
            sums, counted = np.zeros(3), step
            pool.look()
        if now - saved > 180:
            save(args.state, net, mean, step)
            saved = now
    save(args.state, net, mean, step)
    print(f"saved at step {step}")
    return sums[0] / max(1, step - counted)  # mean loss since the last line


if __name__ == "__main__":
    main()
