#!/usr/bin/python3
"""Training and evaluation data of the edge refiner.

    refine_pool.py POOL.npz FOLDER OUT COUNT [--seed 1] [--held-out]

POOL.npz is prepare.py's, FOLDER holds the unpacked packages, OUT.u8 grows by COUNT composites: patches of
PATCH x PATCH x 10 bytes: picture, foreground (3 each), truth, coarse matte, colour-line matte, unknown. With --held-out
other cut-outs and backgrounds are used, and whole composites are written.
"""
import argparse

import numpy as np

from coarse import ColourLines, Photos, background, coarse_matte, compose, resized
from cutouts import find_cutouts
from subjects import Drawer

SIDE = 448
PATCH = 160
PER_COMPOSITE = 5
PLANES = 10


def second_look(rng, truth, picture, lines):
    """What a first run on the reduced picture leaves to a second one: the truth and colour lines, mixed, small."""
    width = int(SIDE / rng.uniform(2, 5))
    exact = np.clip(resized(truth, width, width, 4), 0, 1)
    reduced = np.stack([resized(picture[..., c].astype(np.float32), width, width, 4) for c in range(3)], -1)
    guess, _ = lines.refine(np.clip(reduced + .5, 0, 255).astype(np.uint8), coarse_matte(rng, exact))
    share = rng.uniform(.1, .8)
    return np.clip((share * exact + (1 - share) * guess / 255 - .01) / .98, 0, 1).astype(np.float32)


def sample(rng, drawer, cutouts, lines):
    """One composite: [SIDE, SIDE, PLANES] bytes."""
    subject = drawer.draw(cutouts)
    truth = subject[1]
    picture = compose(rng, subject, background(rng, drawer.photos, SIDE))
    plane = second_look(rng, truth, picture, lines) if rng.random() < .3 else coarse_matte(rng, truth)
    refined, unknown = lines.refine(picture, plane)
    straight = np.clip(subject[0] / np.maximum(truth, 1 / 255)[..., None], 0, 1)
    prior = np.clip(resized(plane, SIDE, SIDE), 0, 1)
    planes = [*np.moveaxis(picture, 2, 0), *(np.moveaxis(straight, 2, 0) * 255 + .5), truth * 255 + .5, prior * 255 + .5,
              refined, unknown * 255]
    return np.stack([p.astype(np.uint8) for p in planes])


def patches(rng, planes):
    """Parts around the edge, those with mixed alpha first."""
    truth, unknown = planes[6], planes[9] > 0
    places = np.argwhere(unknown & (truth > 12) & (truth < 243))
    if len(places) < 60:
        return
    for _ in range(PER_COMPOSITE):
        y, x = places[rng.integers(len(places))] - PATCH // 2 + rng.integers(-30, 31, 2)
        y, x = np.clip((y, x), 0, SIDE - PATCH)
        yield np.ascontiguousarray(planes[:, y:y + PATCH, x:x + PATCH])


def main(argv=None):
    parser = argparse.ArgumentParser()
    parser.add_argument("pool")
    parser.add_argument("folder")
    parser.add_argument("out")
    parser.add_argument("count", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--held-out", action="store_true")
    args = parser.parse_args(argv)
    rng = np.random.default_rng(args.seed + (10 ** 6 if args.held_out else 0))
    drawer = Drawer(rng, Photos(args.pool, args.held_out), SIDE)
    cutouts = find_cutouts(args.folder, args.held_out)
    lines = ColourLines(args.out + ".lines")
    with open(args.out + ".u8", "ab") as file:
        for index in range(args.count):
            planes = sample(rng, drawer, cutouts, lines)
            if args.held_out:
                planes.tofile(file)
            else:
                for part in patches(rng, planes):
                    part.tofile(file)
            if index % 100 == 99:
                file.flush()
                print(index + 1, flush=True)


if __name__ == "__main__":
    main()
