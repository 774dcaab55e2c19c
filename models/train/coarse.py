"""Coarse mattes as segmentation networks make them, and composites, for the edge refiner."""
import io
import json
import os
import subprocess

import numpy as np
from PIL import Image

from subjects import blur, smooth

HERE = os.path.dirname(os.path.abspath(__file__))


class Photos:
    """Backgrounds and textures from the pool of prepare.py."""

    def __init__(self, path, held_out):
        data = np.load(path)
        self.flat, self.shapes = data["pixels"], data["shapes"]
        self.starts = np.concatenate([[0], np.cumsum(self.shapes.prod(1) * 3)])
        self.indices = [i for i in range(len(self.shapes)) if (i % 12 == 0) == held_out]

    def part(self, rng, size, zoom):
        """A random part H,W,3 (0..1), enlarged by a factor of `zoom`, but not more than the picture holds."""
        index = self.indices[rng.integers(len(self.indices))]
        h, w = self.shapes[index]
        picture = self.flat[self.starts[index]:self.starts[index + 1]].reshape(h, w, 3)
        side = int(np.clip(size / rng.uniform(*zoom), 64, min(h, w)))
        y, x = rng.integers(0, h - side + 1), rng.integers(0, w - side + 1)
        part = Image.fromarray(picture[y:y + side, x:x + side])
        if rng.random() < .5:
            part = part.transpose(Image.FLIP_LEFT_RIGHT)
        return np.asarray(part.resize((size, size), Image.BICUBIC), np.float32) / 255


def background(rng, photos, size):
    """A photograph, often out of focus; seldom an even wall."""
    part = photos.part(rng, size, zoom=(.8, 3))
    kind = rng.random()
    if kind < .4:
        part = blur(part, np.exp(rng.uniform(0, 2.6)))
    elif kind < .47:
        part = part.mean((0, 1)) * (.8 + .4 * smooth(rng, size, 3))[..., None]
    return np.clip(part * rng.uniform(.6, 1.2) + rng.normal(0, .04), 0, 1)


def compose(rng, subject, behind):
    """The picture as bytes: mixed as it is encoded, or in linear light; then noise, or JPEG."""
    colour, alpha = subject
    a = alpha[..., None]
    if rng.random() < .3:
        straight = np.clip(colour / np.maximum(a, 1e-3), 0, 1)
        picture = (straight ** 2.2 * a + behind ** 2.2 * (1 - a)) ** (1 / 2.2)
    else:
        picture = colour + behind * (1 - a)
    sigma = abs(rng.normal(0, 2.2)) / 255
    noise = rng.standard_normal(picture.shape).astype(np.float32)
    if rng.random() < .4:
        noise = blur(noise, .7) * 2
    picture = np.clip((picture + noise * sigma) * 255 + .5, 0, 255).astype(np.uint8)
    if rng.random() < .3:
        file = io.BytesIO()
        Image.fromarray(picture).save(file, "JPEG", quality=int(rng.integers(75, 97)))
        picture = np.asarray(Image.open(file))
    return picture


def resized(plane, width, height, how=Image.BICUBIC):
    return np.asarray(Image.fromarray(np.ascontiguousarray(plane, np.float32)).resize((width, height), how))


def grown(plane, px):
    """Largest value within px pixels, smallest for negative px."""
    sign = 1 if px > 0 else -1
    plane = plane * sign
    for axis in (0, 1):
        plane = np.max([np.roll(plane, k, axis) for k in range(-abs(px), abs(px) + 1)], 0)
    return plane * sign


def coarse_matte(rng, truth):
    """What a network would make of it: few samples, thin parts lost, smeared, too sure of itself, holes, leaks."""
    size = truth.shape[0]
    pace = np.exp(rng.uniform(np.log(1.8), np.log(6.5)))  # picture pixels to a sample
    width, height = (max(24, int(size / pace * rng.uniform(.85, 1.18))) for _ in range(2))
    small = np.clip(resized(truth, width, height, Image.BOX), 0, 1)
    if rng.random() < .45:  # thin parts lost, or taken for solid
        px = int(rng.choice([1, 1, 2, 3]))
        opened = grown(grown(small, -px), px) if rng.random() < .7 else grown(grown(small, px), -px)
        share = rng.uniform(.3, 1) * (resized(smooth(rng, 64, 6), width, height) if rng.random() < .6 else 1)
        small = small + share * (opened - small)
    small = blur(small, np.exp(rng.uniform(np.log(.3), np.log(2.2))))
    if rng.random() < .35:  # the edge beside its place
        field = resized(smooth(rng, 64, int(rng.integers(3, 12))), width, height) - .5
        small = small + rng.uniform(0, 1) * field * 4 * small * (1 - small)
    contrast = np.exp(rng.uniform(-.1, 1.1))
    small = np.clip((small - .5) * contrast + .5, 0, 1)
    if rng.random() < .2:  # holes and leaks near the edge
        for _ in range(int(rng.integers(1, 4))):
            edge = np.argwhere((small > .2) & (small < .8))
            if len(edge) == 0:
                break
            y, x = edge[rng.integers(len(edge))] + rng.normal(0, 4, 2)
            radius = rng.uniform(1, 5)
            ys, xs = np.mgrid[:height, :width]
            spot = np.exp(-((ys - y) ** 2 + (xs - x) ** 2) / (2 * radius ** 2)) * rng.uniform(.2, .8)
            small = np.clip(small + spot * rng.choice([-1, 1]), 0, 1)
    if rng.random() < .5:
        small = np.round(small * 255) / 255
    return np.clip((small - .04) / .92, 0, 1).astype(np.float32)  # as the product settles it


class ColourLines:
    """The product's refinement, run by node."""

    def __init__(self, folder):
        self.folder = folder
        os.makedirs(folder, exist_ok=True)
        self.process = subprocess.Popen(["node", os.path.join(HERE, "colour-lines.js")], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def refine(self, picture, plane):
        """The refined matte as bytes, and where it was unknown."""
        side = picture.shape[0]
        names = {key: os.path.join(self.folder, key) for key in ("picture", "plane", "target")}
        np.ascontiguousarray(picture).tofile(names["picture"])
        np.ascontiguousarray(plane, np.float32).tofile(names["plane"])
        line = json.dumps({**names, "side": side, "width": plane.shape[1], "height": plane.shape[0]})
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        cell = int(self.process.stdout.readline())
        cells = np.fromfile(names["target"] + ".cells", np.uint8)
        count = -(-side // cell)
        unknown = np.repeat(np.repeat(cells.reshape(count, count) == 2, cell, 0), cell, 1)[:side, :side]
        return np.fromfile(names["target"], np.uint8).reshape(side, side), unknown
