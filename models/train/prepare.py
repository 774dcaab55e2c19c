#!/usr/bin/python3
"""Reduce free pictures to small clean ones and weight their places by detail.

    prepare.py FOLDER OUT.npz [lanczos|hamming]

FOLDER holds one unpacked package per folder, named as in sources.py. The filter reduces: Lanczos keeps the finest
detail (the denoiser's pool); Hamming's window has no negative lobes, so that edges do not run over by a tenth. The
upscaler needs that, as it learns to draw what its targets show.
"""
import glob
import io
import os
import struct
import sys

import numpy as np
from PIL import Image, ImageOps

from sources import SOURCES

SHORT_SIDES = (400, 280)  # px after reduction; two scales of the same picture
LEAST_FACTOR = 1.6        # reduction that takes the file's own JPEG noise away
WINDOW = 96               # px; the largest patch cut in training, with its margin
STRIDE = 24               # px between the places that can be drawn
Image.MAX_IMAGE_PIXELS = None


def members(path):
    """The file itself, or the WebP pictures inside a Qt resource file."""
    if not path.endswith(".rcc"):
        yield path
        return
    with open(path, "rb") as file:
        data = file.read()
    at = data.find(b"RIFF")
    while at >= 0:
        if data[at + 8:at + 12] == b"WEBP":
            size = struct.unpack("<I", data[at + 4:at + 8])[0] + 8
            if size > 30000:
                yield io.BytesIO(data[at:at + size])
        at = data.find(b"RIFF", at + 4)


def load(file):
    """An RGB picture; transparent parts get mid gray, so cut-outs keep their edges."""
    picture = Image.open(file)
    if picture.format == "JPEG":
        picture.draft("RGB", (1600, 1600))  # decodes large files at a fraction
    picture = ImageOps.exif_transpose(picture)
    if picture.mode in ("P", "LA", "RGBA"):
        picture = picture.convert("RGBA")
        ground = Image.new("RGBA", picture.size, (128, 128, 128, 255))
        picture = Image.alpha_composite(ground, picture)
    return picture.convert("RGB")


def windows(pixels):
    """Top-left corners and mean gradient (0..255 per px) of every window."""
    gray = pixels.astype(np.float32).mean(2)
    grad = np.zeros_like(gray)
    grad[:-1] += np.abs(np.diff(gray, axis=0))
    grad[:, :-1] += np.abs(np.diff(gray, axis=1))
    total = np.pad(grad.cumsum(0).cumsum(1), ((1, 0), (1, 0)))
    ys = np.arange(0, gray.shape[0] - WINDOW + 1, STRIDE)
    xs = np.arange(0, gray.shape[1] - WINDOW + 1, STRIDE)
    y, x = np.meshgrid(ys, xs, indexing="ij")
    mean = (total[y + WINDOW, x + WINDOW] - total[y, x + WINDOW]
            - total[y + WINDOW, x] + total[y, x]) / WINDOW ** 2
    return y.ravel(), x.ravel(), mean.ravel()


def main(folder, out, kind="lanczos"):
    flat, shapes, places, seen = [], [], [], []
    for package, patterns, share, _ in SOURCES:
        paths = sorted({p for pattern in patterns
                        for p in glob.glob(os.path.join(folder, package, pattern), recursive=True)},
                       key=lambda p: -os.path.getsize(p))
        count = 0
        for file in (member for path in paths for member in members(path)):
            try:
                picture = load(file)
            except (OSError, ValueError, SyntaxError):
                continue  # not a picture
            short = min(picture.size)
            if short < 160:
                continue
            thumb = np.asarray(picture.resize((12, 12), Image.BOX).convert("L"), np.float32)
            thumb -= thumb.mean()
            if any(np.abs(thumb - other).mean() < 2 for other in seen):
                continue  # the same picture in another size
            seen.append(thumb)
            sides = [s for s in SHORT_SIDES if short >= LEAST_FACTOR * s] or [int(short / LEAST_FACTOR)]
            for side in sides:
                scale = side / short
                size = (round(picture.width * scale), round(picture.height * scale))
                if min(size) < WINDOW:
                    continue
                pixels = np.asarray(picture.resize(size, {"lanczos": Image.LANCZOS, "hamming": Image.HAMMING}[kind]))
                y, x, mean = windows(pixels)
                index = np.full(len(y), len(shapes))
                places.append(np.stack([index, y, x, (np.minimum(mean, 40) + 1) * share], 1).astype(np.float32))
                shapes.append(pixels.shape[:2])
                flat.append(pixels.reshape(-1))
                count += 1
        print(f"{package}: {count} pictures")
    np.savez(out, pixels=np.concatenate(flat), shapes=np.array(shapes, np.int64),
             places=np.concatenate(places))
    print(f"{len(shapes)} pictures, {sum(map(len, flat)) / 3e6:.1f} megapixels, "
          f"{sum(map(len, places))} places")


if __name__ == "__main__":
    main(*sys.argv[1:])
